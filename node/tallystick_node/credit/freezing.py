"""From effects to whole points: the step after which the card is the model.

Effects are multiplied by the calibration and by minus the scale's factor, rounded half to even, and
shifted so that the worst bin of each variable has 0 points. The thresholds are then fitted anew to
the whole points, so that rounding leaves no bias behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.likelihood import thresholds_at
from tallystick_node.credit.scale import SCALE
from tallystick_node.credit.variable import Categories, Marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.binning import Binned
    from tallystick_node.credit.learning import Learned
    from tallystick_node.credit.study import Study

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Frozen", "freeze"]

DIRECTIONS = {True: "risk rises", False: "risk falls", None: "free"}
WOE_ROWS = 20.0


@dataclass(frozen=True, slots=True)
class Frozen:
    """The tables of a card as documents, the base, the thresholds, the scores of the rows."""

    variables: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    base: int
    thresholds: list[float]
    scores: NDArray[np.int64]


def freeze(
    learned: Learned, bins: dict[str, Ints], study: Study, slope: float, level: float = 0.0
) -> Frozen:
    """Return effects as whole points.

    Args:
        learned: What was learned.
        bins: The bin of each row, by variable.
        study: The rows that were learned from.
        slope: By how much the effects are to be spread, from validation.
        level: By how much the thresholds will be moved, for the score to state those odds.

    Returns:
        The tables of a card, its base and thresholds, and the rows' scores; points are rounded half
        to even.
    """
    bad = study.bad
    own = [bins[binned.variable.name] for binned in learned.variables]
    used = {place for pair in learned.pairs for place in (pair.first, pair.second)}
    scores = np.zeros(len(bad), np.int64)
    tables: dict[int, dict[str, Any]] = {}
    for place, (binned, rows) in enumerate(zip(learned.variables, own, strict=True)):
        points = _points(learned.fit.effects[place], rows, slope)
        if place in used or np.any(points != points[0]):
            tables[place] = _table(binned, points, rows, bad, learned.directions[place])
            scores += points[rows]
    pairs = []
    for pair, effects in zip(learned.pairs, learned.fit.effects[len(own) :], strict=True):
        cells = learned.cells(pair, own)
        points = _points(effects, cells, slope)
        if np.any(points != points[0]):
            pairs.append(_pair(learned, pair.first, pair.second, points, cells))
            scores += points[cells]
    return _based(list(tables.values()), pairs, scores, study, level)


def _based(
    variables: list[dict[str, Any]],
    pairs: list[dict[str, Any]],
    scores: NDArray[np.int64],
    study: Study,
    level: float,
) -> Frozen:
    """Choose the base so that the score states the odds on the scale, then fit thresholds."""
    factor = SCALE.factor
    thresholds = thresholds_at(-scores / factor, study.classes, study.count)
    base = round(SCALE.offset - factor * (float(thresholds[study.default_class - 1]) + level))
    held = [round(float(threshold) + base / factor, 9) for threshold in thresholds]
    return Frozen(variables, pairs, base, held, scores + base)


def _points(effects: Floats, rows: Ints, slope: float) -> NDArray[np.int64]:
    points = np.rint(-SCALE.factor * slope * effects).astype(np.int64)
    seen = np.bincount(rows, minlength=len(effects)) > 0
    return points - np.min(points[seen])


def _table(
    binned: Binned,
    points: NDArray[np.int64],
    rows: Ints,
    bad: NDArray[np.bool_],
    direction: bool | None,  # noqa: FBT001 - a value of three
) -> dict[str, Any]:
    variable = binned.variable
    counts = np.bincount(rows, minlength=variable.size)
    bads = np.bincount(rows, bad, variable.size).astype(np.int64)
    overall = float(np.mean(bad))
    # The weight of evidence ln(good share / bad share), drawn to 0 by rows at the overall rate.
    rate = (bads + WOE_ROWS * overall) / (counts + WOE_ROWS)
    woe = np.log((1 - rate) / rate) - np.log((1 - overall) / overall)
    document: dict[str, Any] = {
        "name": variable.name,
        "points": points.tolist(),
        "best": int(np.max(points[counts > 0])),
        "direction": DIRECTIONS[direction],
        "rows": counts.tolist(),
        "bad": bads.tolist(),
        "woe": [round(float(value), 4) for value in woe],
    }
    if isinstance(variable, Categories):
        return document | {"kind": "category", "groups": [list(group) for group in variable.groups]}
    if isinstance(variable, Marks):
        return document | {"kind": "marks", "columns": list(variable.columns)}
    kind = "date" if variable.is_date else "number"
    return document | {"kind": kind, "edges": list(variable.edges)}


def _pair(
    learned: Learned, first: int, second: int, points: NDArray[np.int64], cells: Ints
) -> dict[str, Any]:
    first_grouped, second_grouped = learned.grouping[first], learned.grouping[second]
    counts = np.bincount(cells, minlength=len(points))
    return {
        "first": learned.variables[first].variable.name,
        "second": learned.variables[second].variable.name,
        "first_groups": first_grouped.groups.tolist(),
        "second_groups": second_grouped.groups.tolist(),
        "points": points.reshape(first_grouped.size, second_grouped.size).tolist(),
        "rows": counts.reshape(first_grouped.size, second_grouped.size).tolist(),
        "best": int(np.max(points[counts > 0])),
    }
