"""Grades: cuts of the score at which realised default rises from each grade to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.likelihood import class_probabilities, sigmoid
from tallystick_node.credit.scale import SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.study import Study
    from tallystick_node.credit.validation import FoldScores

    Floats = NDArray[np.float64]

__all__ = ["bands_of", "grades_of"]

NAMES = "ABCDEFG"
# Shares of applicants, best first: fine where most of the lending is, and at the dangerous end.
SHARES = (0.15, 0.18, 0.18, 0.17, 0.14, 0.10, 0.08)
ROWS_MIN, BAD_MIN = 30, 2
BANDS = 10


def bands_of(scores: NDArray[np.int64]) -> dict[str, list[int]]:
    """Return ten bands of the score that held equal parts of the learning, lowest first.

    Args:
        scores: The scores of the rows learned from, shape (rows,).

    Returns:
        `edges`: the upper edge of each band but the last; `rows`: the rows in each band.
    """
    edges = np.unique(np.quantile(scores, np.arange(1, BANDS) / BANDS, method="lower"))
    place = np.searchsorted(edges, scores, side="left")
    counts = np.bincount(place, minlength=len(edges) + 1)
    return {"edges": edges.tolist(), "rows": counts.tolist()}


def grades_of(
    scores: NDArray[np.int64],
    bad: NDArray[np.bool_],
    judged: list[FoldScores],
    thresholds: list[float],
    study: Study,
) -> list[dict[str, Any]]:
    """Return the grades of a card.

    Two neighbours whose realised default in the validation does not rise, or with too few loans to
    tell, become one.

    Args:
        scores: The scores of the rows learned from, shape (rows,).
        bad: Which rows defaulted, shape (rows,).
        judged: The folds with the rows that they judged.
        thresholds: The card's thresholds.
        study: The rows that were learned from.

    Returns:
        One object a grade, best first.
    """
    tails = np.cumsum(SHARES)[:-1]
    cuts = np.unique(np.quantile(scores, 1 - tails, method="higher"))[::-1]
    chance = np.concatenate([fold.p_default for fold in judged])
    outcome = np.concatenate([fold.bad for fold in judged])
    limits = sigmoid(thresholds[study.default_class - 1] - cuts / SCALE.factor)
    kept = _monotone(cuts.tolist(), limits.tolist(), chance, outcome)
    grades = []
    for place, name in zip(range(len(kept) + 1), NAMES, strict=False):
        low = kept[place] if place < len(kept) else None
        high = kept[place - 1] if place else None
        inside = np.ones(len(scores), np.bool_)
        if low is not None:
            inside &= scores >= low
        if high is not None:
            inside &= scores < high
        risk = thresholds[study.default_class - 1] - scores[inside] / SCALE.factor
        grades.append(
            {
                "grade": name,
                "score_min": None if low is None else int(low),
                "rows": int(np.sum(inside)),
                "bad": int(np.sum(bad[inside])),
                "p_classes": _shares(scores[inside], thresholds),
                "p_default": round(float(np.mean(sigmoid(risk))), 6) if np.any(inside) else 1.0,
            }
        )
    return grades


def _shares(scores: NDArray[np.int64], thresholds: list[float]) -> list[float]:
    """Return the mean chance of each class over scores; the worst class for no score at all."""
    if not len(scores):
        return [0.0] * len(thresholds) + [1.0]
    chances = class_probabilities(-scores / SCALE.factor, np.array(thresholds))
    return [round(float(share), 6) for share in np.mean(chances, axis=0)]


def _monotone(
    cuts: list[int], limits: list[float], chance: Floats, outcome: NDArray[np.bool_]
) -> list[int]:
    """Return the cuts that remain when neighbours that do not differ are joined."""
    kept, held = list(cuts), list(limits)
    while kept:
        place = np.searchsorted(np.array(held), chance, side="left")
        rows = np.bincount(place, minlength=len(kept) + 1)
        bads = np.bincount(place, outcome, len(kept) + 1)
        rates = bads / np.maximum(rows, 1)
        wrong = [
            at
            for at in range(len(kept))
            if rates[at + 1] <= rates[at]
            or min(rows[at], rows[at + 1]) < ROWS_MIN
            or bads[at + 1] < BAD_MIN
        ]
        if not wrong:
            break
        del kept[wrong[0]], held[wrong[0]]
    return kept
