"""One cell of a table: what counts as missing, as a number, as a date. Standard library only."""

from __future__ import annotations

import math
import re
from datetime import date

__all__ = ["MISSING", "as_days", "as_number"]

# "none" is not among them: it is a category in many tables ("other debtors: none").
MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "null", "<na>", "nil", "?", ".", "-", "inf", "-inf")
)
EPOCH = date(1970, 1, 1).toordinal()
MONTHS = {
    word: number
    for number, word in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?"
)
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
WORDED = re.compile(r"(?:(\d{1,2})[- ])?([A-Za-z]{3})[a-z]*[- ](\d{4}|\d{2})")
DECORATED = re.compile(r"[$€£¥]?\s*(-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*[%$€£¥]?")
YEAR_MIN, YEAR_MAX = 1800, 2200


def as_number(cell: str) -> float | None:
    """Return the number that a cell states.

    A currency sign, a per-cent sign (dropped, not divided by) and thousands commas are allowed.

    Args:
        cell: The cell's text.

    Returns:
        The number; NaN (missing) for infinity and NaN; None when it states none.
    """
    try:
        value = float(cell)
    except ValueError:
        match = DECORATED.fullmatch(cell.strip())
        if match is None:
            return None
        value = float(match[1].replace(",", ""))
    return value if math.isfinite(value) else math.nan


def as_days(cell: str) -> float | None:
    """Return a date as days since 1970-01-01.

    Accepted: 2007-12, 2007-12-31 (with a time after it), 2007/12/31, 31.12.2007, 12/31/2007,
    Dec-2007,
    31 Dec 2007. A month without a day is its first.

    Args:
        cell: The cell's text.

    Returns:
        Days; None when the cell is not a date of the years 1800 to 2200.
    """
    parts = _parts(cell.strip())
    if parts is None:
        return None
    year, month, day = parts
    if not YEAR_MIN <= year <= YEAR_MAX:
        return None
    try:
        return float(date(year, month, day).toordinal() - EPOCH)
    except ValueError:
        return None


def _parts(cell: str) -> tuple[int, int, int] | None:
    if match := YEAR_FIRST.fullmatch(cell):
        return int(match[1]), int(match[2]), int(match[3] or 1)
    if match := DAY_FIRST.fullmatch(cell):
        return int(match[3]), int(match[2]), int(match[1])
    if match := MONTH_FIRST.fullmatch(cell):
        return int(match[3]), int(match[1]), int(match[2])
    if (match := WORDED.fullmatch(cell)) and match[2].lower() in MONTHS:
        year = int(match[3])
        if year < 100:
            year += 2000 if year < 70 else 1900
        return year, MONTHS[match[2].lower()], int(match[1] or 1)
    return None
