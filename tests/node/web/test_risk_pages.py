"""The risk room on a page: figures, pictures with their tables, incidents and halts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from node.api.test_risk import active_loan, breach, halt, measure
from node.web.forms import enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

HERE = "/staff/risk"


def test_an_empty_room_says_so(site: Api) -> None:
    enter_as_staff(site, "compliance")
    text = read(site.client.get(HERE).text).text
    for words in (
        "Nothing was measured yet; the node looks once a day.", "No limit has been breached.",
        "No action has been halted.", "Too little could be measured for a grade.",
    ):  # fmt: skip
        assert words in text


def test_figures_card_ladder_and_pictures_are_shown(site: Api) -> None:
    active_loan(site)
    measure(site)
    enter_as_staff(site, "treasury")
    page = site.client.get(HERE).text
    assert page.count("<svg") >= 2
    text = read(page).text
    for words in ("Mismatch of maturities", "too little to measure", "Grade A", "Borrowers pay"):
        assert words in text
    assert "期限错配" in read(site.client.get(f"{HERE}?lang=zh-CN").text).text


def test_compliance_closes_with_cause_and_lesson(site: Api) -> None:
    active_loan(site)
    breach(site)
    measure(site)
    enter_as_staff(site, "compliance")
    typed = {"act": "close", "number": "1"}
    refused = send(site, f"{HERE}/act", **typed, cause="", lesson="it is shut")
    assert refused.status_code == 422
    closed = send(site, f"{HERE}/act", **typed, cause="one branch", lesson="it is shut")
    assert (closed.status_code, closed.headers["location"]) == (303, HERE)
    assert "it is shut" in site.client.get(HERE).text


def test_a_halt_is_lifted_with_a_reason(site: Api) -> None:
    halt(site)
    enter_as_staff(site, "guardian")
    assert "201 calls in an hour, above 200" in read(site.client.get(HERE).text).text
    lifted = send(site, f"{HERE}/act", act="lift", number="1", reason="a replayed webhook")
    assert lifted.status_code == 303
    assert "a replayed webhook" in site.client.get(HERE).text


def test_others_see_no_form_and_change_nothing(site: Api) -> None:
    breach(site)
    halt(site)
    enter_as_staff(site, "treasury")
    assert f'action="{HERE}/act"' not in site.client.get(HERE).text
    for typed in ({"act": "close", "cause": "c", "lesson": "l"}, {"act": "lift", "reason": "r"}):
        assert send(site, f"{HERE}/act", number="1", **typed).status_code == 403
    enter_as_staff(site, "guardian")
    assert "RISK:ACT" in send(site, f"{HERE}/act", act="other").text
