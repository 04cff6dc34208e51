"""Working days: when a month's report is due, and when it is late.

They are Monday to Friday, without the holidays and with the make-up days that the operator names.
Without any named, an operator who keeps holidays has a little less time than expected, never more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Calendar", "month_before", "months_between"]

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays that are not working days, and days of a weekend that are."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Return whether a day is a working day.

        Args:
            day: Any date.

        Returns:
            True for a working day.
        """
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def workday(self, month: date, number: int) -> date:
        """Return the working day of a number, counted from a date on.

        Args:
            month: The date from which to count, usually the first of a month.
            number: Which working day, from 1.

        Returns:
            The date.
        """
        day = month
        while True:
            if self.works(day):
                number -= 1
                if number <= 0:
                    return day
            day += _DAY

    def is_first_workday(self, day: date) -> bool:
        """Return whether a day is the first working day of its month.

        Args:
            day: Any date.

        Returns:
            True when it is.
        """
        return day == self.workday(day.replace(day=1), 1)


def month_before(day: date) -> date:
    """Return the first day of the month before a day's.

    Args:
        day: Any date.

    Returns:
        The date.
    """
    return (day.replace(day=1) - _DAY).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day's to another's, both included.

    Args:
        first: A day of the first month.
        last: A day of the last month.

    Returns:
        The dates, the earliest first.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in range(count)]
    return [date(year, month + 1, 1) for year, month in months]
