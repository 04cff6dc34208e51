"""Bins made from data: at most twenty of a number, one of each common category, one for missing.

A large table has forty: its rows tell finer steps apart, and the penalties hold the rest together.

A number with few values keeps them apart; otherwise the bins hold about equally many rows. Values
that stand far away from all others and repeat (96, 98, 9999) are codes, not sizes: each is a bin of
its own without neighbours. Rare categories are pooled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.table import Kind
from tallystick_node.credit.variable import Categories, Marks, Numbers, Variable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.table import Column

__all__ = ["LARGE_ROWS", "LEVELS_MAX", "Binned", "bin_column", "bins_of", "rows_min"]

BINS_MAX = 20
# From so many rows on, a number has so many bins.
LARGE_ROWS, BINS_LARGE = 60_000, 40
LEVELS_MAX = 60
ROWS_MIN = 16
CODES_MAX = 3


@dataclass(frozen=True, slots=True)
class Binned:
    """A variable, and which neighbouring bins are alike: linked[i] joins bin i and bin i+1."""

    variable: Variable
    linked: tuple[bool, ...]


def rows_min(rows: int) -> int:
    """Return how many rows a bin needs: a count that grows slowly with the table.

    Args:
        rows: How many rows the table has.

    Returns:
        max(16, rows^0.4), rounded down.
    """
    return max(ROWS_MIN, int(rows**0.4))


def bin_column(column: Column) -> Binned:
    """Return the bins of a column; they depend on its values alone.

    Args:
        column: The column.

    Returns:
        The variable and which neighbouring bins are alike.
    """
    least = rows_min(len(column))
    if column.kind is Kind.CATEGORY:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
        common = np.flatnonzero(counts >= least)
        common = common[np.argsort(-counts[common], kind="stable")][:LEVELS_MAX]
        levels = tuple((column.levels[code],) for code in np.sort(common))
        categories = Categories(column.name, levels)
        return Binned(categories, (False,) * (categories.size - 1))
    values = np.sort(column.values[np.isfinite(column.values)])
    codes = _codes(values, least)
    sizes = values[~np.isin(values, codes)]
    most = BINS_MAX if len(column) < LARGE_ROWS else BINS_LARGE
    edges = set(_edges(sizes, least, most).tolist()) if len(sizes) else set()
    for code in codes.tolist():
        edges |= {float(np.nextafter(code, -np.inf)), code}
    top = float(values[-1]) if len(values) else 0.0
    kept = tuple(sorted(edge for edge in edges if edge < top))
    variable = Numbers(column.name, kept, column.kind is Kind.DATE)
    alone = {variable.bin_of(code) for code in codes.tolist()}
    linked = tuple(
        number > 0 and number not in alone and number + 1 not in alone
        for number in range(variable.size - 1)
    )
    return Binned(variable, linked)


def bins_of(variable: Variable, column: Column) -> NDArray[np.int32]:
    """Return the bin of each row of a column of the variable's kind.

    Args:
        variable: The variable.
        column: The column.

    Returns:
        Bin numbers, 0 for missing, shape (rows,).
    """
    if isinstance(variable, Marks):
        return column.codes + np.int32(1)
    if isinstance(variable, Categories):
        known = variable.bins
        mapped = [known.get(level, variable.size - 1) for level in column.levels]
        return np.array([*mapped, 0], np.int32)[column.codes]
    fences = np.array([*variable.edges, np.inf])
    bins = np.searchsorted(fences, column.values, side="left").astype(np.int32) + 1
    bins[~np.isfinite(column.values)] = 0
    return bins


def _codes(values: NDArray[np.float64], least: int) -> NDArray[np.float64]:
    """Return values at the ends that repeat and lie further off than all the others spread."""
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) < 4:
        return np.empty(0)
    for high in range(CODES_MAX + 1):
        for low in range(CODES_MAX + 1 - high):
            if not high + low or len(distinct) - high - low < 3:
                continue
            inner = distinct[low : len(distinct) - high]
            spread = inner[-1] - inner[0]
            below, above = distinct[:low], distinct[len(distinct) - high :]
            # A zero far below all others is a size; a code below is negative.
            far = (not low or (below[-1] < 0 <= inner[0] and inner[0] - below[-1] > spread)) and (
                not high or above[0] - inner[-1] > spread
            )
            often = counts[:low].sum() >= (least if low else 0) and (
                counts[len(distinct) - high :].sum() >= (least if high else 0)
            )
            if far and often:
                return np.concatenate([below, above])
    return np.empty(0)


def _edges(values: NDArray[np.float64], least: int, most: int) -> NDArray[np.float64]:
    """Return upper edges of bins with enough rows each; the last value is never one."""
    distinct = np.unique(values)
    if len(distinct) <= most:
        wanted = distinct[:-1]
    else:
        shares = np.arange(1, most) / most
        wanted = np.unique(np.quantile(values, shares, method="inverted_cdf"))
        wanted = wanted[wanted < values[-1]]
    ends = np.searchsorted(values, wanted, side="right")
    kept: list[float] = []
    begun = 0
    for edge, end in zip(wanted.tolist(), ends.tolist(), strict=True):
        if end - begun >= least:
            kept.append(edge)
            begun = end
    if kept and len(values) - begun < least:
        kept.pop()
    return np.array(kept)
