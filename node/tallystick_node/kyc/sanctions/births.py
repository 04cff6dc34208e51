"""Years of birth as lists give them: days, years, "circa", decades, ranges, ages.

A statement is read whole or not at all: one that is not understood could mean any year, so it says
nothing, and then neither do the others of its entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["about", "all_years", "between", "years_of"]

# Longer than a life: such a range is a slip, and says nothing.
RANGE_YEARS_MAX = 100
ABOUT_YEARS = 2
# 1998-03 may be five years; 1961-03 is a month.
TURN_YEARS_MAX = 15
# Longer ones are no statement of a birth.
CHARACTERS_MAX = 300
_Y = r"(?:1[89]|20)\d\d(?!\d)"
_DASH = r"[-\u2010-\u2015\u2212~\u301c/]"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATED = rf"(?:as\s+of|as\s+at|in|at|on)\b[^\d;]*(?:\d\d?\b[^\d;]*)?(?P<dated>{_Y})"
_DOCUMENT = r"\bfrom\s+(?:a\s+)?(?:false\s+|forged\s+)?(?:passport|document|identity card)\b"
# What a statement consists of; the first that fits is taken. Each is one letter in the grammar.
_PARTS = [
    (letter, re.compile(pattern))
    for letter, pattern in (
        ("Y", rf"(?P<year>{_Y})[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?!\d)"),
        ("Y", rf"(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?P<year>{_Y})"),
        ("Y", rf"(?:0?[1-9]|1[0-2])[-./](?P<year>{_Y})"),
        ("Y", rf"\bage[d]?\s+(?P<age>\d\d?)\s+(?:years?\s+)?(?:old\s+)?{_DATED}"),
        ("Y", rf"(?P<age>\d\d?)\s+years?\s+(?:old|of\s+age)\s+{_DATED}"),
        ("Y", r"(?P<decade>(?:1[89]|20)\d0)['\u2019]?s\b"),
        (
            "Y",
            rf"(?P<year>{_Y})\s*{_DASH}\s*(?P<short>\d\d)(?!\d|\s*[-./]\s*\d|\s*{_MONTH}|[snrt][tdh])",
        ),
        ("Y", rf"(?P<year>{_Y})"),
        ("A", r"(?:\u00b1|\+\s*/?\s*-)\s*(?P<more>\d\d?)(?:\s*years?\b)?"),
        ("A", r"\bcirca\b|\bca?\b\.?|\bca?(?=\d)|\?|\b(?:approx|estimated)[a-z]*\.?|\best\b\.?"),
        ("A", r"\b(?:about|around|roughly|probably|possibly)\b|\b(?:late|early|mid)\b-?"),
        ("M", rf"\b{_MONTH}\.?"),
        ("M", r"\d\d?(?:st|nd|rd|th)?(?!\d)"),
        ("", _DOCUMENT),
        ("B", r"\b(?:between|from)\b"),
        ("R", rf"\b(?:to|and|until|till|through|thru)\b|{_DASH}|\u81f3|\u5230"),
        ("O", r"\bor\b|;"),
        ("", r"\b(?:born|in|year|on|the|of|dob)\b|[\s().,:'\[\]]+"),
    )
]
_DATE = "M*+YM*+"
# Dates, of which several are a range, also where nothing says so; or months of one year.
_MORE = f"(?:R?A*+{_DATE}A*+)"
_ITEM = f"(?:A*+{_DATE}A*+{_MORE}*+|A*+BA*+{_DATE}A*+{_MORE}++|A*+B?M++R{_DATE}A*+)"
_SENTENCE = re.compile(f"{_ITEM}(?:O{_ITEM})*+")
_ITEMS = re.compile(_ITEM)


class _Part(NamedTuple):
    """A part of a statement: its letter in the grammar, and its years or how far they reach."""

    letter: str
    years: frozenset[int] = frozenset()
    about: int = 0


def years_of(text: str) -> frozenset[int]:
    """Return the years in which somebody may have been born, from one statement of a list.

    Args:
        text: Such as `12 Mar 1966`, `circa 1961`, `1960 to 1963`, `1960s`, `aged 40 as of 2005`.

    Returns:
        Every year of a range, two years to either side of an approximate one; none without a year,
        and none when it is not understood.
    """
    return _read(text) or frozenset()


def all_years(statements: Iterable[str]) -> frozenset[int]:
    """Return the years in which somebody may have been born, from all statements of an entry.

    Args:
        statements: Texts as for `years_of`.

    Returns:
        The years of each; none when one with a digit is not understood, for it could be any year.
    """
    read = [_read(text) for text in statements]
    known = [years for years in read if years is not None]
    return frozenset().union(*known) if len(known) == len(read) else frozenset()


def between(first: int, last: int) -> frozenset[int]:
    """Return the years of a range.

    Args:
        first: One end.
        last: The other one, whichever is earlier.

    Returns:
        All years from one to the other; none of more than a hundred years.
    """
    low, high = sorted((first, last))
    return frozenset(range(low, high + 1)) if high - low <= RANGE_YEARS_MAX else frozenset()


def about(years: frozenset[int], reach: int = ABOUT_YEARS) -> frozenset[int]:
    """Return approximate years with those beside them.

    Args:
        years: Years that are approximate.
        reach: How many years to either side.

    Returns:
        The years and their neighbours.
    """
    return frozenset(near for year in years for near in range(year - reach, year + reach + 1))


def _read(text: str) -> frozenset[int] | None:
    """None when it is not understood; empty when it has no digit to understand."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if not any(character.isdigit() for character in plain):
        return frozenset()
    parts = list(_parts(plain)) if len(plain) <= CHARACTERS_MAX else []
    letters = "".join(part.letter for part in parts)
    if not _SENTENCE.fullmatch(letters):
        return None
    items = [_of_item(parts[item.start() : item.end()]) for item in _ITEMS.finditer(letters)]
    return frozenset().union(*items) if all(items) else None


def _parts(text: str) -> Iterator[_Part]:
    at = 0
    while at < len(text):
        fits = ((letter, pattern.match(text, at)) for letter, pattern in _PARTS)
        letter, match = next(((name, match) for name, match in fits if match), ("", None))
        if match is None:
            yield _Part("?")
            return
        at = match.end()
        if letter:
            yield _part(letter, match)


def _part(letter: str, match: re.Match[str]) -> _Part:
    numbers = {name: int(number) for name, number in match.groupdict().items() if number}
    if letter == "A":
        return _Part(letter, about=numbers.get("more", ABOUT_YEARS))
    if letter != "Y":
        return _Part(letter)
    years = _stated(numbers)
    return _Part(letter, years) if years else _Part("?")


def _stated(numbers: dict[str, int]) -> frozenset[int]:
    if "decade" in numbers:
        return between(numbers["decade"], numbers["decade"] + 9)
    if "age" in numbers:
        last = numbers["dated"] - numbers["age"]
        return between(last - 1, last)
    year, short = numbers["year"], numbers.get("short")
    if short is None:
        return frozenset({year})
    end = year - year % 100 + short
    if end > year or end + 100 - year <= TURN_YEARS_MAX:
        return between(year, end if end > year else end + 100)
    # A month, as in 1961-03; anything else is a slip.
    return frozenset({year}) if 1 <= short <= 12 else frozenset()


def _of_item(parts: list[_Part]) -> frozenset[int]:
    stated = [year for part in parts for year in part.years]
    reach = max(part.about for part in parts)
    alone = sum(part.letter == "Y" for part in parts) == 1
    years = frozenset(stated) if alone else between(min(stated), max(stated))
    return about(years, reach) if reach else years
