"""Pairs of variables that say more together than apart, sought in what the single ones leave over.

Bins are gathered into a few groups of about equal weight; for each pair of variables the residual
slope G and weight H of every cell give the gain sum(G2 / (H + c)) that a small table would bring,
held against what chance would bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.binning import LARGE_ROWS
from tallystick_node.credit.variable import Categories

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.binning import Binned
    from tallystick_node.credit.likelihood import Curvature

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Grouped", "Pair", "grouped", "promising"]

GROUPS_MIN, GROUPS_MAX = 3, 8
# In a large table.
GROUPS_LARGE = 12
# A square of groups should leave each cell about so many rows.
ROWS_PER_CELL = 150
SHRINKAGE = 20.0
MISSING_SHARE_MIN = 0.005


@dataclass(frozen=True, slots=True)
class Grouped:
    """A variable for use in pairs: the group of each bin, and which groups are neighbours."""

    groups: Ints
    linked: tuple[bool, ...]

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.linked) + 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two variables, by their places in a list."""

    first: int
    second: int


def grouped(binned: Binned, counts: Floats, effects: Floats) -> Grouped:
    """Return a variable's bins gathered into groups.

    Args:
        binned: The variable.
        counts: The rows of each bin.
        effects: The effect of each bin; it orders the bins of categories.

    Returns:
        The groups, three to eight, twelve in a large table, and one for missing.
    """
    rows = float(np.sum(counts))
    limit = GROUPS_MAX if rows < LARGE_ROWS else GROUPS_LARGE
    most = int(np.clip(np.sqrt(rows / ROWS_PER_CELL), GROUPS_MIN, limit))
    if isinstance(binned.variable, Categories):
        order = np.argsort(effects, kind="stable")
        groups = np.zeros(len(counts), np.int32)
        groups[order] = _parts(counts[order], most)
        return Grouped(groups, (True,) * int(groups.max()))
    parts = _parts(counts[1:], most)
    if counts[0] < MISSING_SHARE_MIN * np.sum(counts):
        fullest = parts[int(np.argmax(counts[1:]))]
        groups = np.concatenate([[fullest], parts]).astype(np.int32)
        return Grouped(groups, (True,) * int(groups.max()))
    groups = np.concatenate([[0], parts + 1]).astype(np.int32)
    return Grouped(groups, (False, *(True,) * int(parts.max(initial=0))))


def promising(
    bins: list[Ints],
    grouping: list[Grouped],
    left: Curvature,
    known: set[Pair],
    free: list[bool],
    *,
    most: int,
    gain_min: float,
) -> list[Pair]:
    """Return pairs whose gain is beyond chance, known ones left out.

    Args:
        bins: The bin of each row, one array for each variable.
        grouping: The groups of each variable.
        left: The likelihood's slope and weight at what is learned.
        known: The pairs that are there already.
        free: Which variables may be in a pair.
        most: How many pairs at most.
        gain_min: The lowest gain, in units of the spread that chance alone has.

    Returns:
        The pairs, best first.
    """
    places = [own.groups[rows].astype(np.int64) for own, rows in zip(grouping, bins, strict=True)]
    gains: list[tuple[float, int, int]] = []
    for first, own in enumerate(grouping):
        for second in range(first + 1, len(grouping)):
            cells = own.size * grouping[second].size
            if cells < 4 or own.size < 2 or grouping[second].size < 2:
                continue
            if Pair(first, second) in known or not (free[first] and free[second]):
                continue
            joint = places[first] * grouping[second].size + places[second]
            slope = np.bincount(joint, left.slope, cells)
            weight = np.bincount(joint, left.weight, cells)
            kept = weight / (weight + SHRINKAGE)
            gain = np.sum(slope**2 / (weight + SHRINKAGE) - kept)
            spread = np.sqrt(2 * np.sum(kept**2))
            if gain > gain_min * spread:
                gains.append((-float(gain / spread), first, second))
    return [Pair(first, second) for _, first, second in sorted(gains)[:most]]


def _parts(counts: Floats, most: int) -> Ints:
    """Return groups in order, of about equal weight, numbered without gaps."""
    middle = np.cumsum(counts) - counts / 2
    parts = np.minimum((middle / max(np.sum(counts), 1.0) * most).astype(np.int32), most - 1)
    return np.unique(parts, return_inverse=True)[1].astype(np.int32)
