"""Days and due dates, exactly as the contracts count them.

A day is the number of days since 1970-01-01 on the platform's own clock: one fixed offset from UTC
for the whole platform, no daylight saving, no holidays. The calendar is the proleptic Gregorian.
"""

from __future__ import annotations

import datetime
import re
from enum import IntEnum
from functools import lru_cache

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
    "iso_day",
    "local_day",
    "month_of",
]

SECONDS_PER_DAY = 86_400
OFFSET_SECONDS_MIN, OFFSET_SECONDS_MAX = -12 * 3_600, 14 * 3_600
DAY_MAX = 2_932_896  # 9999-12-31, the last date that Python and ISO 8601 agree on
TIMESTAMP_MAX = (DAY_MAX + 1) * SECONDS_PER_DAY - 1
MONTHS_MAX = 12 * 8_030  # from 1970 no farther than year 9999

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
_DAYS_PER_ERA = 146_097  # 400 Gregorian years
_DAYS_FROM_0000_03_01 = 719_468  # to 1970-01-01


class Unit(IntEnum):
    """The unit of an instalment period; the values are those of the contracts."""

    MONTHS = 0
    DAYS = 1


def iso_day(text: str) -> datetime.date:
    """Read a date in the one way that it is written: YYYY-MM-DD, in ASCII digits.

    Args:
        text: The text; week dates (2020-W01-1) and dates without hyphens are none.

    Returns:
        The date.

    Raises:
        ValueError: When it is no such text, or no day of the calendar.
    """
    if _ISO_DAY.fullmatch(text) is None:
        raise ValueError("a day is written as YYYY-MM-DD")
    return datetime.date.fromisoformat(text)


def local_day(timestamp: int, offset_seconds: int) -> int:
    """Return the platform's day at a Unix time: floor((timestamp + offset) / 86,400).

    Args:
        timestamp: Unix time in seconds, 0 to the end of 9999-12-31.
        offset_seconds: How far the platform's clock is ahead of UTC, -12 to 14 hours.

    Returns:
        The day, in days since 1970-01-01, rounded down.

    Raises:
        TermsError: DATES:TIMESTAMP or DATES:OFFSET_SECONDS when a value is out of bounds, DATES:DAY
            when the day would be before 1970-01-01 or after 9999-12-31.
        TypeError: When a value is not an integer.
    """
    require_int("timestamp", timestamp, 0, TIMESTAMP_MAX, scope="DATES")
    require_int(
        "offset_seconds", offset_seconds, OFFSET_SECONDS_MIN, OFFSET_SECONDS_MAX, scope="DATES"
    )
    return _require_day(div_floor(timestamp + offset_seconds, SECONDS_PER_DAY))


def add_months(day: int, months: int) -> int:
    """Return the same day of the month `months` later, clamped to that month's last day.

    31 January + 1 month is 28 or 29 February, + 2 months is 31 March: the clamp applies to the
    result only, so count from the issue date, never from the previous due date.

    Args:
        day: The day to count from, 0 to 2,932,896 (9999-12-31).
        months: How many months later, 0 to 96,360.

    Returns:
        The day, in days since 1970-01-01.

    Raises:
        TermsError: DATES:DAY when either day is out of bounds, DATES:MONTHS when `months` is.
        TypeError: When a value is not an integer.
    """
    _require_day(day)
    require_int("months", months, 0, MONTHS_MAX, scope="DATES")
    return _months_later(day, months)


# The same due dates are asked for with each look at a loan.
@lru_cache(maxsize=2**16)
def _months_later(day: int, months: int) -> int:
    year, month, day_of_month = civil_from_day(day)
    month_index = year * 12 + (month - 1) + months
    year, month = month_index // 12, month_index % 12 + 1
    clamped = min(day_of_month, days_in_month(year, month))
    return _require_day(day_from_civil(year, month, clamped))


def due_day(issue_day: int, k: int, period: int, unit: Unit) -> int:
    """Return the day on which instalment k is due.

    Args:
        issue_day: The day on which the loan was issued.
        k: Number of the instalment, from 1; 0 stands for the issue day itself.
        period: Length of a period in `unit`, 1 to 366.
        unit: Unit of the period.

    Returns:
        The due day, in days since 1970-01-01.

    Raises:
        TermsError: DATES:DAY, DATES:K, DATES:PERIOD or DATES:MONTHS when a value or the due day is
            out of bounds.
        TypeError: When `unit` is not a Unit, or another value is not an integer.
    """
    return _due_day(issue_day, k, period, unit)


# Typed: True is no 1, and is refused however often 1 was asked for.
@lru_cache(maxsize=1 << 16, typed=True)
def _due_day(issue_day: int, k: int, period: int, unit: Unit) -> int:
    _require_day(issue_day)
    require_int("k", k, 0, DAY_MAX, scope="DATES")
    require_int("period", period, 1, 366, scope="DATES")
    if unit is Unit.MONTHS:
        return add_months(issue_day, k * period)
    if unit is Unit.DAYS:
        return _require_day(issue_day + k * period)
    raise TypeError(f"unit must be a Unit, not {type(unit).__name__}")


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month of the Gregorian calendar.

    Args:
        year: The year; not checked.
        month: The month, 1 to 12; not checked.

    Returns:
        The number of days, 28 to 31.
    """
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def civil_from_day(day: int) -> tuple[int, int, int]:
    """Return the calendar date of a day.

    Counts in years that begin on 1 March, so that the leap day is the last day of its year and
    month lengths follow one line: the integer arithmetic of the contract, step for step. Source:
    Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.

    Args:
        day: The day, 0 to 2,932,896 (9999-12-31).

    Returns:
        Year, month (1 to 12) and day of the month (1 to 31).

    Raises:
        TermsError: DATES:DAY when the day is out of bounds.
        TypeError: When the day is not an integer.
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


def month_of(day: int) -> int:
    """Return the calendar month of a day, as the reserve counts months.

    Args:
        day: The day, 0 to 2,932,896 (9999-12-31).

    Returns:
        The number of months since March of year 0.

    Raises:
        TermsError: DATES:DAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    year, month, _ = civil_from_day(day)
    return year * 12 + month - 3


def day_from_civil(year: int, month: int, day_of_month: int) -> int:
    """Return the day of a calendar date; the inverse of `civil_from_day`.

    Args:
        year: The year, 1970 to 9999.
        month: The month, 1 to 12.
        day_of_month: The day of the month, from 1 to the month's last.

    Returns:
        The day, in days since 1970-01-01.

    Raises:
        TermsError: DATES:YEAR, DATES:MONTH or DATES:DAY_OF_MONTH when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
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
    """Return a day as a `datetime.date`.

    Args:
        day: The day, 0 to 2,932,896 (9999-12-31).

    Returns:
        The same day as a date.

    Raises:
        TermsError: DATES:DAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    return datetime.date.fromordinal(_require_day(day) + _EPOCH_ORDINAL)


def day_from_date(date: datetime.date) -> int:
    """Return a `datetime.date` as a day.

    Args:
        date: A date, 1970-01-01 to 9999-12-31.

    Returns:
        The day, in days since 1970-01-01.

    Raises:
        TermsError: DATES:DAY when the date is before 1970-01-01.
        TypeError: When it is not a date, or is a datetime, whose time zone would be lost.
    """
    if isinstance(date, datetime.datetime) or not isinstance(date, datetime.date):
        raise TypeError(f"date must be a datetime.date, not {type(date).__name__}")
    return _require_day(date.toordinal() - _EPOCH_ORDINAL)


def _require_day(day: int) -> int:
    return require_int("day", day, 0, DAY_MAX, scope="DATES")
