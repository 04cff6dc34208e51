"""One cell of a table: what counts as missing, as a number, as a date. Standard library only."""

from __future__ import annotations

import math
import re
from datetime import date

from tallystick_node.credit.notation import (
    DateOrder,
    NumberMark,
    bare,
    full_year,
    read_with,
    split_date,
)

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
CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
QUARTER = re.compile(r"(\d{4})[- ]?[Qq]([1-4])")
# 31-Dec-16 and Dec-2016; 16-Dec may be a day or a year, and is not taken for a date.
WORDED = re.compile(r"(?:(\d{1,2})[- ])?([A-Za-z]{3})[a-z]*[- ](\d{4}|\d{2})")
YEAR_MIN, YEAR_MAX = 1800, 2200


def as_number(cell: str, mark: NumberMark = NumberMark.POINT) -> float | None:
    """Return the number that a cell states.

    A currency sign and a per-cent sign (dropped, not divided by) are allowed, and thousands in
    groups of three.

    Args:
        cell: The cell's text.
        mark: What stands before the decimals, as the cell's column says.

    Returns:
        The number; NaN (missing) for infinity and NaN; None when it states none.
    """
    word = bare(cell)
    if word is None:
        try:
            return math.nan if not math.isfinite(float(cell)) else None
        except ValueError:
            return None
    value = read_with(word, mark)
    return value if value is None or math.isfinite(value) else math.nan


def as_days(cell: str, order: DateOrder | None = None) -> float | None:
    """Return a date as days since 1970-01-01.

    Accepted: 2007-12, 2007-12-31 (with a time after it), 2007/12/31, 2007年12月31日, 2007Q4,
    31 Dec 2007, Dec-2007, Dec-07; and where the order is known 31.12.2007, 31/12/07, 12/31/2007. A
    month without a day is its first, a quarter its first day.

    Args:
        cell: The cell's text.
        order: What comes first in 03/04/2016, as the cell's column says; None when it does not.

    Returns:
        Days; None when the cell is not a date of the years 1800 to 2200.
    """
    parts = _parts(cell.strip(), order)
    if parts is None:
        return None
    year, month, day = parts
    if not YEAR_MIN <= year <= YEAR_MAX:
        return None
    try:
        return float(date(year, month, day).toordinal() - EPOCH)
    except ValueError:
        return None


def _parts(cell: str, order: DateOrder | None) -> tuple[int, int, int] | None:
    if match := YEAR_FIRST.fullmatch(cell) or CHINESE.fullmatch(cell):
        return int(match[1]), int(match[2]), int(match[3] or 1)
    if match := QUARTER.fullmatch(cell):
        return int(match[1]), 3 * int(match[2]) - 2, 1
    if (match := WORDED.fullmatch(cell)) and match[2].lower() in MONTHS:
        return full_year(match[3]), MONTHS[match[2].lower()], int(match[1] or 1)
    return split_date(cell, order)
