"""Acknowledged, looked into, settled early, held, and answered by two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from node.complaints.builders import CLERK, COLLEAGUE, WHY
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.complaints.handling import FinalAnswer
from tallystick_node.complaints.refusals import ComplaintRefused
from tallystick_node.complaints.register import ComplaintAct
from tallystick_node.complaints.rules import ComplaintState
from tallystick_node.complaints.vocabulary import ComplaintProduct
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from node.complaints.builders import Office

OWN_RIGHT = 500_000_000


def act(office: Office, work: Callable[..., Any], *values: Any, **more: Any) -> Any:
    with office.database.writing() as connection:
        return work(connection, *values, **more)


def test_receipt_is_acknowledged_once_by_letter_and_notice(office: Office, client: str) -> None:
    number, handling = office.file(client), office.complaints.handling
    act(office, handling.acknowledge, number, CLERK)
    with office.database.reading() as connection:
        row, (letter,) = office.row(number), office.complaints.letters.of(connection, number)
        html = office.complaints.letters.read(connection, row, letter.id)
        sent = [row.recipient for row in connection.execute(messages.select()).all()]
    assert (row.state, letter.kind) == ("acknowledged", "acknowledge")
    assert "2026-05-05" in html
    assert "body for the settlement of disputes" in html
    assert f"person:{client}" in sent
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, handling.acknowledge, number, CLERK)


def test_nobody_looks_into_what_was_not_acknowledged(office: Office, client: str) -> None:
    number = office.file(client)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:STATE"):
        act(office, office.complaints.handling.take, number, CLERK)
    assert office.row(number).assignee is None


def test_settled_by_the_close_of_the_third_working_day_and_not_after(
    office: Office, client: str
) -> None:
    settle = office.complaints.handling.settle
    first, second = office.file(client), office.taken(client)
    office.room.time.now = datetime(2026, 3, 13, 17, tzinfo=UTC)  # Friday, when it closes
    act(office, settle, first, WHY, OWN_RIGHT, CLERK)
    row = office.row(first)
    assert (row.state, row.outcome, row.redress) == ("settled_early", "settled_early", OWN_RIGHT)
    assert str(row.ombudsman_until) == "2026-09-13"
    office.room.time.pass_by(seconds=1)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:LATE"):
        act(office, settle, second, WHY, 0, CLERK)
    assert office.row(second).state == "investigating"


def test_more_redress_than_ones_right_takes_a_colleague(office: Office, client: str) -> None:
    number = office.taken(client)
    with pytest.raises(ComplaintRefused, match=r"COMPLAINT:RIGHT.*500\.000000 USDX"):
        act(office, office.complaints.handling.settle, number, WHY, OWN_RIGHT + 1, CLERK)


def test_a_final_response_takes_two(office: Office, client: str) -> None:
    number, handling = office.taken(client), office.complaints.handling
    answer = FinalAnswer(ComplaintState.PARTLY, "half of\nit <b>", OWN_RIGHT + 1)
    act(office, handling.propose, number, answer, CLERK)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:EYES"):
        act(office, handling.decide, number, CLERK, "mine", agreed=True)
    assert office.row(number).state == "proposed"
    act(office, handling.decide, number, COLLEAGUE, "seen", agreed=True)
    with office.database.reading() as connection:
        row = office.row(number)
        letter = office.complaints.letters.of(connection, number)[-1]
        html = office.complaints.letters.read(connection, row, letter.id)
        acts = office.complaints.register.acts(connection, row, client=True)
    assert (row.state, row.redress, row.proposed) == ("partly", OWN_RIGHT + 1, None)
    assert "We uphold it in part" in html
    assert "<p>half of</p>" in html
    assert "it &lt;b&gt;" in html
    assert "2026-09-10" in html
    assert ComplaintAct.PROPOSED not in {each.kind for each in acts}


def test_a_proposal_is_sent_back(office: Office, client: str) -> None:
    number, handling = office.taken(client), office.complaints.handling
    act(office, handling.propose, number, FinalAnswer(ComplaintState.REJECTED, WHY, 0), CLERK)
    act(office, handling.decide, number, COLLEAGUE, "look again", agreed=False)
    assert (office.row(number).state, office.row(number).proposed) == ("investigating", None)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:PROPOSAL"):
        act(office, handling.decide, number, COLLEAGUE, "seen", agreed=True)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (FinalAnswer(ComplaintState.CLOSED, WHY, 0), "COMPLAINT:OUTCOME"),
        (FinalAnswer(ComplaintState.REJECTED, WHY, 1), "COMPLAINT:REDRESS"),
        (FinalAnswer(ComplaintState.UPHELD, " ", 0), "COMPLAINT:TEXT"),
    ],
)
def test_a_response_that_is_not_sound_is_refused(
    office: Office, client: str, answer: FinalAnswer, code: str
) -> None:
    number = office.taken(client)
    with pytest.raises(InputError, match=code):
        act(office, office.complaints.handling.propose, number, answer, CLERK)
    assert office.row(number).state == "investigating"


def test_a_holding_letter_names_a_day_to_come_and_none_beyond_the_last(
    office: Office, client: str
) -> None:
    hold = office.complaints.handling.hold
    loan = office.taken(client)
    paid = office.taken(client, product=ComplaintProduct.PAYMENT)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:PAST"):
        act(office, hold, loan, WHY, office.today - timedelta(days=1), CLERK)
    with pytest.raises(ComplaintRefused, match="COMPLAINT:LIMIT.*2026-04-28"):
        act(office, hold, paid, WHY, office.today + timedelta(days=50), CLERK)
    assert office.row(loan).state == office.row(paid).state == "investigating"
    act(office, hold, loan, WHY, office.today + timedelta(days=90), CLERK)
    act(office, hold, paid, WHY, office.today + timedelta(days=49), CLERK)
    assert office.row(loan).state == office.row(paid).state == "holding"
    with office.database.reading() as connection:
        (upcoming,) = [
            each for each in office.complaints.figures.due(connection) if each.complaint == loan
        ]
    assert (upcoming.milestone, str(upcoming.due_at)[:10]) == ("limit", "2026-06-09")


def test_staff_do_not_answer_themselves(office: Office) -> None:
    staff = office.room.real()
    wallet = office.room.bind(staff, "clerk")
    number = office.file(staff)
    for work, values in (
        (office.complaints.handling.acknowledge, ()),
        (office.complaints.handling.settle, (WHY, 1)),
        (office.complaints.handling.write, (WHY,)),
    ):
        with pytest.raises(Forbidden, match="ACCESS:OWN"):
            act(office, work, number, *values, wallet)
    with office.database.reading() as connection:
        assert office.complaints.register.is_own(connection, wallet, staff)
        assert not office.complaints.register.is_own(connection, CLERK, staff)


def test_notes_are_for_staff_alone(office: Office, client: str) -> None:
    number = office.taken(client)
    act(office, office.complaints.handling.write, number, "they are right", CLERK)
    with office.database.reading() as connection:
        row, register = office.row(number), office.complaints.register
        seen = {each.text for each in register.acts(connection, row, client=True)}
        assert "they are right" not in seen
        assert "they are right" in {each.text for each in register.acts(connection, row)}
