"""Partial proportional odds: where a variable weighs differently at another cut of the classes.

The chance of default keeps the one score. At the other cuts (late but paid, charged off early) a
few variables get points of their own on top, when Brant's test rejects one weight for all cuts
beyond doubt and the extra points predict the classes better on loans outside the learning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.likelihood import sigmoid, thresholds_at
from tallystick_node.credit.measures import ranked_probability_score
from tallystick_node.credit.scale import SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.freezing import Frozen
    from tallystick_node.credit.proportional_hazards import Brant
    from tallystick_node.credit.study import Study

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["chances_of", "partial_tables"]

VARIABLES_MAX = 4
P_VALUE_MAX = 0.001
RIDGE = 10.0
Tables = list[dict[str, Any]]


def partial_tables(
    frozen: Frozen, bins: dict[str, Ints], study: Study, test: Brant, apart: NDArray[np.intp]
) -> tuple[Tables, list[float]]:
    """Return points by cut and variable, and the thresholds that go with them; or none.

    Points are added to the score before the chance of that cut is taken.

    Args:
        frozen: The card's tables and the rows' scores.
        bins: The bin of each row, by variable.
        study: The rows that were learned from.
        test: Brant's test.
        apart: Rows that decide whether the points learned from the others are worth having.

    Returns:
        The tables and the thresholds; without tables the card's own thresholds.
    """
    names = [variable["name"] for variable in frozen.variables]
    order = np.argsort(-test.statistics, kind="stable")
    chosen = [at for at in order if test.p_values[at] < P_VALUE_MAX][:VARIABLES_MAX]
    if not chosen:
        return [], frozen.thresholds
    evidence = {names[at]: -np.array(frozen.variables[at]["woe"]) for at in chosen}
    rest = np.setdiff1d(np.arange(len(frozen.scores)), apart)
    tried, held = _tables(frozen.scores[rest], _rows(bins, rest), evidence, study, rest)
    plain = thresholds_at(-frozen.scores[rest] / SCALE.factor, study.classes[rest], study.count)
    nothing: Tables = []
    judged = (frozen.scores[apart], _rows(bins, apart), study, apart)
    without = _error((nothing, plain.tolist()), *judged)
    if not tried or _error((tried, held), *judged) >= without:
        return [], frozen.thresholds
    everyone = np.arange(len(frozen.scores))
    tables, thresholds = _tables(frozen.scores, bins, evidence, study, everyone)
    return (tables, thresholds) if tables else ([], frozen.thresholds)


def chances_of(beyond: Floats, default_class: int) -> Floats:
    """Return the chances of the classes; where two cuts cross, the default's holds.

    Args:
        beyond: P(Y >= k), k = 1 ... K-1, shape (rows, K - 1).
        default_class: The first class that is a default.

    Returns:
        P(Y = k), shape (rows, K).
    """
    kept = beyond.copy()
    for k in range(default_class - 2, -1, -1):
        kept[:, k] = np.maximum(kept[:, k], kept[:, k + 1])
    for k in range(default_class, kept.shape[1]):
        kept[:, k] = np.minimum(kept[:, k], kept[:, k - 1])
    edges = np.hstack([np.ones((len(kept), 1)), kept, np.zeros((len(kept), 1))])
    return edges[:, :-1] - edges[:, 1:]


def _rows(bins: dict[str, Ints], rows: NDArray[np.intp]) -> dict[str, Ints]:
    return {name: column[rows] for name, column in bins.items()}


def _tables(
    scores: NDArray[np.int64],
    bins: dict[str, Ints],
    evidence: dict[str, Floats],
    study: Study,
    rows: NDArray[np.intp],
) -> tuple[Tables, list[float]]:
    classes = study.classes[rows]
    tables: Tables = []
    held = thresholds_at(-scores / SCALE.factor, classes, study.count).tolist()
    columns = np.column_stack([own[bins[name]] for name, own in evidence.items()])
    for k in range(1, study.count):
        if k == study.default_class:
            continue
        weights = _weights(columns, held[k - 1] - scores / SCALE.factor, classes >= k)
        total = scores.astype(np.float64)
        for (name, own), weight in zip(evidence.items(), weights.tolist(), strict=True):
            points = np.rint(-SCALE.factor * weight * own).astype(np.int64)
            if np.any(points):
                tables.append({"cut": k, "variable": name, "points": points.tolist()})
                total += points[bins[name]]
        outcome = (classes >= k).astype(np.intp)
        held[k - 1] = float(thresholds_at(-total / SCALE.factor, outcome, 2)[0])
    held = [round(threshold, 9) for threshold in held]
    return (tables, held) if held == sorted(held, reverse=True) else ([], held)


def _error(
    model: tuple[Tables, list[float]],
    scores: NDArray[np.int64],
    bins: dict[str, Ints],
    study: Study,
    rows: NDArray[np.intp],
) -> float:
    tables, thresholds = model
    columns = []
    for k, threshold in enumerate(thresholds, 1):
        total = scores.astype(np.float64)
        for table in tables:
            if table["cut"] == k:
                total += np.array(table["points"])[bins[table["variable"]]]
        columns.append(sigmoid(threshold - total / SCALE.factor))
    chances = chances_of(np.column_stack(columns), study.default_class)
    return ranked_probability_score(study.classes[rows], chances)


def _weights(evidence: Floats, risk: Floats, outcome: NDArray[np.bool_]) -> Floats:
    """Return the extra weight of each variable in the binary regression beside the score."""
    design = np.column_stack([np.ones(len(risk)), evidence])
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = sigmoid(risk + design @ weights)
        weight = np.maximum(chance * (1 - chance), 1e-12)
        slope = design.T @ (outcome - chance) - penalty @ weights
        step = np.linalg.solve((design.T * weight) @ design + penalty, slope)
        weights = weights + step * min(1.0, 5.0 / max(float(np.max(np.abs(step))), 1e-12))
        if np.max(np.abs(step)) < 1e-9:
            break
    return weights[1:]
