"""Collections on pages: the API's figures, limits with their codes, and nobody else's loan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.api.builders import key_of
from node.api.test_servicing import dues, late
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

COLLECTOR = "servicer"


@pytest.fixture
def loan(site: Api) -> int:
    return late(site, 3)


def at(loan: int, form: str) -> str:
    return f"/staff/collections/loans/{loan}/{form}"


def test_the_worklist_has_who_is_late_and_what_they_owe(site: Api, loan: int) -> None:
    enter_as_staff(site, COLLECTOR)
    shown = read(site.client.get("/staff/collections").text)
    assert f"/staff/collections/loans/{loan}" in shown.links
    bearer = {"authorization": f"Bearer {site.client.cookies['session']}"}
    delays = site.client.get("/v1/staff/servicing/delays", headers=bearer).json()
    owed = [int(delay["owed"]) for delay in delays]
    assert set(owed) <= set(shown.figures)
    assert shown.sums == [sum(owed)]


def test_a_contact_is_begun_and_closed(site: Api, loan: int) -> None:
    enter_as_staff(site, COLLECTOR)
    assert send(site, at(loan, "contact"), way="call").status_code == 303
    page = site.client.get(f"/staff/collections/loans/{loan}").text
    entry = page.partition('name="entry" value="')[2].partition('"')[0]
    closed = send(site, at(loan, "outcome"), entry=entry, outcome="reached", reason="forgot")
    assert closed.status_code == 303
    assert "reached (forgot)" in read(site.client.get(f"/staff/collections/loans/{loan}").text).text


def test_a_promise_and_a_pause_keep_others_from_contact(site: Api, loan: int) -> None:
    enter_as_staff(site, COLLECTOR)
    today = site.node.services.servicing.desk.today
    owed = dues(site, loan).due
    main = f"{owed // 10**6}.{owed % 10**6:06}"
    kept = send(site, at(loan, "promise"), amount=main, due=str(today + timedelta(days=3)))
    assert kept.status_code == 303, kept.text
    refused = send(site, at(loan, "contact"), way="call")
    assert (refused.status_code, "CONTACT:PROMISE" in refused.text) == (409, True)
    until = str(today + timedelta(days=2))
    assert send(site, at(loan, "pause"), cause="hardship", until=until).status_code == 303
    refused = send(site, at(loan, "contact"), way="sms")
    assert "CONTACT:PAUSED" in refused.text


@pytest.mark.parametrize(
    ("form", "typed", "code"),
    [
        ("promise", {"amount": "x", "due": "2026-04-20"}, "INPUT:AMOUNT"),
        ("promise", {"amount": "1", "due": "tomorrow"}, "INPUT:FIELDS"),
        ("pause", {"cause": "none", "until": "2026-04-20"}, "INPUT:FIELDS"),
        ("outcome", {"entry": "x", "outcome": "reached"}, "INPUT:FORM"),
        ("agency", {"agency": "Agency Ltd", "number": "7777"}, "INPUT:WORD"),
        ("contact", {"way": "pigeon"}, "INPUT:FIELDS"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    site: Api, loan: int, form: str, typed: dict[str, str], code: str
) -> None:
    enter_as_staff(site, COLLECTOR)
    before = site.client.get(f"/staff/collections/loans/{loan}").text
    refused = send(site, at(loan, form), **typed)
    assert (refused.status_code, code in refused.text) == (422, True)
    after = site.client.get(f"/staff/collections/loans/{loan}").text
    assert read(after).text == read(before).text


def test_others_read_none_of_it(site: Api, loan: int) -> None:
    enter(site, "borrower 0")
    for path in ("/staff/collections", f"/staff/collections/loans/{loan}", "/staff/people",
                 "/staff/operations"):  # fmt: skip
        response = site.client.get(path)
        assert (response.status_code, "ACCESS:ROLE" in response.text) == (403, True)
        assert key_of(COLLECTOR).address not in response.text
    assert send(site, at(loan, "contact"), way="call").status_code == 403


def test_operations_show_the_node_s_own_checks(site: Api, loan: int) -> None:
    del loan
    enter_as_staff(site, COLLECTOR)
    page = site.client.get("/staff/operations")
    assert page.status_code == 200
    for name in site.client.get("/readyz").json()["checks"]:
        assert f"<code>{name}</code>" in page.text


def test_the_worklist_is_a_file_for_collectors_alone(site: Api, loan: int) -> None:
    enter(site, "investor 1")
    refused = site.client.get("/staff/collections?file=csv")
    assert (refused.status_code, refused.headers["content-type"][:9]) == (403, "text/html")
    site.client.cookies.clear()
    enter_as_staff(site, COLLECTOR)
    lines = site.client.get("/staff/collections?file=csv&sort=-owed").text.splitlines()
    assert lines[0].endswith("loan,tier,late_since,owed,agency,currency")
    assert lines[1].startswith(f"{loan},")
