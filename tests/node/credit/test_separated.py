"""Data that separate completely, far out on the scale, fit a card and are no crash."""

from __future__ import annotations

import numpy as np
import pytest

from tallystick_node.credit.likelihood import class_probabilities, curvature, solved, thresholds_at
from tallystick_node.credit.refusal import CreditError


@pytest.mark.parametrize("scale", [1, 10, 100, 1_000])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_thresholds_are_found_however_far_out_the_risk_lies(scale: int, count: int) -> None:
    chance = np.random.default_rng(scale + count)
    classes = chance.integers(0, count, 3_000).astype(np.intp)
    risk = scale * (classes - count / 2 + chance.normal(0, 0.05, len(classes)))
    thresholds = thresholds_at(risk, classes, count)
    assert np.all(np.isfinite(thresholds))
    assert np.all(np.diff(thresholds) < 0)


@pytest.mark.parametrize("shift", [0.0, 30.0, -30.0, 500.0, -500.0, 2_000.0])
def test_the_curvature_is_that_of_the_likelihood(shift: float) -> None:
    """The information of the thresholds is symmetric and not negative, wherever the rows lie."""
    chance = np.random.default_rng(9)
    classes = chance.integers(0, 4, 500).astype(np.intp)
    risk = chance.normal(shift, 3, 500)
    slopes = curvature(risk, np.array([1.0, 0.999, -2.0]), classes)
    assert np.isfinite(slopes.value)
    assert np.all(np.isfinite(slopes.threshold_weight))
    assert np.min(np.linalg.eigvalsh(slopes.threshold_weight)) > -1e-6


def test_slopes_are_the_differences_of_the_value() -> None:
    chance = np.random.default_rng(4)
    classes = chance.integers(0, 3, 400).astype(np.intp)
    risk, at, step = chance.normal(0, 2, 400), np.array([0.7, -0.9]), 1e-6
    slopes = curvature(risk, at, classes)
    shares = class_probabilities(risk, at)[np.arange(400), classes]
    assert slopes.value == pytest.approx(float(np.sum(np.log(shares))))
    for k in range(2):
        moved = np.zeros(2)
        moved[k] = step
        up, down = curvature(risk, at + moved, classes), curvature(risk, at - moved, classes)
        slope = (up.value - down.value) / (2 * step)
        assert slopes.threshold_slope[k] == pytest.approx(slope, rel=1e-4)
        for other in range(2):
            bent = (up.threshold_slope[other] - down.threshold_slope[other]) / (2 * step)
            assert slopes.threshold_weight[k, other] == pytest.approx(-bent, rel=1e-3, abs=1e-4)


def test_a_matrix_that_rounding_has_spoilt_is_lifted() -> None:
    matrix = np.array([[1.0, 1.0], [1.0, 1.0 - 1e-12]])
    step = solved(matrix, np.array([1.0, 1.0]))
    assert np.all(np.isfinite(step))
    with pytest.raises(CreditError, match="^CREDIT:FIT"):
        solved(np.array([[np.nan]]), np.array([1.0]))
