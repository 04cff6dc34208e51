"""Columns of zeros and ones that were one category once, read back as that category.

`educ.2, educ.3, educ.4` of which never two are set state one thing: which education. Columns belong
together when they share the part of the name before the last dot, underscore, colon or equals
sign, hold only 0 and 1, and no row has two of them set. Numbers after that mark give an order.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.binning import Binned
from tallystick_node.credit.table import Column, Kind
from tallystick_node.credit.variable import Marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["bin_marks", "gathered", "marked_column"]

NAME = re.compile(r"(.+)[._:=]([^._:=]+)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
COLUMNS_MIN, COLUMNS_MAX = 2, 100


def gathered(columns: dict[str, Column]) -> tuple[dict[str, Column], dict[str, Marks]]:
    """Return the columns with every such group replaced by one.

    Args:
        columns: The columns by name.

    Returns:
        The columns by name, sorted, and the groups by their name.
    """
    families: dict[str, list[str]] = {}
    for name, column in columns.items():
        match = NAME.fullmatch(name)
        if match is not None and _is_mark(column):
            families.setdefault(match[1], []).append(name)
    kept, marks = dict(columns), dict[str, Marks]()
    for family, names in families.items():
        if not COLUMNS_MIN <= len(names) <= COLUMNS_MAX or f"{family}.*" in columns:
            continue
        total = np.sum([np.nan_to_num(columns[name].values) for name in names], axis=0)
        if np.max(total) > 1:
            continue
        group = Marks(f"{family}.*", tuple(sorted(names, key=_place)))
        marks[group.name] = group
        for name in names:
            del kept[name]
        kept[group.name] = marked_column(group, columns)
    return dict(sorted(kept.items())), marks


def marked_column(marks: Marks, columns: dict[str, Column]) -> Column:
    """Return which column is set, one level more for none, missing where that cannot be known.

    When several are set, the first of them counts.

    Args:
        marks: The group.
        columns: The columns by name.

    Returns:
        A column of categories.
    """
    rows = len(columns[marks.columns[0]])
    codes = np.full(rows, len(marks.columns), np.int32)
    unknown = np.zeros(rows, np.bool_)
    for place in reversed(range(len(marks.columns))):
        values = columns[marks.columns[place]].values
        unknown |= ~np.isfinite(values)
        codes[values == 1] = place
    codes[unknown & (codes == len(marks.columns))] = -1
    return Column(marks.name, Kind.CATEGORY, np.empty(0), codes, (*marks.columns, "none of them"))


def bin_marks(marks: Marks) -> Binned:
    """Return a bin for each column; those with numbers are neighbours in their order.

    Args:
        marks: The group.

    Returns:
        The variable and which neighbouring bins are alike.
    """
    numbered = [_place(name)[0] == 1 for name in marks.columns]
    linked = [earlier and later for earlier, later in pairwise(numbered)]
    return Binned(marks, (False, *linked, False))


def _is_mark(column: Column) -> bool:
    if column.kind is not Kind.NUMBER:
        return False
    values: NDArray[np.float64] = column.values[np.isfinite(column.values)]
    return len(values) > 0 and bool(np.all((values == 0) | (values == 1)))


def _place(name: str) -> tuple[int, float, str]:
    """Return the sorting key of a column: those without a number first."""
    match = NAME.fullmatch(name)
    number = NUMBER.match(match[2]) if match is not None else None
    return (1, float(number[0]), name) if number is not None else (0, 0.0, name)
