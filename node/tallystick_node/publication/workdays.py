"""Working days, Monday to Friday: when a month's report is due, and when it is late.

Public holidays are no part of it: who keeps them has a little less time than he thinks, never more.
"""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["is_first_workday", "month_before", "months_between", "workday"]

_DAY = timedelta(days=1)
_SATURDAY = 5


def workday(month: date, number: int) -> date:
    """Return the working day of a number, from 1, of the month that begins on a date."""
    found = month
    while True:
        if found.weekday() < _SATURDAY:
            number -= 1
            if number <= 0:
                return found
        found += _DAY


def is_first_workday(day: date) -> bool:
    """Return whether a day is the first working day of its month."""
    return day == workday(day.replace(day=1), 1)


def month_before(day: date) -> date:
    """Return the first day of the month before a day's."""
    return (day.replace(day=1) - _DAY).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day's to another's, both with them."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in range(count)]
    return [date(year, month + 1, 1) for year, month in months]
