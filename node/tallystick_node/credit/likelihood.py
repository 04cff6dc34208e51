"""The likelihood of the proportional-odds model, its slope and its curvature.

Classes 0 (best) to K-1 (worst); P(Y >= k) = s(F + a_k), s the logistic function, F the risk of a
row and a_1 > ... > a_(K-1) the thresholds. With K = 2 it is binary logistic regression. Written in
F, both ends of a class's interval give dL/dF = 1 - s1 - s2, and -d2L/dF2 = s1(1-s1) + s2(1-s2)
(McCullagh 1980).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Curvature", "class_probabilities", "curvature", "sigmoid", "start", "thresholds_at"]

SHARE_MIN = 1e-12
# A threshold moves at most so far at once, and never within this of its neighbour.
STEP_MAX, GAP_MIN = 2.0, 1e-4
STEP_MIN = 1e-10
ROUNDS_MAX = 50


@dataclass(frozen=True, slots=True)
class Curvature:
    """Slopes and curvatures of the log-likelihood at one point.

    slope, weight: dL/dF and -d2L/dF2 of each row. upper, lower: -d2L/dF da of each row for the two
    thresholds about its class. threshold_slope, threshold_weight: of the thresholds themselves.
    """

    value: float
    slope: NDArray[np.float64]
    weight: NDArray[np.float64]
    upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    threshold_slope: NDArray[np.float64]
    threshold_weight: NDArray[np.float64]


def sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logistic function 1 / (1 + exp(-x)), without overflow.

    Args:
        values: Any finite numbers, of any shape.

    Returns:
        Values between 0 and 1, of the same shape.
    """
    decayed = np.exp(-np.abs(values))
    return np.where(values >= 0, 1 / (1 + decayed), decayed / (1 + decayed))


def start(classes: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """Return the thresholds of the base rates: the maximum when every row has F = 0.

    Args:
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.

    Returns:
        Falling thresholds, shape (count - 1,).
    """
    beyond = np.array([np.mean(classes >= k) for k in range(1, count)])
    beyond = np.clip(beyond, 1e-9, 1 - 1e-9)
    thresholds: NDArray[np.float64] = np.log(beyond / (1 - beyond))
    for k in range(1, len(thresholds)):
        thresholds[k] = min(thresholds[k], thresholds[k - 1] - GAP_MIN)
    return thresholds


def class_probabilities(
    risk: NDArray[np.float64], thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return P(Y = k) of each row.

    Args:
        risk: The risk of each row, on the scale of log-odds, shape (rows,).
        thresholds: The thresholds of the classes, falling, shape (count - 1,).

    Returns:
        Shape (rows, classes); each row sums to one.
    """
    beyond = sigmoid(risk[:, None] + thresholds[None, :])
    ones, zeros = np.ones((len(risk), 1)), np.zeros((len(risk), 1))
    edges = np.hstack([ones, beyond, zeros])
    return edges[:, :-1] - edges[:, 1:]


def curvature(
    risk: NDArray[np.float64], thresholds: NDArray[np.float64], classes: NDArray[np.intp]
) -> Curvature:
    """Return the log-likelihood with everything that a Newton step needs.

    Args:
        risk: The risk of each row, on the scale of log-odds, shape (rows,).
        thresholds: The thresholds of the classes, falling, shape (count - 1,).
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).

    Returns:
        Value, slopes and curvatures.
    """
    count = len(thresholds) + 1
    upper_at = np.concatenate([[np.inf], thresholds])[classes]
    lower_at = np.concatenate([thresholds, [-np.inf]])[classes]
    s1 = np.where(classes > 0, sigmoid(risk + np.where(classes > 0, upper_at, 0)), 1.0)
    s2 = np.where(
        classes < count - 1, sigmoid(risk + np.where(classes < count - 1, lower_at, 0)), 0.0
    )
    share = np.maximum(s1 - s2, SHARE_MIN)
    upper, lower = s1 * (1 - s1), s2 * (1 - s2)
    slope = np.zeros(count - 1)
    weight = np.zeros((count - 1, count - 1))
    for k in range(count - 1):
        above, below = classes == k + 1, classes == k
        slope[k] = np.sum((upper / share)[above]) - np.sum((lower / share)[below])
        first = (upper / share) ** 2 - upper * (1 - 2 * s1) / share
        second = (lower / share) ** 2 + lower * (1 - 2 * s2) / share
        weight[k, k] = np.sum(first[above]) + np.sum(second[below])
        if k + 1 < count - 1:
            between = classes == k + 1
            weight[k, k + 1] = weight[k + 1, k] = -np.sum((upper * lower / share**2)[between])
    return Curvature(
        float(np.sum(np.log(share))), 1 - s1 - s2, upper + lower, upper, lower, slope, weight
    )


def thresholds_at(
    risk: NDArray[np.float64], classes: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """Return the thresholds of highest likelihood for a given risk of each row.

    Args:
        risk: The risk of each row, on the scale of log-odds, shape (rows,).
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.

    Returns:
        Falling thresholds, shape (count - 1,).
    """
    thresholds = start(classes, count)
    best = curvature(risk, thresholds, classes)
    for _ in range(ROUNDS_MAX):
        step = np.linalg.solve(
            best.threshold_weight + 1e-9 * np.eye(count - 1), best.threshold_slope
        )
        moved = _better(risk, classes, thresholds, np.clip(step, -STEP_MAX, STEP_MAX), best.value)
        if moved is None:
            break
        thresholds, best = moved, curvature(risk, moved, classes)
    return thresholds


def _better(
    risk: NDArray[np.float64],
    classes: NDArray[np.intp],
    thresholds: NDArray[np.float64],
    step: NDArray[np.float64],
    value: float,
) -> NDArray[np.float64] | None:
    """Go the step, or half of it as often as it takes to gain; None when nothing is gained."""
    while np.max(np.abs(step)) > STEP_MIN:
        moved = thresholds + step
        rising = np.all(np.diff(moved) < -GAP_MIN / 10)
        if rising and curvature(risk, moved, classes).value >= value:
            return moved
        step = step / 2
    return None
