"""Saved filters: a name for what a list is asked, each reader's alone, of our own lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from node.api.test_lending import BORROWER
from node.web.forms import enter, send
from tallystick.errors import InputError
from tallystick_node.auth import saved_filters as module
from tallystick_node.auth.saved_filters import plain_query
from tallystick_node.storage.tables import saved_filters

if TYPE_CHECKING:
    import httpx2

    from node.api.builders import Api

HERE = "/me/filters"


def save(
    site: Api, name: str = "Safe", page: str = "/market", query: str = "level=2&sort=rate"
) -> httpx2.Response:
    return send(site, HERE, page=page, query=query, name=name)


def kept(site: Api) -> int:
    with site.node.foundation.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(saved_filters)) or 0


def test_a_filter_is_saved_opened_and_forgotten(site: Api) -> None:
    site.network.loans.listed(risk_level=1)
    site.index()
    enter(site, BORROWER)
    text = site.client.get("/market?level=2&sort=rate&file=").text
    link = "/me/filters?path=%2Fmarket&amp;query=level%3D2%26sort%3Drate"
    assert link in text
    form = site.client.get(link.replace("&amp;", "&")).text
    assert "<code>level=2&amp;sort=rate</code>" in form
    saved = save(site)
    assert (saved.status_code, saved.headers["location"]) == (303, "/market?level=2&sort=rate")
    text = site.client.get(HERE).text
    assert '<a href="/market?level=2&amp;sort=rate">Safe</a>' in text
    removal = re.search(r"/me/filters/[0-9]+/removal", text)
    assert removal is not None
    assert send(site, removal[0]).status_code == 303
    assert "No filter is saved yet" in site.client.get(HERE).text


def test_the_same_name_again_replaces(site: Api) -> None:
    enter(site, BORROWER)
    save(site)
    save(site, query="level=1")
    text = site.client.get(HERE).text
    assert ("level=1" in text, "level=2" in text, kept(site)) == (True, False, 1)


def test_filters_are_their_wallet_s_alone(site: Api) -> None:
    enter(site, BORROWER)
    save(site)
    number = re.search(r"/me/filters/([0-9]+)/removal", site.client.get(HERE).text)
    assert number is not None
    site.client.cookies.clear()
    assert site.client.get(HERE, follow_redirects=False).status_code == 303
    enter(site, "investor 0")
    assert "Safe" not in site.client.get(HERE).text
    refused = send(site, f"{HERE}/{number[1]}/removal")
    assert (refused.status_code, "FILTER:NONE" in refused.text) == (422, True)
    assert kept(site) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"page": "https://elsewhere.example"}, "FILTER:LIST"), ({"page": "//x"}, "FILTER:LIST"),
     ({"page": "/account/security"}, "FILTER:LIST"), ({"name": ""}, "FILTER:NAME"),
     ({"name": "x" * 41}, "FILTER:NAME"), ({"name": "a\u202eb"}, "FILTER:NAME"),
     ({"query": "a=" + "x" * 513}, "FILTER:QUERY"), ({"query": "nothing"}, "FILTER:QUERY")],
)  # fmt: skip
def test_what_is_no_filter_is_refused(site: Api, change: dict[str, str], code: str) -> None:
    enter(site, BORROWER)
    refused = save(site, **change)
    assert (refused.status_code, code in refused.text) == (422, True)
    assert kept(site) == 0


def test_a_wallet_saves_so_many(site: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILTERS_MAX", 1)
    enter(site, BORROWER)
    save(site)
    assert "FILTER:MANY" in save(site, name="Other").text
    assert save(site).status_code == 303


def test_a_page_of_elsewhere_saves_nothing(site: Api) -> None:
    enter(site, BORROWER)
    body = {"page": "/market", "query": "level=1", "name": "x"}
    refused = site.client.post(HERE, data=body, headers={"origin": "https://evil.example"})
    assert (refused.status_code, kept(site)) == (403, 0)


def test_a_query_has_one_form() -> None:
    assert (
        plain_query("level=2&file=csv&lang=en&list=x&theme=dark&rate=9%25") == "level=2&rate=9%25"
    )
    assert plain_query("") == ""
    assert "\n" not in plain_query("a=%0Ab")
    with pytest.raises(InputError, match="FILTER:QUERY"):
        plain_query("&".join(f"a{number}=1" for number in range(30)))
