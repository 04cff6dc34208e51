"""Columns and rows that make a card look better than it is: what is told beside its validation.

Nobody can tell from numbers alone what was known when a loan was made. So a suspect is named, and
whoever trains decides; only what separates beyond all experience is left out by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.table import Table

__all__ = ["groups_of", "impure", "suspicion", "twins_warning"]

AFTERWARDS = re.compile(
    r"recover|collection|charge_?d?_?off|write_?off|late_?fee|penalt|total_p(?:ymnt|aid|ayment)"
    r"|total_rec|last_p(?:ymnt|ay)|next_p(?:ymnt|ay)|out_?prncp|outstanding|settle|hardship"
    r"|observed|amount_?paid|paid_?(?:amount|back|off)|prepa(?:id|y)|days_past_due|(?:^|_)dpd(?:_|$)"
    r"|arrears|overdue|loss(?:es)?(?:_|$)|loan_status"
)
OPINION = re.compile(
    r"(?:^|_)int(?:erest)?_?rate|(?:^|_)rate$|^apr$|grade|(?:^|_)rating$|risk_?(?:class|band|level)"
    r"|(?:^|_)tier$|expected_(?:loss|return)"
)
# A column that alone separates so well would be the best that ever was.
AUC_TOLD = 0.75
ROWS_PURE, RATE_PURE, RATE_BASE_MAX = 30, 0.95, 0.5
TWINS_TOLD = 0.05
# With few different values rows are alike by nature.
DISTINCT_MIN, DISTINCT_LEAST = 0.2, 50


def suspicion(name: str, alone: float) -> str | None:
    """Return why a column may be a leak.

    Args:
        name: The column's name.
        alone: The AUC that it gives by itself.

    Returns:
        A sentence, None when nothing speaks for it.
    """
    word = name.lower().replace(" ", "_").replace("-", "_").replace(".", "_")
    if AFTERWARDS.search(word):
        return f"{name}: by its name known only after the loan was made; --exclude leaves it out"
    if OPINION.search(word):
        return f"{name}: by its name what a platform itself thought; --exclude leaves it out"
    if alone > AUC_TOLD:
        return (
            f"{name}: alone it gives an AUC of {alone:.3f}; was it known when the loan was made?"
            " --exclude leaves it out"
        )
    return None


def impure(bins: NDArray[np.int32], bad: NDArray[np.bool_]) -> str | None:
    """Return why the bins of a column could only be known afterwards.

    Args:
        bins: The bin of each row, shape (rows,).
        bad: Which rows defaulted, shape (rows,).

    Returns:
        A reason when nearly all rows of one bin defaulted while most others did not; else None.
    """
    if float(np.mean(bad)) > RATE_BASE_MAX:
        return None
    rows, bads = np.bincount(bins), np.bincount(bins, bad)
    pure = (rows >= ROWS_PURE) & (bads >= RATE_PURE * rows)
    if not np.any(pure):
        return None
    worst = int(np.argmax(np.where(pure, rows, 0)))
    return (
        f"of {rows[worst]} loans with one value {int(bads[worst])} defaulted: known only"
        " afterwards? (--force keeps it)"
    )


def groups_of(features: Table, classes: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """Return which rows are one loan several times over.

    Args:
        features: The features, rows in an order in which equal rows are neighbours.
        classes: The class of each row, shape (rows,).

    Returns:
        A number for each row, the same for equal rows; None when rows are hardly repeated, or are
        alike by nature because the columns take few values.
    """
    new = np.ones(features.rows, np.bool_)
    new[1:] = classes[1:] != classes[:-1]
    distinct = 1
    for column in features.columns.values():
        values = column.codes if len(column.codes) else np.nan_to_num(column.values, nan=-1e300)
        new[1:] |= values[1:] != values[:-1]
        distinct = max(distinct, len(np.unique(values)))
    groups = np.cumsum(new) - 1
    different = int(groups[-1]) + 1
    few = features.rows - different < TWINS_TOLD * features.rows
    if few or distinct < max(DISTINCT_MIN * different, DISTINCT_LEAST):
        return None
    return groups.astype(np.intp)


def twins_warning(features: Table, classes: NDArray[np.intp]) -> str | None:
    """Return what to say of repeated rows.

    Args:
        features: The features, rows in an order in which equal rows are neighbours.
        classes: The class of each row, shape (rows,).

    Returns:
        A sentence, None when rows are hardly repeated.
    """
    groups = groups_of(features, classes)
    if groups is None:
        return None
    different = int(groups[-1]) + 1
    return (
        f"{features.rows} rows are {different} different ones: equal rows are kept on one"
        " side of each validation, and count as often as they stand there"
    )
