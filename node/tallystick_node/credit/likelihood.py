"""The likelihood of the proportional-odds model, its slope and its curvature.

Classes 0 (best) to K-1 (worst); P(Y >= k) = s(F + a_k), s the logistic function, F the risk of a
row and a_1 > ... > a_(K-1) the thresholds. With K = 2 it is binary logistic regression. Written in
F, both ends of a class's interval give dL/dF = 1 - s1 - s2, and -d2L/dF2 = s1(1-s1) + s2(1-s2)
(McCullagh 1980).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Curvature",
    "class_probabilities",
    "curvature",
    "sigmoid",
    "solved",
    "start",
    "thresholds_at",
]

SHARE_MIN = 1e-12
# A threshold moves at most so far at once, and never within this of its neighbour.
STEP_MAX, GAP_MIN = 2.0, 1e-4
STEP_MIN = 1e-10
LIFT, LIFTS_MAX = 1e-12, 8
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
    # In logarithms: far out both ends of a class are 0 or 1 to the last digit, and a difference of
    # them is nothing, while s1 - s2 = s1 (1 - s2) (1 - exp(-(upper - lower))) stays what it is.
    with np.errstate(invalid="ignore"):
        gap = np.where(np.isfinite(upper_at) & np.isfinite(lower_at), upper_at - lower_at, np.inf)
    log_gap = np.log(-np.expm1(-np.maximum(gap, SHARE_MIN)))
    log_s1, log_not_s1 = _log_sigmoid(risk + upper_at), _log_sigmoid(-risk - upper_at)
    log_s2, log_not_s2 = _log_sigmoid(risk + lower_at), _log_sigmoid(-risk - lower_at)
    upper_ratio = np.exp(log_not_s1 - log_not_s2 - log_gap)
    lower_ratio = np.exp(log_s2 - log_s1 - log_gap)
    s1, s2 = np.exp(log_s1), np.exp(log_s2)
    upper, lower = s1 * np.exp(log_not_s1), s2 * np.exp(log_not_s2)
    first = upper_ratio**2 - upper_ratio * (1 - 2 * s1)
    second = lower_ratio**2 + lower_ratio * (1 - 2 * s2)
    slope = np.zeros(count - 1)
    weight = np.zeros((count - 1, count - 1))
    for k in range(count - 1):
        above, below = classes == k + 1, classes == k
        slope[k] = np.sum(upper_ratio[above]) - np.sum(lower_ratio[below])
        weight[k, k] = np.sum(first[above]) + np.sum(second[below])
        if k + 1 < count - 1:
            between = classes == k + 1
            cross = -np.sum((upper_ratio * lower_ratio)[between])
            weight[k, k + 1] = weight[k + 1, k] = cross
    value = float(np.sum(log_s1 + log_not_s2 + log_gap))
    return Curvature(value, 1 - s1 - s2, upper + lower, upper, lower, slope, weight)


def _log_sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ln(1 / (1 + exp(-x))): 0 at infinity, -infinity at minus infinity."""
    return -np.logaddexp(0, -values)


def solved(matrix: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve for a Newton step; where rounding has left the matrix not positive, it is lifted.

    Args:
        matrix: Information, symmetric, shape (n, n).
        right: The slopes, shape (n,).

    Returns:
        The step; with a lifted matrix a shorter one that still rises.

    Raises:
        CreditError: CREDIT:FIT when the information is not finite.
    """
    if not (np.all(np.isfinite(matrix)) and np.all(np.isfinite(right))):
        raise CreditError("CREDIT:FIT", "the data fit no card: the likelihood has no curvature")
    lift = LIFT * max(1.0, float(np.max(np.abs(np.diag(matrix)), initial=0)))
    for power in range(LIFTS_MAX):
        lifted = matrix + lift * 100.0**power * np.eye(len(right)) if power else matrix
        with warnings.catch_warnings():
            warnings.simplefilter("error", linalg.LinAlgWarning)
            try:
                return np.asarray(linalg.solve(lifted, right, assume_a="pos"), np.float64)
            except (linalg.LinAlgError, linalg.LinAlgWarning):
                continue
    raise CreditError("CREDIT:FIT", "the data fit no card: a step cannot be solved for")


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
        step = solved(best.threshold_weight, best.threshold_slope)
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
