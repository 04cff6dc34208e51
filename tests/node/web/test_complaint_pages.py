"""Complaints on pages: filed and followed by a client, worked on and answered by staff."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from node.api.test_complaints import anchor
from node.api.test_people import registered
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DESK = "/me/complaints", "/staff/complaints"
TYPED = {
    "key": "ab" * 16, "product": "loan", "issue": "terms.fee", "happened": "charged twice",
    "wanted": "the fee back",
}  # fmt: skip


@pytest.fixture
def filed(site: Api) -> None:
    """A complaint of somebody who is registered and signed in."""
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    registered(site, "investor 0")
    enter(site, "investor 0")
    assert send(site, HERE, **TYPED).status_code == 303


def staff_does(site: Api, name: str, **typed: str) -> None:
    enter_as_staff(site, name)
    done = send(site, f"{DESK}/1", **typed)
    assert done.status_code == 303, read(done.text).text


@pytest.mark.usefixtures("filed")
def test_a_client_files_once_and_sees_number_state_and_next_day(site: Api) -> None:
    assert send(site, HERE, **TYPED).status_code == 303
    page = read(site.client.get(HERE).text).text
    assert "received" in page
    assert "acknowledgement" in page
    assert site.client.get(HERE).text.count(f'href="{HERE}/') == 1
    whole = read(site.client.get(f"{HERE}/1").text).text
    for shown in ("charged twice", "the fee back", "It stands in no list yet"):
        assert shown in whole
    assert send(site, f"{HERE}/1", act="add", words="and the receipt").status_code == 303
    assert "and the receipt" in site.client.get(f"{HERE}/1").text


def test_a_bad_form_comes_back_with_what_was_typed(site: Api) -> None:
    registered(site, "investor 0")
    enter(site, "investor 0")
    refused = send(site, HERE, **TYPED | {"loan": "99"})
    assert refused.status_code == 404
    assert "COMPLAINT:LOAN" in refused.text
    assert "charged twice" in refused.text
    assert "You have made no complaint" in read(site.client.get(HERE).text).text
    assert send(site, HERE, **TYPED | {"key": ""}).status_code == 422


@pytest.mark.usefixtures("filed")
def test_two_answer_and_the_client_goes_further(site: Api) -> None:
    answer = {"outcome": "partly", "words": "half of it", "redress": "0"}
    staff_does(site, "compliance", act="acknowledge")
    staff_does(site, "compliance", act="take")
    letter = send(site, f"{DESK}/1", act="preview", **answer)
    assert (letter.status_code, "We uphold it in part" in letter.text) == (200, True)
    staff_does(site, "compliance", act="propose", **answer)
    alone = send(site, f"{DESK}/1", act="decide", agreed="yes", words="mine")
    assert (alone.status_code, "COMPLAINT:EYES" in alone.text) == (409, True)
    staff_does(site, "servicer", act="decide", agreed="yes", words="seen")
    enter(site, "investor 0")
    page = site.client.get(f"{HERE}/1").text
    assert "upheld in part" in read(page).text
    (at,) = re.findall(rf'href="({HERE}/1/letters/\d+)">final response', page)
    assert "half of it" in site.client.get(at).text
    assert send(site, f"{HERE}/1", act="escalate", to="ombudsman", words="5").status_code == 303
    staff_does(site, "compliance", act="award", outcome="upheld", words="decision 9", redress="")
    staff_does(site, "compliance", act="close", root_cause="product")
    desk = read(site.client.get(DESK).text).text
    assert "None open; 0 due this week" in desk
    assert "product: 1" in desk
    enter(site, "investor 0")
    assert send(site, f"{HERE}/1", act="reopen", words="again").status_code == 303


@pytest.mark.usefixtures("filed")
def test_staff_are_refused_what_the_page_draws(site: Api) -> None:
    enter_as_staff(site, "compliance")
    above = send(site, f"{DESK}/1", act="settle", words="x", redress="500.01")
    assert (above.status_code, "COMPLAINT:RIGHT" in above.text) == (409, True)
    staff_does(site, "compliance", act="acknowledge")
    staff_does(site, "compliance", act="take")
    past = send(site, f"{DESK}/1", act="hold", words="x", until="2026-03-01")
    assert (past.status_code, "COMPLAINT:PAST" in past.text) == (409, True)
    assert send(site, f"{DESK}/1", act="dance").status_code == 422
    assert send(site, f"{DESK}/1", act="close", root_cause="").status_code == 422


@pytest.mark.usefixtures("filed")
def test_mail_is_written_down_and_files_are_taken(site: Api) -> None:
    enter_as_staff(site, "servicer")
    typed = TYPED | {"channel": "mail", "received_on": "2026-03-05", "contact": "A. Reader"}
    assert send(site, DESK, **typed).status_code == 303
    desk = site.client.get(DESK).text
    assert f'href="{DESK}/2"' in desk
    assert "A. Reader" in site.client.get(f"{DESK}/2").text
    future = send(site, DESK, **typed | {"key": "cd" * 16, "received_on": "2027-03-05"})
    assert (future.status_code, "COMPLAINT:DAY" in future.text) == (422, True)
    exported = send(site, f"{DESK}/export")
    assert "Date received" in exported.text
    assert "charged twice" not in exported.text
    assert "2,received" in site.client.get(f"{DESK}?file=csv").text
    site.index()
    evidence = send(site, f"{DESK}/1/evidence")
    assert evidence.content[:2] == b"PK"


@pytest.mark.usefixtures("filed")
def test_the_public_page_counts_them(site: Api) -> None:
    assert "No list yet" in read(site.client.get("/complaints").text).text
    anchor(site)
    assert "/v1/complaint-lists/2026-" in site.client.get("/complaints").text
    assert "its root waits to be anchored" in read(site.client.get(f"{HERE}/1").text).text
    enter(site, "investor 1")
    assert site.client.get(DESK).status_code == 403
