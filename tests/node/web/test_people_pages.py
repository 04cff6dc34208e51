"""Compliance decides on pages with four eyes, and nobody reads their own case there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.test_people import put, registered
from node.web.forms import enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

HERE = "/staff/people"


@pytest.fixture
def hit(site: Api) -> str:
    """The screening of somebody whose name is on a list."""
    headers = registered(site)
    put(site, headers, "name", "SANDBOX LISTED PERSON")
    person = site.client.get("/v1/me", headers=headers).json()["id"]
    site.node.services.kyc.watchlist.screen(person)
    with site.node.services.database.reading() as connection:
        (waiting,) = site.node.services.kyc.watchlist.open_hits(connection)
    return str(waiting["id"])


def test_two_of_staff_clear_a_hit(site: Api, hit: str) -> None:
    for who in ("compliance", "attestor 0"):
        enter_as_staff(site, who)
        assert f'id="hit-{hit}"' in site.client.get(HERE).text
        voted = send(site, f"{HERE}/act", act="vote", subject=hit, answer="no")
        assert voted.status_code == 303, voted.text
    assert "No hit waits." in read(site.client.get(HERE).text).text


def test_one_of_staff_does_not_decide_twice(site: Api, hit: str) -> None:
    enter_as_staff(site, "compliance")
    send(site, f"{HERE}/act", act="vote", subject=hit, answer="yes")
    again = send(site, f"{HERE}/act", act="vote", subject=hit, answer="yes")
    assert again.status_code == 409
    assert f'id="hit-{hit}"' in again.text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"act": "vote", "subject": "x", "answer": "yes"}, "INPUT:FORM"),
        ({"act": "vote", "subject": "1", "answer": "maybe"}, "INPUT:FIELDS"),
        ({"act": "none", "subject": "1"}, "INPUT:FORM"),
        ({"act": "lift", "subject": "1", "reason": ""}, "INPUT:FIELDS"),
    ],
)
def test_what_is_wrong_is_said(site: Api, hit: str, typed: dict[str, str], code: str) -> None:
    enter_as_staff(site, "compliance")
    refused = send(site, f"{HERE}/act", **typed)
    assert (refused.status_code, code in refused.text) == (422, True)
    assert f'id="hit-{hit}"' in refused.text
