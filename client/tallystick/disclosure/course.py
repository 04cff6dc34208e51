"""The course of a loan by local days, out of its steps: what it was at the end of any of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.instalments import oldest_unpaid
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from tallystick.replay.history import History, HistoryStep
    from tallystick.replay.records import LoanRecord

__all__ = ["Course", "courses", "month_end", "month_of_day"]


@dataclass(frozen=True, slots=True)
class Course:
    """One loan that was drawn down; `until` is the last day that is looked at.

    steps are those up to that day, the first is the drawdown.
    """

    number: int
    principal: int
    risk_level: int
    until: int
    steps: Sequence[HistoryStep]

    @property
    def issue_day(self) -> int:
        """The local day of the drawdown."""
        return self.steps[0].day

    def at(self, day: int) -> HistoryStep | None:
        """Return the step that holds at the end of a day.

        Args:
            day: The local day, in days since 1970-01-01.

        Returns:
            The step; None before the drawdown.
        """
        place = bisect_right(self.steps, day, key=lambda step: step.day)
        return self.steps[place - 1] if place else None

    def late(self, limit: int) -> list[tuple[int, int]]:
        """Return the spans of days at whose ends the loan was more than some days late.

        A declared default counts as late for as long as anything is owed.

        Args:
            limit: The number of days past due that is not yet counted.

        Returns:
            First and last day of each span, in order.
        """
        spans: list[tuple[int, int]] = []
        for place, step in enumerate(self.steps):
            after = self.steps[place + 1].day if place + 1 < len(self.steps) else self.until + 1
            first = _late_from(step, limit)
            if first is None or first >= after:
                continue
            if spans and spans[-1][1] == first - 1:
                spans[-1] = (spans[-1][0], after - 1)
            else:
                spans.append((first, after - 1))
        return spans


def courses(records: Iterable[LoanRecord], history: History, day: int) -> list[Course]:
    """Return the courses of all loans drawn down by a day.

    Args:
        records: The loans in the order of their numbers.
        history: The steps of each loan.
        day: The last local day to look at, in days since 1970-01-01.

    Returns:
        The courses in the order of the records; those that the rules have lost are left out.
    """
    drawn = []
    for record in records:
        steps = history.steps.get(record.number, [])
        kept = steps[: bisect_right(steps, day, key=lambda step: step.day)]
        if kept and record.rules is not None:
            level = record.offer["risk_level"]
            drawn.append(Course(record.number, record.principal, level, day, kept))
    return drawn


def month_of_day(day: int) -> int:
    """Return the number of a local day's month, counted from the year 0.

    Args:
        day: The day, in days since 1970-01-01.

    Returns:
        Twelve times the year, plus 0 for January to 11 for December.

    Raises:
        TermsError: DATES:DAY when the day is out of bounds.
    """
    date_of_day = date_from_day(day)
    return date_of_day.year * 12 + date_of_day.month - 1


def month_end(month: int) -> int:
    """Return the last local day of a month.

    Args:
        month: The month's number, as `month_of_day` counts.

    Returns:
        The day, in days since 1970-01-01.
    """
    year, place = divmod(month + 1, 12)
    return day_from_date(date(year, place + 1, 1)) - 1


def _late_from(step: HistoryStep, limit: int) -> int | None:
    """Return the first day at whose end a step is later than the limit; None when never."""
    state = step.state
    if state.status is not Status.ACTIVE:
        return step.day if state.owed else None
    return max(step.day, oldest_unpaid(state).due + limit + 1)
