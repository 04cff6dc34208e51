"""From log-odds to points: factor = PDO / ln 2, offset = points at the base odds - factor ln(odds).

PDO is how many points double the odds of paying. The usual card (PDO 20, 600 points at 50:1) has
factor 28.8539 and offset 487.1229; ours doubles in 40 points, so that rounding to whole points
costs nothing that can be measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["SCALE", "Scale"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Points that double the odds, and the points at certain odds (good to bad)."""

    doubling: int
    points: int
    odds: int

    @property
    def factor(self) -> float:
        """Points for one unit of log-odds."""
        return self.doubling / math.log(2)

    @property
    def offset(self) -> float:
        """Points at even odds."""
        return self.points - self.factor * math.log(self.odds)


SCALE = Scale(40, 600, 50)
