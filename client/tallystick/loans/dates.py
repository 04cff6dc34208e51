"""Days and due dates, exactly as the contracts count them.

A day is the number of days since 1970-01-01 on the platform's own clock: one fixed offset from UTC
for the whole platform, no daylight saving, no holidays. The calendar is the proleptic Gregorian.
"""

from __future__ import annotations

import datetime
from enum import IntEnum

from tallystick.loans.rounding import div_floor, require_int

__all__ = [
    "DAY_MAX",
    "SECONDS_PER_DAY",
    "Unit",
    "add_months",
    "civil_from_day",
    "date_from_day",
    "day_from_civil",
    "day_from_date",
    "days_in_month",
    "due_day",
    "local_day",
]

SECONDS_PER_DAY = 86_400
OFFSET_SECONDS_MAX = 14 * 3_600
DAY_MAX = 2_932_896  # 9999-12-31, the last date that Python and ISO 8601 agree on
TIMESTAMP_MAX = (DAY_MAX + 1) * SECONDS_PER_DAY - 1
MONTHS_MAX = 12 * 8_030  # from 1970 no farther than year 9999

_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
_DAYS_PER_ERA = 146_097  # 400 Gregorian years
_DAYS_FROM_0000_03_01 = 719_468  # to 1970-01-01


class Unit(IntEnum):
    """The unit of an instalment period; the values are those of the contracts."""

    MONTHS = 0
    DAYS = 1


def local_day(timestamp: int, offset_seconds: int) -> int:
    """Return the platform's day at a Unix time: floor((timestamp + offset) / 86,400).

    The offset is at most 14 hours either way. Raises TermsError when the day would be before
    1970-01-01 or after 9999-12-31.
    """
    require_int("timestamp", timestamp, 0, TIMESTAMP_MAX, scope="DATES")
    require_int(
        "offset_seconds", offset_seconds, -OFFSET_SECONDS_MAX, OFFSET_SECONDS_MAX, scope="DATES"
    )
    return _require_day(div_floor(timestamp + offset_seconds, SECONDS_PER_DAY))


def add_months(day: int, months: int) -> int:
    """Return the same day of the month `months` later, clamped to that month's last day.

    31 January + 1 month is 28 or 29 February, + 2 months is 31 March: the clamp is taken from the
    day given, so count from the issue date, never from the previous due date.
    """
    _require_day(day)
    require_int("months", months, 0, MONTHS_MAX, scope="DATES")
    year, month, day_of_month = civil_from_day(day)
    month_index = year * 12 + (month - 1) + months
    year, month = month_index // 12, month_index % 12 + 1
    clamped = min(day_of_month, days_in_month(year, month))
    return _require_day(day_from_civil(year, month, clamped))


def due_day(issue_day: int, k: int, period: int, unit: Unit) -> int:
    """Return the day instalment k is due; k = 0 is the issue day itself."""
    _require_day(issue_day)
    require_int("k", k, 0, DAY_MAX, scope="DATES")
    require_int("period", period, 1, 366, scope="DATES")
    if unit is Unit.MONTHS:
        return add_months(issue_day, k * period)
    if unit is Unit.DAYS:
        return _require_day(issue_day + k * period)
    raise TypeError(f"unit must be a Unit, not {type(unit).__name__}")


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month (1 to 12) of a Gregorian year."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def civil_from_day(day: int) -> tuple[int, int, int]:
    """Return (year, month, day of month) of a day.

    Counts in years that begin on 1 March, so that the leap day is the last day of its year and
    month lengths follow one line: the integer arithmetic of the contract, step for step.
    """
    _require_day(day)
    shifted = day + _DAYS_FROM_0000_03_01
    era, day_of_era = divmod(shifted, _DAYS_PER_ERA)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day_of_month = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    year = era * 400 + year_of_era + (1 if month <= 2 else 0)
    return year, month, day_of_month


def day_from_civil(year: int, month: int, day_of_month: int) -> int:
    """Return the day of a calendar date; the inverse of `civil_from_day`."""
    require_int("year", year, 1970, 9999, scope="DATES")
    require_int("month", month, 1, 12, scope="DATES")
    require_int("day_of_month", day_of_month, 1, days_in_month(year, month), scope="DATES")
    year_from_march = year - 1 if month <= 2 else year
    era, year_of_era = divmod(year_from_march, 400)
    month_from_march = month - 3 if month > 2 else month + 9
    day_of_year = (153 * month_from_march + 2) // 5 + day_of_month - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_PER_ERA + day_of_era - _DAYS_FROM_0000_03_01


def date_from_day(day: int) -> datetime.date:
    """Return a day as a `datetime.date`."""
    return datetime.date.fromordinal(_require_day(day) + _EPOCH_ORDINAL)


def day_from_date(date: datetime.date) -> int:
    """Return a `datetime.date` as a day; TypeError for a datetime, whose zone would be lost."""
    if isinstance(date, datetime.datetime) or not isinstance(date, datetime.date):
        raise TypeError(f"date must be a datetime.date, not {type(date).__name__}")
    return _require_day(date.toordinal() - _EPOCH_ORDINAL)


def _require_day(day: int) -> int:
    return require_int("day", day, 0, DAY_MAX, scope="DATES")
