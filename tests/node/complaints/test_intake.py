"""A complaint is taken in once, with its clock and a hash; nothing of a bad one is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from node.complaints.builders import CLERK
from tallystick.disclosure.complaint_list import commitment_of
from tallystick.errors import InputError, TallystickError
from tallystick_node.complaints.intake import committed
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.vocabulary import ComplaintChannel, SubIssue
from tallystick_node.storage.tables import complaint_clocks, complaints, journal

if TYPE_CHECKING:
    from node.complaints.builders import Office


def counts(office: Office) -> tuple[int, int, int]:
    with office.database.reading() as connection:
        first, second, third = (
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (complaints, complaint_clocks, journal)
        )
    return first, second, third


def test_a_complaint_has_a_number_a_clock_and_a_hash_of_its_words(
    office: Office, client: str
) -> None:
    number = office.file(client)
    row = office.row(number)
    assert (number, row.state, row.rung, row.person) == (1, "received", "settlement", client)
    with office.database.reading() as connection:
        register = office.complaints.register
        clock = register.clocks(connection, [1])[1]
        assert clock.acknowledge_by == datetime(2026, 3, 11, 17, tzinfo=UTC)
        assert (clock.pack, clock.turn) == ("generic", 1)
        salt = register.words(connection, row, "salt")
        assert salt is not None
        facts = office.facts()
        words = committed(1, facts, facts.happened, facts.wanted)
        assert row.commitment == "0x" + commitment_of(bytes.fromhex(salt), words).hex()
        assert [act.kind for act in register.acts(connection, row)] == ["filed"]


def test_numbers_have_no_gap_even_after_a_refusal(office: Office, client: str) -> None:
    assert office.file(client) == 1
    with pytest.raises(InputError):
        office.file(client, happened=" ")
    assert office.file(client) == 2


def test_a_letter_that_lay_for_days_has_the_clock_of_its_arrival(office: Office) -> None:
    lain = office.today - timedelta(days=6)
    number = office.file(
        None, channel=ComplaintChannel.MAIL, received_on=lain, contact="A. Reader, 1 High Street"
    )
    with office.database.reading() as connection:
        clock = office.complaints.register.clocks(connection, [number])[number]
        row = office.row(number)
        assert clock.acknowledge_by < office.complaints.desk.now
        assert (row.received_on, row.recorded_by) == (lain, CLERK)
        contact = office.complaints.register.words(connection, row, "contact")
        assert contact == "A. Reader, 1 High Street"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"happened": ""}, "COMPLAINT:TEXT"),
        ({"happened": "x" * 4_001}, "COMPLAINT:TEXT"),
        ({"wanted": "\n"}, "COMPLAINT:TEXT"),
        ({"sub_issue": SubIssue.OUTAGE}, "COMPLAINT:ISSUE"),
        ({"loan": 99}, "COMPLAINT:LOAN"),
        ({"days": 1}, "COMPLAINT:DAY"),
        ({"days": -367}, "COMPLAINT:DAY"),
    ],
)
def test_what_is_not_sound_is_refused_and_changes_nothing(
    office: Office, client: str, changed: dict[str, Any], code: str
) -> None:
    before = counts(office)
    if "days" in changed:
        changed = {"received_on": office.today + timedelta(days=changed["days"])}
    with pytest.raises(TallystickError, match=code):
        office.file(client, **changed)
    assert counts(office) == before


def test_somebody_who_could_not_be_answered_is_refused(office: Office) -> None:
    with pytest.raises(InputError, match="COMPLAINT:CONTACT"):
        office.file(None)
    with pytest.raises(TallystickError, match="PEOPLE:UNKNOWN"):
        office.file("0" * 32)


def test_nobody_reads_anothers_complaint(office: Office, client: str) -> None:
    number = office.file(client)
    with office.database.reading() as connection:
        assert office.complaints.register.own(connection, number, client).id == number
        with pytest.raises(NoComplaint, match="COMPLAINT:NONE"):
            office.complaints.register.own(connection, number, "f" * 32)
        with pytest.raises(NoComplaint, match="COMPLAINT:NONE"):
            office.complaints.register.own(connection, number + 1, client)


def test_after_erasure_the_number_and_clock_stay_and_the_words_are_gone(
    office: Office, client: str
) -> None:
    number = office.file(client)
    office.room.people.erasure.erase(client)
    row = office.row(number)
    with office.database.reading() as connection:
        assert office.complaints.register.words(connection, row, "happened") is None
        assert office.complaints.register.clocks(connection, [number])
        assert [act.text for act in office.complaints.register.acts(connection, row)] == [None]
