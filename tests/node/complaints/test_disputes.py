"""After the answer: accepted, up the ladder, closed with a cause, opened again with a new clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.complaints.builders import CLERK, COLLEAGUE, WHY
from node.complaints.test_handling import act
from tallystick.errors import InputError
from tallystick_node.complaints.disputes import ADDITIONS_MAX, TURNS_MAX
from tallystick_node.complaints.handling import FinalAnswer
from tallystick_node.complaints.refusals import ComplaintRefused, NoComplaint
from tallystick_node.complaints.rules import ComplaintState
from tallystick_node.complaints.vocabulary import RootCause

if TYPE_CHECKING:
    from node.complaints.builders import Office

OMBUDSMAN, COURT = ComplaintState.OMBUDSMAN, ComplaintState.COURT


def escalate(office: Office, number: int, client: str | None, rung: ComplaintState) -> None:
    by = CLERK if client is None else "client"
    act(office, office.complaints.disputes.escalate, number, rung, "case 5", by=by, client=client)


def test_a_client_accepts_and_the_desk_closes(office: Office, client: str) -> None:
    number, disputes = office.answered(client), office.complaints.disputes
    act(office, disputes.accept, number, by="client", client=client)
    act(office, disputes.close, number, RootCause.PROCESS, CLERK)
    row = office.row(number)
    assert (row.state, row.outcome, row.root_cause) == ("closed", "upheld", "process")
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, disputes.accept, number, by="client", client=client)


def test_nothing_is_closed_before_it_is_answered(office: Office, client: str) -> None:
    number = office.taken(client)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, office.complaints.disputes.close, number, RootCause.STAFF, CLERK)


def test_the_ladder_goes_up_and_others_award(office: Office, client: str) -> None:
    number = office.answered(client, ComplaintState.REJECTED)
    disputes = office.complaints.disputes
    award = FinalAnswer(ComplaintState.UPHELD, "the ombudsman, decision 9", 0)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, disputes.award, number, award, CLERK)
    escalate(office, number, client, OMBUDSMAN)
    assert (office.row(number).state, office.row(number).rung) == ("ombudsman", "mediation")
    escalate(office, number, client, COURT)
    assert office.row(number).rung == "court"
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        escalate(office, number, client, OMBUDSMAN)
    act(office, disputes.award, number, award, CLERK)
    act(office, disputes.close, number, RootCause.PRODUCT, CLERK)
    row = office.row(number)
    assert (row.state, row.outcome, row.rung) == ("closed", "upheld", "court")


def test_the_ombudsman_is_asked_within_six_months(office: Office, client: str) -> None:
    last, late = office.answered(client), office.answered(client)
    office.room.time.now = office.room.time.now.replace(month=9)  # the last day
    escalate(office, last, client, OMBUDSMAN)
    office.room.time.pass_by(days=1)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:EXPIRED.*2026-09-10"):
        escalate(office, late, client, OMBUDSMAN)
    escalate(office, late, client, COURT)


def test_who_waits_in_vain_goes_on_without_an_answer(office: Office, client: str) -> None:
    number, disputes = office.taken(client), office.complaints.disputes
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        escalate(office, number, client, OMBUDSMAN)
    office.room.time.pass_by(days=57)
    escalate(office, number, client, OMBUDSMAN)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:OUTCOME"):
        act(office, disputes.close, number, RootCause.STAFF, CLERK)


def test_who_holds_a_holding_letter_need_not_wait(office: Office, client: str) -> None:
    number = office.taken(client)
    until = office.today + timedelta(days=80)
    act(office, office.complaints.handling.hold, number, WHY, until, CLERK)
    escalate(office, number, client, OMBUDSMAN)
    assert office.row(number).state == "ombudsman"


def test_only_the_ladder_has_rungs(office: Office, client: str) -> None:
    number = office.answered(client)
    with pytest.raises(InputError, match="COMPLAINT:RUNG"):
        escalate(office, number, client, ComplaintState.CLOSED)


def test_a_complaint_is_opened_again_with_a_clock_of_its_own(office: Office, client: str) -> None:
    number, disputes = office.answered(client), office.complaints.disputes
    act(office, disputes.close, number, RootCause.SYSTEM, CLERK)
    with office.database.reading() as connection:
        before = office.complaints.register.turns(connection, number)
    office.room.time.pass_by(days=30)
    act(office, disputes.reopen, number, "here is the receipt", by="client", client=client)
    row = office.row(number)
    assert (row.state, row.turn, row.outcome, row.root_cause) == ("investigating", 2, None, None)
    with office.database.reading() as connection:
        first, second = office.complaints.register.turns(connection, number)
    assert [first] == before
    assert (second.final_by - first.final_by).days == 30
    act(office, office.complaints.handling.propose, number,
        FinalAnswer(ComplaintState.UPHELD, WHY, 0), CLERK)  # fmt: skip
    act(office, office.complaints.handling.decide, number, COLLEAGUE, "seen", agreed=True)


def test_it_is_not_opened_again_for_ever(office: Office, client: str) -> None:
    number, disputes = office.answered(client), office.complaints.disputes
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, disputes.reopen, number, "more", by="client", client=client)
    act(office, disputes.close, number, RootCause.SYSTEM, CLERK)
    office.room.time.pass_by(days=200)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:EXPIRED"):
        act(office, disputes.reopen, number, "more", by="client", client=client)
    with office.database.writing() as connection:
        office.complaints.register.change(
            connection, office.row(number), ComplaintState.CLOSED, turn=TURNS_MAX
        )
    with pytest.raises(ComplaintRefused, match="COMPLAINT:MANY"):
        act(office, disputes.reopen, number, "more", by=CLERK, client=None)


def test_a_client_adds_and_nobody_else(office: Office, client: str) -> None:
    number, add = office.file(client), office.complaints.disputes.add
    act(office, add, number, "and the letter", by="client", client=client)
    with pytest.raises(NoComplaint, match="COMPLAINT:NONE"):
        act(office, add, number, "mine too", by="client", client="e" * 32)
    with office.database.reading() as connection:
        seen = office.complaints.register.acts(connection, office.row(number), client=True)
    assert [each.text for each in seen if each.kind == "added"] == ["and the letter"]


def test_additions_are_bounded(office: Office, client: str) -> None:
    number, add = office.file(client), office.complaints.disputes.add
    with office.database.writing() as connection:
        for place in range(ADDITIONS_MAX):
            add(connection, number, f"{place}", by="client", client=client)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:MANY"):
        act(office, add, number, "one more", by="client", client=client)
