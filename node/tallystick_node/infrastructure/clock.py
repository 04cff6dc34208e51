"""Time is passed to whoever needs it: the second of now, and the platform's business date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tallystick.loans.dates import date_from_day, local_day

__all__ = ["BusinessClock", "Clock", "machine_time"]

# Returns the moment of now, aware and in UTC.
Clock = Callable[[], datetime]


def machine_time() -> datetime:
    """Return the machine's time.

    Returns:
        An aware time in UTC.
    """
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class BusinessClock:
    """Knows the platform's local date, by the one offset that its contracts know."""

    clock: Clock
    utc_offset_seconds: int

    def today(self) -> date:
        """Return the business date of now.

        Returns:
            A local date of the platform.
        """
        return date_from_day(local_day(int(self.clock().timestamp()), self.utc_offset_seconds))
