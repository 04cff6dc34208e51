"""Each end of a clock is warned of once, whenever the job runs and however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.complaints.builders import CLERK, WHY
from node.complaints.test_handling import act
from tallystick_node.complaints.jobs import COMPLAINT_CLOCKS, kinds_of_complaints
from tallystick_node.storage.tables import complaint_warnings, messages

if TYPE_CHECKING:
    from node.complaints.builders import Office


def warned(office: Office) -> list[tuple[int, str, str]]:
    with office.database.reading() as connection:
        rows = connection.execute(
            select(complaint_warnings).order_by(
                complaint_warnings.c.raised_at, complaint_warnings.c.complaint
            )
        ).all()
    return [(row.complaint, row.milestone, row.sign) for row in rows]


def alerts(office: Office) -> list[dict[str, Any]]:
    with office.database.reading() as connection:
        rows = connection.execute(select(messages).where(messages.c.channel == "webhook")).all()
    return [row.content["data"] for row in rows]


def test_a_clock_is_warned_of_before_and_after_its_end_once(office: Office, client: str) -> None:
    number = office.file(client)
    office.work(COMPLAINT_CLOCKS)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office) == [(number, "acknowledge", "due")]
    office.room.time.pass_by(days=2)
    office.work(COMPLAINT_CLOCKS)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office)[1:] == [(number, "acknowledge", "overdue")]
    assert alerts(office) == [
        {"overdue": [], "due": [number]}, {"overdue": [number], "due": []},
    ]  # fmt: skip


def test_what_is_answered_is_not_warned_of(office: Office, client: str) -> None:
    office.answered(client)
    office.room.time.pass_by(days=90)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office) == []


def test_days_in_which_the_node_stood_still_hide_no_end(office: Office, client: str) -> None:
    """A node that was down over the whole of a clock tells of it on its first day."""
    number = office.file(client)
    office.room.time.pass_by(days=70)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office) == [(number, "acknowledge", "overdue")]
    act(office, office.complaints.handling.acknowledge, number, CLERK)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office)[1:] == [(number, "final", "overdue")]


def test_an_end_that_a_holding_letter_moves_is_warned_of_anew(office: Office, client: str) -> None:
    number, hold = office.taken(client), office.complaints.handling.hold
    for days in (0, 9):
        act(office, hold, number, WHY, office.today + timedelta(days=days), CLERK)
        office.room.time.pass_by(days=days)
        office.work(COMPLAINT_CLOCKS)
    assert warned(office) == [(number, "limit", "due"), (number, "limit", "due")]


def test_the_instant_decides_and_not_the_day(office: Office, client: str) -> None:
    number = office.file(client)
    end = datetime(2026, 3, 11, 17, tzinfo=UTC)
    office.room.time.now = end
    office.work(COMPLAINT_CLOCKS)
    assert warned(office) == [(number, "acknowledge", "due")]
    office.room.time.now = end + timedelta(seconds=1)
    office.work(COMPLAINT_CLOCKS)
    assert warned(office)[1:] == [(number, "acknowledge", "overdue")]


def test_without_a_desk_the_jobs_are_listed() -> None:
    names = [kind.name for kind in kinds_of_complaints(None)]
    assert names == ["complaints.clocks", "complaints.anchor"]
