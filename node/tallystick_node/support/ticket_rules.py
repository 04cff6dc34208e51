"""The clocks of a ticket in working hours, and its states, without a database.

Both clocks are worked out once, by the policy pack of the day on which a client asks, and kept. An
hour counts while the office is open, on a working day, in the platform's own time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick_node.disclosure.workdays import Calendar

__all__ = [
    "UNRESOLVED", "OfficeHours", "TicketClock", "TicketState", "TicketTopic", "due_of",
    "ticket_clock",
]  # fmt: skip

_HOURS_OF_DAY = 24
_DAY = timedelta(days=1)


class TicketTopic(StrEnum):
    """What an enquiry is about."""

    ACCOUNT = "account"
    LENDING = "lending"
    BORROWING = "borrowing"
    RESALE = "resale"
    PAYMENT = "payment"
    DATA = "data"


class TicketState(StrEnum):
    """Where a ticket stands. COMPLAINT: it goes on as one, under that one's clock."""

    WAITING = "waiting"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    COMPLAINT = "complaint"


UNRESOLVED = frozenset({TicketState.WAITING, TicketState.ANSWERED})


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When somebody is there: working days, from one full hour to another, in local time."""

    calendar: Calendar
    opens: int
    closes: int
    utc_offset_seconds: int

    def after(self, moment: datetime, hours: int) -> datetime:
        """Return the moment at which so many working hours are over.

        Args:
            moment: From when they are counted.
            hours: How many, at least one.

        Returns:
            The moment, in UTC.

        Raises:
            ConfigError: SUPPORT:HOURS when the office is never open.
        """
        if not 0 <= self.opens < self.closes <= _HOURS_OF_DAY:
            raise ConfigError("SUPPORT:HOURS", "the office opens before it closes, within a day")
        offset = timedelta(seconds=self.utc_offset_seconds)
        local = moment.astimezone(UTC) + offset
        left, day = timedelta(hours=hours), local.date()
        while True:
            begins = datetime.combine(day, time(), UTC) + timedelta(hours=self.opens)
            ends = begins + timedelta(hours=self.closes - self.opens)
            start = max(begins, local)
            if self.calendar.works(day) and start < ends:
                if left <= ends - start:
                    return start + left - offset
                left -= ends - start
            day += _DAY


@dataclass(frozen=True, slots=True)
class TicketClock:
    """Until when a ticket is answered for the first time, and until when it is resolved."""

    answer_by: datetime
    resolve_by: datetime


def ticket_clock(
    office: OfficeHours, asked_at: datetime, answer_hours: int, resolve_hours: int
) -> TicketClock:
    """Work both clocks of a ticket out.

    Args:
        office: When an hour counts.
        asked_at: When the client asked.
        answer_hours: Working hours to the first answer.
        resolve_hours: Working hours to the end.

    Returns:
        The ends.
    """
    return TicketClock(office.after(asked_at, answer_hours), office.after(asked_at, resolve_hours))


def due_of(state: TicketState, answered_at: datetime | None, clock: TicketClock) -> datetime | None:
    """Return what is due next.

    Args:
        state: Where the ticket stands.
        answered_at: When it was answered for the first time; None before.
        clock: Its clocks.

    Returns:
        Until when; None where nothing is due any more.
    """
    if state not in UNRESOLVED:
        return None
    return clock.answer_by if answered_at is None else clock.resolve_by
