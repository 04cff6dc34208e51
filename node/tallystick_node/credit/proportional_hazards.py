"""The regression report: coefficients, odds ratios, errors, and whether odds are proportional.

The ordered logistic regression of the classes on the weight of evidence of each variable, without
penalty: a coefficient of 1 means that a variable's own evidence holds in full beside the others.
The test of proportional odds is Brant's (1990, Biometrics 46): one binary regression for each cut
of the classes, and whether their coefficients agree, for each variable and for all together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import linalg, stats

from tallystick_node.credit.likelihood import sigmoid
from tallystick_node.credit.measures import NORMAL_95
from tallystick_node.credit.regression import Block, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tallystick_node.credit.freezing import Frozen
    from tallystick_node.credit.study import Study

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["Brant", "brant", "coefficient_table", "regression_report"]

# Enough to keep two variables that say the same from breaking the arithmetic, too little to see.
RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Brant:
    """Chi-squared statistics and their p-values: of each variable, then of all together."""

    statistics: Floats
    p_values: Floats
    overall: float
    overall_p: float
    freedom: int
    coefficients: Floats


def regression_report(
    frozen: Frozen, bins: dict[str, Ints], study: Study
) -> tuple[dict[str, Any], Brant | None]:
    """Return the report on a card's variables, and the test if there are more than two classes.

    Args:
        frozen: The card's tables.
        bins: The bin of each row, by variable.
        study: The rows that were learned from.

    Returns:
        The report, rounded to six digits, and Brant's test or None.
    """
    names = [variable["name"] for variable in frozen.variables]
    evidence = np.column_stack(
        [-np.array(variable["woe"])[bins[variable["name"]]] for variable in frozen.variables]
    )
    report, test = coefficient_table(names, evidence, study.classes, study.count)
    return _rounded(report), test


def coefficient_table(
    names: list[str], evidence: Floats, classes: NDArray[np.intp], count: int
) -> tuple[dict[str, Any], Brant | None]:
    """Return the report of the ordered regression, and the test for more than two classes.

    Odds ratios are for one standard deviation of a variable's evidence; p-values are two-sided
    (Wald).

    Args:
        names: The names of the variables.
        evidence: Shape (rows, variables), risk rising with it.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.

    Returns:
        The report, and Brant's test or None.
    """
    spread = np.std(evidence, axis=0)
    coefficients, errors, thresholds, value = _ordered(evidence, classes, count)
    test = brant(evidence, classes, count) if count > 2 else None
    rows = []
    for place, name in enumerate(names):
        own, error = float(coefficients[place]), float(errors[place])
        z = own / error if error else 0.0
        reach = NORMAL_95 * error
        row = {
            "variable": name,
            "coefficient": own,
            "standard_error": error,
            "z": z,
            "p_value": float(2 * stats.norm.sf(abs(z))),
            "odds_ratio": float(np.exp(own * spread[place])),
            "odds_ratio_low": float(np.exp((own - reach) * spread[place])),
            "odds_ratio_high": float(np.exp((own + reach) * spread[place])),
        }
        if test is not None:
            row["proportional_chi2"] = float(test.statistics[place])
            row["proportional_p"] = float(test.p_values[place])
            row["coefficients_by_cut"] = test.coefficients[:, place].tolist()
        rows.append(row)
    report: dict[str, Any] = {
        "variables": rows,
        "thresholds": thresholds.tolist(),
        "log_likelihood": value,
        "rows": len(classes),
    }
    if test is not None:
        report["proportional_odds"] = {
            "chi2": test.overall, "freedom": test.freedom, "p_value": test.overall_p
        }  # fmt: skip
    return report, test


def brant(evidence: Floats, classes: NDArray[np.intp], count: int) -> Brant:
    """Return Brant's test that each variable's coefficient is the same at every cut (1990).

    Args:
        evidence: Shape (rows, variables), risk rising with it.
        classes: The class of each row, 0 (best) to count - 1 (worst), shape (rows,).
        count: How many classes there are, at least 2.

    Returns:
        The statistics and p-values.
    """
    rows, width = evidence.shape
    design = np.column_stack([np.ones(rows), evidence])
    chances, coefficients, inverses = [], [], []
    for k in range(1, count):
        fitted = _binary(design, classes >= k)
        chance = sigmoid(design @ fitted)
        inverses.append(_inverse((design.T * (chance * (1 - chance))) @ design))
        chances.append(chance)
        coefficients.append(fitted[1:])
    cuts = count - 1
    variance = np.zeros((cuts * width, cuts * width))
    for cut in range(cuts):
        for other in range(cut, cuts):
            joint = chances[other] * (1 - chances[cut])
            part = inverses[cut] @ ((design.T * joint) @ design) @ inverses[other]
            own, place = (
                slice(cut * width, (cut + 1) * width),
                slice(other * width, (other + 1) * width),
            )
            variance[own, place] = part[1:, 1:]
            variance[place, own] = part[1:, 1:].T
    stacked = np.array(coefficients)
    contrast = np.hstack([-np.ones((cuts - 1, 1)), np.eye(cuts - 1)])
    statistics = np.array(
        [_wald(contrast, stacked[:, at], variance[at::width, at::width]) for at in range(width)]
    )
    whole = np.kron(contrast, np.eye(width)).astype(np.float64)
    overall = _wald(whole, stacked.ravel(), variance)
    freedom = (cuts - 1) * width
    return Brant(
        statistics, stats.chi2.sf(statistics, cuts - 1), overall,
        float(stats.chi2.sf(overall, freedom)), freedom, stacked,
    )  # fmt: skip


def _ordered(
    evidence: Floats, classes: NDArray[np.intp], count: int
) -> tuple[Floats, Floats, Floats, float]:
    """Return (coefficients, standard errors, thresholds, log-likelihood)."""
    blocks = []
    for column in evidence.T:
        values, bins = np.unique(column, return_inverse=True)
        bound = np.zeros(1, np.bool_)
        blocks.append(Block(bins.astype(np.int32), values[:, None], np.array([[RIDGE]]), bound))
    fitted = fit(blocks, classes, count)
    errors = np.sqrt(np.maximum(np.diag(_inverse(fitted.information)), 0))
    own = np.array([block[0] for block in fitted.coefficients])
    return own, errors[: len(own)], fitted.thresholds, fitted.log_likelihood


def _binary(design: Floats, outcome: NDArray[np.bool_]) -> Floats:
    """Return the coefficients of a binary logistic regression."""
    coefficients = np.zeros(design.shape[1])
    share = float(np.clip(np.mean(outcome), 1e-6, 1 - 1e-6))
    coefficients[0] = np.log(share / (1 - share))
    for _ in range(30):
        chance = sigmoid(design @ coefficients)
        weight = np.maximum(chance * (1 - chance), 1e-12)
        matrix = (design.T * weight) @ design + RIDGE * np.eye(len(coefficients))
        step = linalg.solve(matrix, design.T @ (outcome - chance), assume_a="pos")
        coefficients = coefficients + step * min(1.0, 5.0 / max(float(np.max(np.abs(step))), 1e-12))
        if np.max(np.abs(step)) < 1e-9:
            break
    return coefficients


def _inverse(matrix: Floats) -> Floats:
    inverse: Floats = linalg.pinvh(matrix)
    return inverse


def _wald(contrast: Floats, values: Floats, variance: Floats) -> float:
    differences = contrast @ values
    return float(differences @ _inverse(contrast @ variance @ contrast.T) @ differences)


def _rounded(figures: Any) -> Any:
    """Return the same with every number at six digits after the point."""
    if isinstance(figures, float):
        return round(figures, 6)
    if isinstance(figures, dict):
        return {key: _rounded(value) for key, value in figures.items()}
    return [_rounded(value) for value in figures] if isinstance(figures, list) else figures
