"""Years of birth as lists give them: days, years, "circa", ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["about", "between", "years_of"]

# Longer than a life: such a range is a slip, and says nothing.
RANGE_YEARS_MAX = 100
ABOUT_YEARS = 2
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_RANGE = re.compile(
    r"\bto\b|\bbetween\b|\band\b|\bfrom\b|\d\s*[-\u2013/]\s*(?:1[89]|20)\d\d", re.IGNORECASE
)
_ABOUT = re.compile(r"\bcirca\b|\bc\.|\bapprox|\babout\b|\blate\b|\bearly\b|\bmid\b", re.IGNORECASE)


def years_of(text: str) -> frozenset[int]:
    """Return the years in which somebody may have been born, from one statement of a list.

    Args:
        text: Such as `12 Mar 1966`, `circa 1961`, `1960 to 1963`, `01 Jan 1961 to 31 Dec 1965`.

    Returns:
        Every year of a range, two years to either side of an approximate one; none without a year.
    """
    years = [int(year) for year in _YEAR.findall(text)]
    if not years:
        return frozenset()
    if len(years) > 1 and _RANGE.search(text):
        stated = between(min(years), max(years))
    else:
        stated = frozenset(years)
    return about(stated) if _ABOUT.search(text) else stated


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


def about(years: frozenset[int]) -> frozenset[int]:
    """Return years and two to either side of each.

    Args:
        years: Years that are approximate.

    Returns:
        The years and their neighbours.
    """
    return frozenset(_around(years))


def _around(years: frozenset[int]) -> Iterator[int]:
    for year in years:
        yield from range(year - ABOUT_YEARS, year + ABOUT_YEARS + 1)
