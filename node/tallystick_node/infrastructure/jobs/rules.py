"""The rules of jobs, without a database: which days are owed, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["PLATFORM", "JobKey", "missed_days", "retry_delay"]

# The subject of jobs that are about the whole platform.
PLATFORM = "platform"
_DAY = timedelta(days=1)
_FIRST_DELAY_SECONDS = 5
_DELAY_MAX_SECONDS = 3_600


@dataclass(frozen=True, slots=True, order=True)
class JobKey:
    """What makes a job the same job: it is planned and done once for each key."""

    business_date: date
    kind: str
    subject: str


def missed_days(planned_through: date | None, today: date, days_max: int) -> list[date]:
    """Return the days to be planned now.

    A kind that was never planned begins today. Of a longer absence than `days_max` the last days
    are planned.

    Args:
        planned_through: The last day that was planned, None before the first.
        today: The business date.
        days_max: How many days are planned at most.

    Returns:
        The days, oldest first, today the last; empty when today is planned already.
    """
    first = today if planned_through is None else planned_through + _DAY
    count = (today - first).days + 1
    skipped = max(0, count - days_max)
    return [first + _DAY * place for place in range(skipped, max(count, 0))]


def retry_delay(attempts: int) -> timedelta:
    """Return how long to wait after a failure: 5 seconds, doubled each time, at most an hour.

    Args:
        attempts: How many failures there were, at least 1.

    Returns:
        The delay.
    """
    exponent = min(max(attempts - 1, 0), 10)
    return timedelta(seconds=min(_FIRST_DELAY_SECONDS * 2**exponent, _DELAY_MAX_SECONDS))
