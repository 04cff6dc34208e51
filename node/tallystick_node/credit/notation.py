"""How a table writes numbers and dates: decided for a column as a whole, never cell by cell.

A comma may group thousands or stand before decimals, and a day may come before or after its month.
One cell cannot tell; a column can: 52,0 has no groups of three, 31/12 no month 31. A column that
says both, or whose dates say neither, is not guessed at. Standard library only.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DateOrder",
    "NumberMark",
    "bare",
    "date_order_of",
    "full_year",
    "is_either",
    "number_marks_of",
    "read_with",
    "split_date",
    "table_mark_of",
]

# Minus signs of all kinds: hyphen, U+2212, dashes, the full-width one.
_MINUSES = str.maketrans(dict.fromkeys("−–—－﹣", "-"))
SIGN = r"[-+−–—－﹣]?"
CURRENCY = r"(?:[$€£¥￥元]|R\$|CHF|EUR|USD|GBP|CNY|RMB)"
DIGITS = r"(?:\d[\d.,]*|[.,]\d+)"
_SIGNED_CURRENCY = re.compile(rf"([-+])\s*(?={CURRENCY})")
_DECORATION = re.compile(rf"^{CURRENCY}?\s*|\s*(?:[%‰％]|{CURRENCY})?$")
# Between digits: the blanks and apostrophes that some countries group thousands with.
_BLANK_GROUPS = re.compile(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))")
_NUMBER = re.compile(rf"[-+]?{DIGITS}(?:[eE][+-]?\d+)?")
# Nobody writes a nought before thousands: 0,950 is a little under one.
_GROUPED = {
    ",": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+"), ".": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+"),
}  # fmt: skip
_THREE_FIGURES = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
)


class NumberMark(Enum):
    """What stands before the decimals."""

    POINT = "."
    COMMA = ","

    @property
    def grouping(self) -> str:
        """What groups thousands."""
        return "," if self is NumberMark.POINT else "."


class DateOrder(Enum):
    """What comes first in a date that ends with its year."""

    DAY = "day"
    MONTH = "month"


def bare(cell: str) -> str | None:
    """Return a number without currency, per-cent sign and blanks between thousands.

    Args:
        cell: The cell's text.

    Returns:
        Digits, points, commas, sign and exponent; None when the cell states no number.
    """
    word = cell.strip()
    if not word.isascii():
        word = word.translate(_MINUSES)
    # The sign may stand before the currency: -$5.
    signed = _SIGNED_CURRENCY.match(word)
    sign, word = (signed[1], word[signed.end() :]) if signed else ("", word)
    word = sign + _BLANK_GROUPS.sub("", _DECORATION.sub("", word))
    return word if _NUMBER.fullmatch(word) else None


def number_marks_of(words: Iterable[str]) -> dict[NumberMark, str]:
    """Return what stands before the decimals in a column, and a number that shows it.

    Args:
        words: The column's numbers, as `bare` returns them.

    Returns:
        Empty when every number can be read either way; both when the column contradicts itself.
    """
    marks: dict[NumberMark, str] = {}
    for word in words:
        if "," not in word and "." not in word:
            continue
        mark = _mark_of(word)
        if mark is not None:
            marks.setdefault(mark, word)
            if len(marks) == len(NumberMark):
                break
    return marks


def is_either(word: str) -> bool:
    """Return whether a number may be a thousand or a little over one, as 1.234 and 1,234.

    Args:
        word: As `bare` returns it.

    Returns:
        False where what stands before the decimals is sure, or there is nothing to tell.
    """
    body = word.lstrip("+-")
    return ("," in body or "." in body) and _mark_of(word) is None and not body.startswith("0")


def table_mark_of(marks: Iterable[NumberMark | None]) -> NumberMark:
    """Return how the numbers of columns are read that can be read either way.

    Args:
        marks: What each column of the table says.

    Returns:
        The comma where the table has decimal commas and no decimal points; else the point, so that
        a comma with three digits after it groups thousands.
    """
    claims = set(marks) - {None}
    return NumberMark.COMMA if claims == {NumberMark.COMMA} else NumberMark.POINT


def date_order_of(cells: Iterable[str]) -> DateOrder | None:
    """Return whether day or month comes first in a column of dates such as 03/04/2016.

    Args:
        cells: The cells that are not missing; those of another form say nothing.

    Returns:
        The order; None when no day is over 12, or when cells contradict each other.
    """
    marks = set()
    for cell in cells:
        match = _THREE_FIGURES.fullmatch(cell.strip())
        if match is None:
            continue
        if match["mark"] == ".":
            marks.add(DateOrder.DAY)  # nobody writes months first with points
        elif int(match["day"]) > 12:
            marks.add(DateOrder.DAY)
        elif int(match["month"]) > 12:
            marks.add(DateOrder.MONTH)
    return marks.pop() if len(marks) == 1 else None


def split_date(cell: str, order: DateOrder | None) -> tuple[int, int, int] | None:
    """Return year, month and day of a date that ends with its year.

    Args:
        cell: The cell's text.
        order: What comes first, as its column says.

    Returns:
        The three numbers, not checked; None when it has another form or the order is not known. A
        year of two digits is one of 1970 to 2069.
    """
    match = _THREE_FIGURES.fullmatch(cell)
    if match is None or order is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    if order is DateOrder.MONTH:
        day, month = month, day
    return full_year(match["year"]), month, day


def full_year(digits: str) -> int:
    """Return a year of two or four digits in full.

    Args:
        digits: The digits.

    Returns:
        The year; two digits are one of 1970 to 2069.
    """
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _mark_of(word: str) -> NumberMark | None:
    """What one number needs; None when it can be read either way."""
    body = word.lstrip("+-").lower().partition("e")[0]
    if "," in body and "." in body:
        return NumberMark.COMMA if body.rindex(",") > body.rindex(".") else NumberMark.POINT
    used = "," if "," in body else "."
    if _GROUPED[used].fullmatch(body):
        # 1,234 may be a thousand or a little over one; 1,234,567 is sure.
        if body.count(used) == 1:
            return None
        return NumberMark.POINT if used == "," else NumberMark.COMMA
    return NumberMark.COMMA if used == "," else NumberMark.POINT


def read_with(word: str, mark: NumberMark) -> float | None:
    """Return the number that digits state.

    Args:
        word: As `bare` returns it.
        mark: What stands before the decimals.

    Returns:
        The number; None when it is not written so.
    """
    sign, body = ("-", word[1:]) if word[:1] == "-" else ("", word.lstrip("+"))
    figures, _, exponent = body.lower().partition("e")
    whole, _, part = figures.partition(mark.value)
    if mark.value in part or mark.grouping in part:
        return None
    if mark.grouping in whole:
        if not _GROUPED[mark.grouping].fullmatch(whole):
            return None
        whole = whole.replace(mark.grouping, "")
    if not (whole or part):
        return None
    return float(f"{sign}{whole or 0}.{part or 0}e{exponent or 0}")
