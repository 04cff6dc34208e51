"""The register of major events: opened by staff, reported within 48 hours of being known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.errors import InputError
from tallystick_node.storage.tables import major_events
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import (
    MajorEventKind,
    report_due,
    written_line,
    written_words,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.supervision.desk import SupervisionDesk

__all__ = ["EventState", "MajorEvent", "MajorEvents"]

TABLE = "major_events"
REFERENCE_CHARACTERS_MAX = 120
# What lies further back is written down with its own dates, not with a typing error.
_AGE_DAYS_MAX = 3_650


class EventState(StrEnum):
    """Where an event stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    REPORTED = "reported"
    REPORTED_LATE = "reported_late"


@dataclass(frozen=True, slots=True)
class MajorEvent:
    """An event; report and reference are None before it is reported."""

    number: int
    kind: MajorEventKind
    occurred_at: datetime
    known_at: datetime
    due_at: datetime
    description: str
    opened_by: str
    reported_at: datetime | None
    report: str | None
    reference: str | None
    changed_at: datetime

    def state(self, now: datetime) -> EventState:
        """Return where it stands.

        Args:
            now: This moment.

        Returns:
            Its state.
        """
        if self.reported_at is None:
            return EventState.OVERDUE if now > self.due_at else EventState.OPEN
        return EventState.REPORTED_LATE if self.reported_at > self.due_at else EventState.REPORTED


@dataclass(frozen=True, slots=True)
class MajorEvents:
    """Opens, reports and lists events."""

    desk: SupervisionDesk

    def open(
        self, connection: Connection, *, kind: MajorEventKind, occurred_at: datetime,
        known_at: datetime, description: str, by: str,
    ) -> MajorEvent:  # fmt: skip
        """Write an event down; its clock runs from when it was known.

        Args:
            connection: An open database transaction.
            kind: What kind it is.
            occurred_at: When it happened.
            known_at: When the platform came to know of it.
            description: What has happened, 1 to 4,000 characters.
            by: Who writes it down.

        Returns:
            The event.

        Raises:
            InputError: EVENT:TIMES when it is known before it happened, in the future, or happened
                more than ten years ago; SUPERVISION:TEXT.
        """
        text, now = written_words(description, "the description"), self.desk.now
        if not now - timedelta(days=_AGE_DAYS_MAX) <= occurred_at <= known_at <= now:
            raise InputError(
                "EVENT:TIMES",
                "an event is known when it has happened, within the last ten years and not later"
                " than now",
            )
        row = {
            "kind": kind.value, "occurred_at": occurred_at, "known_at": known_at,
            "due_at": report_due(known_at), "opened_by": by, "opened_at": now, "changed_at": now,
        }  # fmt: skip
        number = int(
            connection.scalar(insert(major_events).values(**row).returning(major_events.c.id)) or 0
        )
        self.desk.seal(connection, TABLE, number, {"description": text}, first=True)
        event = self.find(connection, number)
        self.desk.note(
            connection, "event.opened", f"major event {number}", by, {"kind": kind.value}
        )
        return event

    def report(
        self, connection: Connection, number: int, *, text: str, reference: str, by: str
    ) -> MajorEvent:
        """Write down that an event was reported.

        Args:
            connection: An open database transaction.
            number: The event's number.
            text: What was reported, 1 to 4,000 characters.
            reference: What the supervisor names the report by, 1 to 120 characters.
            by: Who has reported.

        Returns:
            The event.

        Raises:
            NoSupervision: EVENT:NONE when there is none of that number.
            SupervisionRefused: EVENT:REPORTED when it was reported already.
            InputError: SUPERVISION:TEXT.
        """
        written = written_words(text, "the report")
        named = written_line(reference, "the reference", REFERENCE_CHARACTERS_MAX)
        self.find(connection, number)
        now = self.desk.now
        moved = connection.scalar(
            update(major_events)
            .where(major_events.c.id == number, major_events.c.reported_at.is_(None))
            .values(reported_at=now, reported_by=by, reference=named, changed_at=now)
            .returning(major_events.c.id)
        )
        if moved is None:
            raise SupervisionRefused("EVENT:REPORTED", f"event {number} is reported already")
        self.desk.seal(connection, TABLE, number, {"report": written})
        event = self.find(connection, number)
        details = {"state": event.state(now).value}
        self.desk.note(connection, "event.reported", f"major event {number}", by, details)
        return event

    def find(self, connection: Connection, number: int) -> MajorEvent:
        """Return an event.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            The event.

        Raises:
            NoSupervision: EVENT:NONE when there is none of that number.
        """
        question = select(major_events).where(major_events.c.id == number)
        row = connection.execute(question).one_or_none()
        if row is None:
            raise NoSupervision("EVENT:NONE", f"there is no major event {number}")
        return self._event(connection, row)

    def changed(
        self, connection: Connection, *, after: tuple[datetime, int] | None, limit: int
    ) -> list[MajorEvent]:
        """Return events in the order in which they last changed.

        Args:
            connection: An open database transaction.
            after: When the last one seen changed, and its number; None from the beginning.
            limit: How many at most.

        Returns:
            The events, the one that changed first at the head.
        """
        columns = major_events.c
        question = select(major_events).order_by(columns.changed_at, columns.id).limit(limit)
        if after is not None:
            moment, number = after
            question = question.where(
                (columns.changed_at > moment)
                | ((columns.changed_at == moment) & (columns.id > number))
            )
        return [self._event(connection, row) for row in connection.execute(question).all()]

    def newest(self, connection: Connection, *, before: int | None, limit: int) -> list[MajorEvent]:
        """Return events, the newest first.

        Args:
            connection: An open database transaction.
            before: The number of the last one seen; None from the newest.
            limit: How many at most.

        Returns:
            The events.
        """
        question = select(major_events).order_by(major_events.c.id.desc()).limit(limit)
        if before is not None:
            question = question.where(major_events.c.id < before)
        return [self._event(connection, row) for row in connection.execute(question).all()]

    def overdue(self, connection: Connection) -> list[int]:
        """Return which events are late and nobody was told of yet.

        Args:
            connection: An open database transaction.

        Returns:
            Their numbers.
        """
        columns = major_events.c
        question = select(columns.id).where(
            columns.reported_at.is_(None), columns.warned_at.is_(None),
            columns.due_at < self.desk.now,
        )  # fmt: skip
        return list(connection.scalars(question.order_by(columns.id)))

    def due_until(self, connection: Connection, moment: datetime) -> list[int]:
        """Return which events wait for their report and are due soon.

        Args:
            connection: An open database transaction.
            moment: Until when they are due.

        Returns:
            Their numbers, those that are late left out.
        """
        columns = major_events.c
        question = select(columns.id).where(
            columns.reported_at.is_(None), columns.due_at.between(self.desk.now, moment)
        )
        return list(connection.scalars(question.order_by(columns.id)))

    def warn(self, connection: Connection, numbers: list[int]) -> None:
        """Write down that somebody was told.

        Args:
            connection: An open database transaction.
            numbers: Of which events.
        """
        connection.execute(
            update(major_events)
            .where(major_events.c.id.in_(numbers))
            .values(warned_at=self.desk.now)
        )

    def _event(self, connection: Connection, row: Row[Any]) -> MajorEvent:
        reported = row.reported_at is not None
        return MajorEvent(
            row.id, MajorEventKind(row.kind), row.occurred_at, row.known_at, row.due_at,
            self.desk.unseal(connection, TABLE, row.id, "description"), row.opened_by,
            row.reported_at,
            self.desk.unseal(connection, TABLE, row.id, "report") if reported else None,
            row.reference, row.changed_at,
        )  # fmt: skip
