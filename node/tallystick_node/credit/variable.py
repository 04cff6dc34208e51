"""A variable of a card: how a raw value becomes the number of a bin. Standard library only.

Bin 0 is for missing. A number falls into bin i when edge i-1 < value <= edge i, so the last bin is
open above; infinity counts as missing. A category has the bin of its level, or the last one, which
holds rare and unseen levels.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import dataclass

__all__ = ["Categories", "Marks", "Numbers", "Variable"]

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Bins of a number or a date (days since 1970-01-01): edges rising."""

    name: str
    edges: tuple[float, ...]
    is_date: bool = False

    @property
    def size(self) -> int:
        """How many bins there are, the one for missing included."""
        return len(self.edges) + 2

    @property
    def fences(self) -> list[float]:
        """The edges with both ends: `bisect_left` in them is the bin, and past them is missing."""
        return [-INFINITY, *self.edges, sys.float_info.max]

    def bin_of(self, value: float | None) -> int:
        """Return the bin of a value.

        Args:
            value: The number, or days since 1970-01-01; None for missing.

        Returns:
            The bin's number, 0 for missing.
        """
        if value is None:
            return 0
        place = bisect_left(self.fences, value)
        return 0 if place >= self.size else place

    def label(self, number: int) -> str:
        """Return in words what is in a bin.

        Args:
            number: The bin's number.

        Returns:
            Such as `over 5 up to 10`.
        """
        if number == 0:
            return "missing"
        if not self.edges:
            return "any"
        if number == 1:
            return f"up to {self.edges[0]:g}"
        if number == self.size - 1:
            return f"over {self.edges[-1]:g}"
        return f"over {self.edges[number - 2]:g} up to {self.edges[number - 1]:g}"


@dataclass(frozen=True, slots=True)
class Categories:
    """Bins of categories: groups[i] are the levels of bin i+1; the last bin is for all others."""

    name: str
    groups: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """How many bins there are, those for missing and for others included."""
        return len(self.groups) + 2

    @property
    def bins(self) -> dict[str, int]:
        """The bin of each known level."""
        return {level: number for number, group in enumerate(self.groups, 1) for level in group}

    def bin_of(self, value: str | None) -> int:
        """Return the bin of a level.

        Args:
            value: The level; None for missing.

        Returns:
            The bin's number, 0 for missing.
        """
        return 0 if value is None else self.bins.get(value, self.size - 1)

    def label(self, number: int) -> str:
        """Return in words what is in a bin.

        Args:
            number: The bin's number.

        Returns:
            Such as `RENT or OTHER`.
        """
        if number == 0:
            return "missing"
        if number == self.size - 1:
            return "any other"
        return " or ".join(self.groups[number - 1])


@dataclass(frozen=True, slots=True)
class Marks:
    """Bins of a category that is spread over columns of zeros and ones: the one that is set.

    Bin i+1 is for columns[i]; the last bin is for none of them set.
    """

    name: str
    columns: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bins there are, those for missing and for none included."""
        return len(self.columns) + 2

    def bin_of(self, values: list[float | None]) -> int:
        """Return the bin of the values of the columns.

        Args:
            values: One value for each column, in their order; None for missing.

        Returns:
            The bin's number, 0 when it cannot be known.
        """
        for number, value in enumerate(values, 1):
            if value == 1:
                return number
        known = all(value is not None and abs(value) < INFINITY for value in values)
        return self.size - 1 if known else 0

    def label(self, number: int) -> str:
        """Return in words what is in a bin.

        Args:
            number: The bin's number.

        Returns:
            The column that is set, or `none of them`.
        """
        if number == 0:
            return "missing"
        return "none of them" if number == self.size - 1 else self.columns[number - 1]


Variable = Numbers | Categories | Marks
