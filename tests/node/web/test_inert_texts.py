"""Whatever somebody brings into a page is text there: no element, attribute, link or code."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from node.api.test_lending import FIRST
from node.api.test_people import registered
from node.api.test_servicing import staff as with_factor
from node.web.belongings import Belongings, belongings
from node.web.forms import OWN
from node.web.route_table import addresses, asked_by, filled
from node.web.test_nobody_elses import QUERIES, enter, values_of
from tallystick_node.infrastructure.indexer.platform_state import PlatformStanding

if TYPE_CHECKING:
    from pathlib import Path

    from node.api.builders import Api

# `xqz` is in no page of its own accord: where it becomes a name or an address, a text has run.
PAYLOADS = (
    "<script>xqz()</script>", '"><xqz onxqz=1 autofocus>', "' onxqz='1", "</title><xqz>",
    "</textarea><xqz>", "javascript:xqz()", "<svg/onload=xqz()>", "<!--xqz-->xqz",
    "xqz{{7*7}}{% raw %}", "xqz${7*7}", "=xqz()+1", "@xqz", "&lt;xqz&gt;&#60;xqz&#62;",
    "]]><xqz>", "<style>xqz{}</style>", "xqz\u202eexe\u2066\u200b\u200f\ufeff",
    "<a href=//xqz.test>", "\\u003cxqz\\u003e", "xqz\x0b\x1b[31m",
)  # fmt: skip
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "data", "style"}
# What is not seen, or turns round what is: shown as a sign that something was there.
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class Parsed(HTMLParser):
    """What a page is made of. active: each name, address or script with a mark in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.active: list[str] = []
        self.texts: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._open = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        names = [tag, *attributes]
        self.active += [name for name in names if "xqz" in name or name.startswith("on")]
        self.active += [
            f"{name}={value}"
            for name, value in attributes.items()
            if name in ADDRESSES and re.match(r"\s*(?:javascript|data:text|//|[a-z]+://xqz)", value)
        ]
        self._open = tag
        if tag == "form" and attributes.get("method") == "post":
            self.forms.append((attributes.get("action", ""), {}))
        if (
            tag in {"input", "select", "textarea", "button"}
            and self.forms
            and attributes.get("name")
        ):
            self.forms[-1][1][attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._open = ""

    def handle_comment(self, data: str) -> None:
        self.active += [data] if "xqz" in data else []

    def handle_data(self, data: str) -> None:
        if "xqz" in data and self._open in {"script", "style"}:
            self.active.append(data)
        self.texts.append(data)


def inert(html: str) -> Parsed:
    page = Parsed(html)
    assert page.active == []
    assert "xqz49" not in html
    assert UNSEEN.search(html) is None
    return page


def of(place: int) -> Any:
    """One payload for each text, another one with each `place`; a description has them all."""

    def mark(name: str) -> str:
        if name in {"description", "file", "appeal"}:
            return " ".join(PAYLOADS)
        return PAYLOADS[(place + len(name)) % len(PAYLOADS)][:60]

    return mark


def bring(site: Api, folder: Path, place: int) -> Belongings:
    return belongings(site, folder, of(place))


@pytest.mark.parametrize(
    "place", [0, *(pytest.param(place, marks=pytest.mark.long) for place in range(4, 19, 4))]
)
def test_what_people_have_written_is_text_on_every_page(
    site: Api, tmp_path: Path, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned, shown = bring(site, tmp_path, place), set()
    stands = replace(site.node.services.standing.read(), symbol=f"xqz{PAYLOADS[place]}")
    monkeypatch.setattr(PlatformStanding, "read", lambda _: stands)
    claim = f"/v1/staff/credit-reviews/{owned.numbers['application']}/claim"
    assert site.client.post(claim, headers=with_factor(site, FIRST)).status_code == 204
    for who in (owned.session, *(with_factor(site, name) for name in (FIRST, "compliance"))):
        headers = enter(site, who)
        for pattern, path in addresses(site, values_of(owned), QUERIES, pages=True):
            answer = site.client.get(path, headers=headers, follow_redirects=False)
            if answer.headers.get("content-type", "").startswith("text/html"):
                inert(answer.text)
                shown |= {pattern} if "xqz" in answer.text else set()
            elif "xqz" in answer.text:
                kind = answer.headers["content-type"].partition(";")[0]
                assert kind in {"application/json", "application/pdf", "text/calendar"}, pattern
                assert answer.headers["x-content-type-options"] == "nosniff"
    assert shown > {
        "/account/security", "/borrow", "/me", "/staff/people/reviews/{number}",
        "/staff/credit-reviews/{number}",
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("text", PAYLOADS[::3])
def test_what_an_address_says_is_text_as_well(site: Api, tmp_path: Path, text: str) -> None:
    owned = bring(site, tmp_path, 0)
    headers, written = enter(site, owned.session), quote(text, safe="")
    for pattern, names in asked_by(site).items():
        known = dict(re.findall(r"(\w+)=([^&]+)", QUERIES.get(pattern, "")))
        asked = [
            (path, {**known, name: text})
            for path in filled(pattern, values_of(owned))
            for name in names
        ]
        asked.append((re.sub(r"\{\w+(?::\w+)?\}", lambda _: written, pattern), known))
        for path, query in asked:
            answer = site.client.get(path, params=query, headers=headers, follow_redirects=False)
            assert answer.status_code < 500, (path, query, answer.text)
            assert "xqz" not in answer.headers.get("location", "").partition("?")[0]
            if answer.headers.get("content-type", "").startswith("text/html"):
                inert(answer.text)


@pytest.mark.long
@pytest.mark.parametrize("text", PAYLOADS[::6])
def test_what_is_typed_into_any_form_comes_back_as_text(
    site: Api, tmp_path: Path, text: str
) -> None:
    owned, posted = bring(site, tmp_path, 0), 0
    for who in (owned.session, *(with_factor(site, name) for name in (FIRST, "compliance"))):
        headers = enter(site, who)
        forms: dict[str, dict[str, str]] = {}
        for _, path in addresses(site, values_of(owned), QUERIES, pages=True):
            answer = site.client.get(path, headers=headers, follow_redirects=False)
            if answer.headers.get("content-type", "").startswith("text/html"):
                forms |= dict(Parsed(answer.text).forms)
        for action, fields in forms.items():
            if action in {"/sign-out", "/account/erasure", "/account/sessions/end"} or not fields:
                continue
            answer = site.client.post(
                action, data=dict.fromkeys(fields, text), follow_redirects=False,
                headers=headers | OWN | {"content-type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            assert answer.status_code < 500, (action, answer.text)
            if answer.headers.get("content-type", "").startswith("text/html"):
                inert(answer.text)
            posted += 1
    assert posted > 20


@pytest.mark.parametrize("prefix", ["", "/v1"])
@pytest.mark.parametrize("who", [FIRST, "compliance"])
def test_a_paper_opens_as_a_file_and_runs_nothing(
    site: Api, tmp_path: Path, who: str, prefix: str
) -> None:
    owned = belongings(site, tmp_path)
    case = f"{prefix}/staff/credit-reviews/{owned.numbers['application']}"
    headers = enter(site, with_factor(site, who))
    if who == FIRST:
        site.client.post(f"/v1{case.removeprefix('/v1')}/claim", headers=headers)
    folder = case if who == FIRST else f"{prefix}/staff/people/{owned.numbers['person']}"
    opened = site.client.get(f"{folder}/documents/{owned.numbers['documents'][0]}", headers=headers)
    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.headers["content-disposition"] == "attachment"
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert opened.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert opened.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "content", [b"<svg onload=xqz()>", b"<html><script>xqz()</script>", b"=xqz()", b"GIF89a"]
)
def test_a_file_that_a_browser_could_run_is_taken_from_nobody(site: Api, content: bytes) -> None:
    headers = registered(site) | {"content-type": "application/pdf"}
    answer = site.client.post("/v1/me/documents?kind=tax", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "DOCUMENT:TYPE")
