"""Major events: 48 hours from when they are known, and told of when they are late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.supervision.builders import acts, sent
from tallystick.errors import InputError
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.storage.tables import vault_fields
from tallystick_node.supervision.event_book import EventState, MajorEvent
from tallystick_node.supervision.jobs import SUPERVISION_CLOCKS, kind_of_supervision
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import MajorEventKind

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision

WORDS = "A court has opened proceedings."


def opened(supervision: Supervision, hours: int = 0) -> MajorEvent:
    known = supervision.desk.now - timedelta(hours=hours)
    with supervision.desk.database.writing() as connection:
        return supervision.events.open(
            connection, kind=MajorEventKind.LITIGATION, occurred_at=known, known_at=known,
            description=WORDS, by="0xA",
        )  # fmt: skip


def reported(supervision: Supervision, number: int) -> MajorEvent:
    with supervision.desk.database.writing() as connection:
        return supervision.events.report(connection, number, text="told", reference="R-1", by="0xA")


def look(supervision: Supervision) -> None:
    job = Job(1, JobKey(supervision.desk.today, SUPERVISION_CLOCKS, PLATFORM), 1, 1)
    effect = kind_of_supervision(supervision).run(job)
    with supervision.desk.database.writing() as connection:
        effect(connection)


def test_the_clock_runs_48_hours_from_when_it_is_known(
    supervision: Supervision, time: Time
) -> None:
    event = opened(supervision, hours=3)
    assert event.due_at == event.known_at + timedelta(hours=48)
    assert event.state(time()) is EventState.OPEN
    assert event.state(event.due_at) is EventState.OPEN
    assert event.state(event.due_at + timedelta(seconds=1)) is EventState.OVERDUE
    done = reported(supervision, event.number)
    assert (done.state(time()), done.report, done.reference) == (EventState.REPORTED, "told", "R-1")


def test_what_is_reported_late_stays_late(supervision: Supervision, time: Time) -> None:
    event = opened(supervision)
    time.pass_by(days=2, seconds=1)
    assert reported(supervision, event.number).state(time()) is EventState.REPORTED_LATE


def test_an_event_is_reported_once(supervision: Supervision, database: Database) -> None:
    event = opened(supervision)
    reported(supervision, event.number)
    before = acts(database)
    with pytest.raises(SupervisionRefused, match="EVENT:REPORTED"):
        reported(supervision, event.number)
    with pytest.raises(NoSupervision, match="EVENT:NONE"):
        reported(supervision, 99)
    assert acts(database) == before


@pytest.mark.parametrize(("occurred", "known"), [(0, -1), (1, 1), (-24 * 3_651, 0)])
def test_times_that_cannot_be_are_refused(
    supervision: Supervision, database: Database, occurred: int, known: int
) -> None:
    now = supervision.desk.now
    with (
        pytest.raises(InputError, match="EVENT:TIMES"),
        database.writing() as connection,
    ):
        supervision.events.open(
            connection, kind=MajorEventKind.OTHER, occurred_at=now + timedelta(hours=occurred),
            known_at=now + timedelta(hours=known), description=WORDS, by="0xA",
        )  # fmt: skip
    assert acts(database) == []


def test_texts_are_sealed(supervision: Supervision, database: Database) -> None:
    opened(supervision)
    with database.reading() as connection:
        rows = connection.execute(select(vault_fields)).all()
    assert rows
    assert "court" not in repr(rows) + repr(acts(database))


def test_the_operator_is_told_before_and_once_after(
    supervision: Supervision, database: Database, time: Time
) -> None:
    event = opened(supervision)
    look(supervision)
    assert sent(database) == [], "two days are left"
    time.pass_by(days=1, seconds=60)
    look(supervision)
    assert len(sent(database)) == 1, "it is due before tomorrow's job"
    time.pass_by(days=1)
    look(supervision)
    assert len(sent(database)) == 2
    time.pass_by(days=1)
    look(supervision)
    assert len(sent(database)) == 2, "nobody is told twice that it is late"
    warnings = [details for _, act, _, details in acts(database) if act == "supervision.attention"]
    assert [f'"events":[{event.number}]' in str(each).replace(" ", "") for each in warnings] == [
        False, True,
    ]  # fmt: skip


def test_of_what_is_reported_nobody_is_told(
    supervision: Supervision, database: Database, time: Time
) -> None:
    reported(supervision, opened(supervision).number)
    time.pass_by(days=3)
    look(supervision)
    assert sent(database) == []


def test_a_reader_goes_on_from_the_last_change(supervision: Supervision, time: Time) -> None:
    first = opened(supervision)
    time.pass_by(seconds=1)
    second = opened(supervision)

    def since(place: tuple[datetime, int] | None) -> list[int]:
        with supervision.desk.database.reading() as connection:
            return [
                event.number
                for event in supervision.events.changed(connection, after=place, limit=9)
            ]

    assert since(None) == [first.number, second.number]
    place = (second.changed_at, second.number)
    assert since(place) == []
    time.pass_by(seconds=1)
    reported(supervision, first.number)
    assert since(place) == [first.number], "what changes again comes again"
