"""Numbers that nobody is to guess at: refused for their whole column, with a cell that shows it.

A column with 2.5k in it would else be one of categories without a word, and 60.3% beside 0.603 two
scales in one. Standard library only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tallystick_node.credit.notation import CURRENCY, DIGITS, SIGN, bare
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["refuse_mixtures", "refuse_oddities"]

PARENTHESES = "a number in parentheses"
_UNIT = r"[%％]"
_PLAIN = rf"{CURRENCY}?\s*{DIGITS}\s*(?:{CURRENCY}|{_UNIT})?"
_TIMES = r"k|m|mn|mm|mio|mln|bn|mrd|tsd|lakhs?|lacs?|crores?|cr|w|[十百千万萬亿億兆]+"
_BOUND = r"[<>≤≥≦≧≪≫~≈≲≳＜＞～]|<=|>=|=<|=>"
# Each notation, what it is, and how to write it instead.
_ODD = (
    (rf"{SIGN}{CURRENCY}?\s*{DIGITS}\s*(?:{_TIMES})\s*{CURRENCY}?", "a number with a multiplier",
     "write it out, 2500 for 2.5k"),
    (rf"[(（]\s*{_PLAIN}\s*[)）]{_UNIT}?", PARENTHESES, "write -5 for (5)"),
    (rf"{_PLAIN}\s*[-−–—－]|{_PLAIN}\s*(?:cr|dr|db)", "a number with its sign behind it",
     "write -5 for 5-"),
    (rf"{SIGN}{CURRENCY}?\s*\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?", "groups of two figures",
     "write 100000 or 100,000 for 1,00,000"),
)  # fmt: skip
_READ = tuple((re.compile(rule, re.IGNORECASE), what, how) for rule, what, how in _ODD)
_BOUNDED = re.compile(rf"(?:{_BOUND})\s*{SIGN}{_PLAIN}|{_PLAIN}\s*(?:\+|＋|以上|以下)")
_SCALES = {"%": "%", "％": "%", "‰": "‰"}
_CURRENCIES = (
    ("R$", "R$"), ("$", "$"), ("USD", "$"), ("€", "€"), ("EUR", "€"), ("£", "£"), ("GBP", "£"),
    ("¥", "¥"), ("￥", "¥"), ("元", "¥"), ("CNY", "¥"), ("RMB", "¥"), ("CHF", "CHF"),
)  # fmt: skip


def refuse_oddities(name: str, cells: Iterable[str], share_min: float) -> None:
    """Refuse a column of numbers of which some are written so that they could be misread.

    Args:
        name: The column's name.
        cells: Its cells that are not missing.
        share_min: The share of cells that must be numbers, however they are written, for the
            column to be one of numbers.

    Raises:
        CreditError: CREDIT:TYPE, naming the column, a cell, and how to write it instead.
    """
    seen = plain = 0
    odd: list[tuple[str, str, str]] = []
    bounds: list[str] = []
    for cell in cells:
        seen += 1
        if bare(cell) is not None and not _READ[-1][0].fullmatch(cell.strip()):
            plain += 1
        elif (oddity := _odd(cell.strip())) is not None:
            odd.append(oddity)
        elif _BOUNDED.fullmatch(cell.strip()):
            bounds.append(cell.strip())
    # Bounds alone are categories, such as <5 and 5+; among numbers they are neither.
    counted = len(bounds) if plain or odd else 0
    if not plain and all(what == PARENTHESES for _, what, _ in odd):
        return  # words that all stand in parentheses; a study names them when they are many
    unread = len(odd) + counted
    if unread <= (1 - share_min) * seen or plain + unread < share_min * seen:
        return
    shown, what, how = (
        odd[0] if odd else (bounds[0], "a bound among numbers", "write a number, or leave it empty")
    )
    raise CreditError("CREDIT:TYPE", f"the column {name!r} has {shown!r}, {what}: {how}")


def refuse_mixtures(name: str, numbers: Mapping[str, float]) -> None:
    """Refuse a column of numbers in two currencies or scales.

    A number without a sign beside per cents is one of them, unless it may be a share: 0.603 beside
    60.3%.

    Args:
        name: The column's name.
        numbers: What its cells state.

    Raises:
        CreditError: CREDIT:TYPE, naming the column and two cells.
    """
    scales: dict[str, str] = {}
    currencies: dict[str, str] = {}
    for cell, number in numbers.items():
        scale = next((_SCALES[sign] for sign in cell if sign in _SCALES), "")
        if scale or 0 < abs(number) <= 1:
            scales.setdefault(scale, cell)
        currency = next((kind for sign, kind in _CURRENCIES if sign in cell), None)
        if currency is not None:
            currencies.setdefault(currency, cell)
    if len(scales) > 1:
        first, second = list(scales.values())[:2]
        raise CreditError(
            "CREDIT:TYPE",
            f"the column {name!r} has {first!r} and {second!r}: write all of it in per cent, or"
            " none",
        )
    if len(currencies) > 1:
        first, second = list(currencies.values())[:2]
        raise CreditError(
            "CREDIT:TYPE",
            f"the column {name!r} has {first!r} and {second!r}: write it in one currency",
        )


def _odd(cell: str) -> tuple[str, str, str] | None:
    return next(((cell, what, how) for rule, what, how in _READ if rule.fullmatch(cell)), None)
