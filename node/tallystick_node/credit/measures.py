"""How well a score judges: separation, calibration, stability, with their intervals.

AUC by ranks with ties halved, its error by DeLong (1988); KS = max |F_bad - F_good|; calibration
slope by logistic regression of the outcome on the log-odds; PSI = sum (a-e) ln(a/e), shares floored
at 1e-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tallystick_node.credit.likelihood import sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "Interval",
    "auc",
    "auc_interval",
    "brier",
    "calibration",
    "calibration_error",
    "ks",
    "log_odds",
    "psi",
    "ranked_probability_score",
]

SHARE_FLOOR = 1e-4
ODDS_MAX = 1e-9
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its 95 % confidence interval."""

    value: float
    low: float
    high: float


def _ranks(values: Floats) -> Floats:
    """Return ranks from one, ties sharing their middle."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middles: Floats = ends - (counts - 1) / 2
    return middles[inverse]


def auc(bad: NDArray[np.bool_], risk: Floats) -> float:
    """Return the chance that a bad loan has the higher risk, ties counted half.

    Args:
        bad: Which rows defaulted, shape (rows,).
        risk: The risk of each row, on the scale of log-odds, shape (rows,).

    Returns:
        0 to 1; NaN when all rows are bad, or none.
    """
    bads = int(np.sum(bad))
    goods = len(bad) - bads
    if not bads or not goods:
        return float("nan")
    return float((np.sum(_ranks(risk)[bad]) - bads * (bads + 1) / 2) / (bads * goods))


def auc_interval(bad: NDArray[np.bool_], risk: Floats) -> Interval:
    """Return the AUC with its 95 % interval, by DeLong's variance of placements (1988).

    Args:
        bad: Which rows defaulted, shape (rows,).
        risk: The risk of each row, on the scale of log-odds, shape (rows,).

    Returns:
        The interval; 0 to 1 when fewer than two rows are bad, or good.
    """
    value = auc(bad, risk)
    bads = int(np.sum(bad))
    goods = len(bad) - bads
    if bads < 2 or goods < 2:
        return Interval(value, 0.0, 1.0)
    everyone = _ranks(risk)
    of_bad = (everyone[bad] - _ranks(risk[bad])) / goods
    of_good = 1 - (everyone[~bad] - _ranks(risk[~bad])) / bads
    error = np.sqrt(np.var(of_bad, ddof=1) / bads + np.var(of_good, ddof=1) / goods)
    reach = NORMAL_95 * float(error)
    return Interval(value, max(0.0, value - reach), min(1.0, value + reach))


def ks(bad: NDArray[np.bool_], risk: Floats) -> float:
    """Return the largest distance between the two distributions of risk (Kolmogorov-Smirnov).

    Args:
        bad: Which rows defaulted, shape (rows,).
        risk: The risk of each row, on the scale of log-odds, shape (rows,).

    Returns:
        0 to 1; NaN when all rows are bad, or none.
    """
    order = np.argsort(risk, kind="stable")
    bads, total = int(np.sum(bad)), len(bad)
    if not bads or bads == total:
        return float("nan")
    ordered = bad[order]
    last = np.append(np.diff(risk[order]) > 0, True)
    of_bad, of_good = np.cumsum(ordered) / bads, np.cumsum(~ordered) / (total - bads)
    return float(np.max(np.abs(of_bad - of_good)[last]))


def brier(bad: NDArray[np.bool_], chance: Floats) -> float:
    """Return the mean squared error of the predicted chance (Brier 1950).

    Args:
        bad: Which rows defaulted, shape (rows,).
        chance: The predicted chance of default of each row, shape (rows,).

    Returns:
        0 (perfect) to 1.
    """
    return float(np.mean((chance - bad) ** 2))


def log_odds(chance: Floats) -> Floats:
    """Return ln(p / (1 - p)), the ends kept finite.

    Args:
        chance: Chances between 0 and 1, of any shape.

    Returns:
        Log-odds, of the same shape.
    """
    held = np.clip(chance, ODDS_MAX, 1 - ODDS_MAX)
    odds: Floats = np.log(held / (1 - held))
    return odds


def calibration(bad: NDArray[np.bool_], odds: Floats) -> tuple[float, float]:
    """Return intercept and slope of the logistic regression of the outcome on log-odds.

    (0, 1) is perfect; a slope under one shows that the predictions are too spread.

    Args:
        bad: Which rows defaulted, shape (rows,).
        odds: The predicted log-odds of each row, shape (rows,).

    Returns:
        Intercept and slope; (0, 0) when the odds do not vary, or one outcome is absent.
    """
    if not 0 < np.sum(bad) < len(bad) or np.ptp(odds) < ODDS_MAX:
        return 0.0, 0.0
    design = np.column_stack([np.ones(len(odds)), odds])
    coefficients = np.zeros(2)
    for _ in range(50):
        expected = sigmoid(design @ coefficients)
        weight = np.maximum(expected * (1 - expected), 1e-12)
        step = np.linalg.solve((design.T * weight) @ design, design.T @ (bad - expected))
        size = float(np.max(np.abs(step)))
        coefficients = coefficients + step * min(1.0, 2.0 / max(size, 1e-12))
        if size < 1e-10:
            break
    return float(coefficients[0]), float(coefficients[1])


def calibration_error(bad: NDArray[np.bool_], chance: Floats, parts: int = 10) -> float:
    """Return the mean distance of predicted from realised over equal parts of the score (ECE).

    Args:
        bad: Which rows defaulted, shape (rows,).
        chance: The predicted chance of default of each row, shape (rows,).
        parts: Into how many parts the rows are cut by their chance.

    Returns:
        0 (perfect) to 1, weighted by rows.
    """
    order = np.argsort(chance, kind="stable")
    total = 0.0
    for rows in np.array_split(order, parts):
        if len(rows):
            total += len(rows) * abs(float(np.mean(chance[rows]) - np.mean(bad[rows])))
    return total / len(bad)


def ranked_probability_score(classes: NDArray[np.intp], chances: Floats) -> float:
    """Return the mean over rows of the sum of squared errors of P(Y >= k), k = 1 ... K-1.

    Args:
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        chances: The predicted chance of each class, shape (rows, classes).

    Returns:
        0 (perfect) to K-1.
    """
    beyond = 1 - np.cumsum(chances, axis=1)[:, :-1]
    truth = classes[:, None] >= np.arange(1, chances.shape[1])[None, :]
    return float(np.mean(np.sum((beyond - truth) ** 2, axis=1)))


def psi(expected: Floats, actual: Floats) -> float:
    """Return the population stability index: sum (a - e) ln(a / e), shares floored at 1e-4.

    Args:
        expected: Counts of each bin at learning.
        actual: Counts of the same bins now.

    Returns:
        At least 0; NaN when either side has no rows.
    """
    if not np.sum(expected) or not np.sum(actual):
        return float("nan")
    before = np.maximum(expected / np.sum(expected), SHARE_FLOOR)
    after = np.maximum(actual / np.sum(actual), SHARE_FLOOR)
    return float(np.sum((after - before) * np.log(after / before)))
