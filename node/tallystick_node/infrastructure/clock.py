"""Time is given to whoever needs it: the second of now, and the platform's business date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tallystick.loans.dates import date_from_day, local_day

__all__ = ["BusinessClock", "Clock", "machine_time"]

# Tells the moment of now, aware and in UTC.
Clock = Callable[[], datetime]


def machine_time() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class BusinessClock:
    """Tells the platform's local date, by the one offset that its contracts know (design 5.1)."""

    clock: Clock
    utc_offset_seconds: int

    def today(self) -> date:
        """Return the business date of now."""
        return date_from_day(local_day(int(self.clock().timestamp()), self.utc_offset_seconds))
