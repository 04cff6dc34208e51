"""Groups side by side: approval, default, and whether the score means the same in each.

The adverse-impact ratio is a group's approval rate over that of the most approved group of enough
rows; below 0.8 it is reported (the four-fifths rule). Protected attributes are never in a shipped
card; they are read here only to look at what the card does to people.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.measures import auc
from tallystick_node.credit.table import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.table import Column

__all__ = ["ADVERSE_IMPACT_MIN", "fairness", "looks_protected"]

ADVERSE_IMPACT_MIN = 0.8
GROUPS_MAX, ROWS_MIN = 20, 30
PROTECTED = re.compile(
    r"(?:^|[^a-z])(?:age|sex|gender|race|racial|ethnic\w*|religion|marital|marriage|nationality"
    r"|foreign\w*|citizen\w*|pregnan\w*|disab\w*|personal_status|depen|dependents)(?:$|[^a-z])"
)


def looks_protected(name: str) -> bool:
    """Return whether a column's name suggests that it holds a protected attribute.

    Args:
        name: The column's name.

    Returns:
        True for names such as `age` or `marital_status`.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return PROTECTED.search(spaced.lower()) is not None


def fairness(
    column: Column,
    approved: NDArray[np.bool_],
    bad: NDArray[np.bool_] | None,
    chance: NDArray[np.float64],
) -> dict[str, Any]:
    """Return the groups of a column with approval, default, calibration, AUC and impact ratio.

    Args:
        column: The column of groups; numbers are cut into at most five parts.
        approved: Which rows are approved, shape (rows,).
        bad: Which rows defaulted; None when that is not known.
        chance: The predicted chance of default of each row, shape (rows,).

    Returns:
        The column's name and one object a group.
    """
    names, places = _groups(column)
    groups = []
    for at, name in enumerate(names):
        rows = places == at
        count = int(np.sum(rows))
        if not count:
            continue
        group: dict[str, Any] = {
            "group": name,
            "rows": count,
            "approved": round(float(np.mean(approved[rows])), 4),
            "expected": round(float(np.mean(chance[rows])), 4),
        }
        if bad is not None:
            group["observed"] = round(float(np.mean(bad[rows])), 4)
            own = auc(bad[rows], chance[rows])
            group["auc"] = round(own, 4) if np.isfinite(own) else None
        groups.append(group)
    best = max((group["approved"] for group in groups if group["rows"] >= ROWS_MIN), default=0.0)
    for group in groups:
        ratio = group["approved"] / best if best else 1.0
        group["impact_ratio"] = round(ratio, 4)
        group["alarm"] = ratio < ADVERSE_IMPACT_MIN and group["rows"] >= ROWS_MIN
    return {"column": column.name, "groups": groups}


def _groups(column: Column) -> tuple[list[str], NDArray[np.intp]]:
    """Return the names of the groups and the group of each row; numbers in at most five parts."""
    if column.kind is Kind.CATEGORY and len(column.levels) <= GROUPS_MAX:
        return [*column.levels, "missing"], np.where(
            column.codes < 0, len(column.levels), column.codes
        ).astype(np.intp)
    values = column.values if column.kind is not Kind.CATEGORY else column.codes.astype(np.float64)
    distinct = np.unique(values[np.isfinite(values)])
    if len(distinct) <= 5:
        places = np.searchsorted(distinct, values)
        names = [f"{value:g}" for value in distinct]
    else:
        edges = np.unique(np.quantile(values[np.isfinite(values)], [0.2, 0.4, 0.6, 0.8]))
        places = np.searchsorted(edges, values, side="left")
        names = [f"up to {edge:g}" for edge in edges] + [f"over {edges[-1]:g}"]
    return [*names, "missing"], np.where(np.isfinite(values), places, len(names)).astype(np.intp)
