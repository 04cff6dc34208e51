"""Clocks of tickets and mentions: warned of once before they end, and kept once when they have.

It reads what is kept: a node that stood still, or was killed, warns when it runs again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import clock_warnings
from tallystick_node.support.tickets import due_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tallystick_node.support.desk import SupportDesk
    from tallystick_node.support.mentions import MentionBook
    from tallystick_node.support.ticket_rules import OfficeHours
    from tallystick_node.support.tickets import TicketBook

__all__ = ["ClockSign", "ClockWatch", "RunningClock"]

CLOCKS = "support.clocks"


class ClockSign(StrEnum):
    """What is told of a clock: that its end is near, or that it has passed."""

    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """What of a ticket or a mention is due next, and until when."""

    kind: str
    number: int
    milestone: str
    due_at: datetime

    def sign(self, now: datetime, office: OfficeHours, hours: int) -> ClockSign | None:
        """Return what there is to be told.

        Args:
            now: This moment.
            office: When an hour counts.
            hours: So many working hours before its end somebody is warned.

        Returns:
            The sign; None while there is time.
        """
        if self.due_at < now:
            return ClockSign.OVERDUE
        return ClockSign.DUE if office.after(now, hours) >= self.due_at else None


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """Looks at every clock that runs."""

    desk: SupportDesk
    tickets: TicketBook
    mentions: MentionBook

    def look(self) -> int:
        """Tell of every end that is near or has passed, once each; the operator reads numbers.

        Returns:
            How many were told of.

        Raises:
            ConfigError: POLICY:DAY or SUPPORT:HOURS when the pack's figures are not sound.
        """
        with self.desk.context.database.reading() as connection:
            signs = self._signs(connection)
        if not signs:
            return 0
        with self.desk.context.database.writing() as connection:
            # Once more: what was answered meanwhile is not told of.
            return sum(
                self._told(connection, clock, sign) for clock, sign in self._signs(connection)
            )

    def _signs(self, connection: Connection) -> list[tuple[RunningClock, ClockSign]]:
        now, office = self.desk.business_now, self.desk.office
        hours = self.desk.context.number("support.warning_hours")
        signs = [
            (clock, sign)
            for clock in self._running(connection)
            if (sign := clock.sign(now, office, hours)) is not None
        ]
        known = self._known(connection, signs)
        return [
            (clock, sign)
            for clock, sign in signs
            if (clock.kind, clock.number, clock.milestone, sign) not in known
        ]

    def _running(self, connection: Connection) -> Iterator[RunningClock]:
        for row in self.tickets.unresolved(connection):
            end = due_at(row)
            if end is not None:
                milestone = "answer" if row.answered_at is None else "resolve"
                yield RunningClock("ticket", row.id, milestone, end)
        for row in self.mentions.unanswered(connection):
            yield RunningClock("mention", row.id, "respond", row.respond_by)

    @staticmethod
    def _known(
        connection: Connection, signs: list[tuple[RunningClock, ClockSign]]
    ) -> set[tuple[str, int, str, str]]:
        """What was told already; a warning has the end of its clock with it."""
        if not signs:
            return set()
        table, earliest = clock_warnings, min(clock.due_at for clock, _ in signs)
        rows = connection.execute(select(table).where(table.c.due_at >= earliest))
        return {(row.kind, row.number, row.milestone, row.sign) for row in rows}

    def _told(self, connection: Connection, clock: RunningClock, sign: ClockSign) -> bool:
        row = {
            "kind": clock.kind, "number": clock.number, "milestone": clock.milestone, "sign": sign,
            "due_at": clock.due_at, "raised_at": self.desk.business_now,
        }  # fmt: skip
        if not inserted(connection, clock_warnings, row):
            return False
        subject = f"{clock.kind} {clock.number}"
        details = {
            clock.kind: clock.number, "milestone": clock.milestone, "sign": sign,
            "due_at": clock.due_at.isoformat(),
        }  # fmt: skip
        key = JobKey(self.desk.context.today, CLOCKS, f"{subject} {clock.milestone} {sign}")
        self.desk.alerts.put(connection, key, "support.attention", details)
        self.desk.note(connection, f"clock.{sign}", subject, "node", details)
        return True
