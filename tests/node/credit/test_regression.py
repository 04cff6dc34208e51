"""The fit against slopes by differences and an optimiser that knows nothing of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tallystick_node.credit.likelihood import class_probabilities, curvature, start, thresholds_at
from tallystick_node.credit.regression import Block, fit


def drawn(rows: int, count: int, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    chance = np.random.default_rng(seed)
    bins = [chance.integers(0, size, rows).astype(np.int32) for size in (4, 3)]
    risk = np.array([-0.8, 0.0, 0.3, 0.9])[bins[0]] + np.array([0.5, -0.5, 0.0])[bins[1]]
    edges = np.linspace(0.3, 2.0, count - 1)
    classes = np.searchsorted(edges, risk + chance.logistic(0, 1, rows))
    return bins, classes.astype(np.intp)


def blocks_of(bins: list[np.ndarray], ridge: float) -> list[Block]:
    sizes = (4, 3)
    return [
        Block(rows, np.eye(size), ridge * np.eye(size), np.zeros(size, np.bool_))
        for rows, size in zip(bins, sizes, strict=True)
    ]


def test_the_worked_example_of_class_chances() -> None:
    # P(Y <= k) = s(theta_k - 0.3) for theta = (-1, 0.5, 2): ours is P(Y >= k) = s(F + a_k).
    result = class_probabilities(np.array([0.3]), np.array([1.0, -0.5, -2.0]))
    assert result[0] == pytest.approx([0.21417, 0.33567, 0.29570, 0.15447], abs=5e-6)
    assert result.sum() == pytest.approx(1)


@pytest.mark.parametrize("count", [2, 4])
def test_slopes_and_curvatures_are_those_of_the_likelihood(count: int) -> None:
    _, classes = drawn(200, count, 5)
    risk = np.random.default_rng(6).normal(0, 1, 200)
    thresholds = start(classes, count)
    at, step = curvature(risk, thresholds, classes), 1e-5
    for row in (0, 50, 199):
        moved = [risk.copy(), risk.copy()]
        moved[0][row] += step
        moved[1][row] -= step
        up, down = (curvature(loan, thresholds, classes) for loan in moved)
        assert at.slope[row] == pytest.approx((up.value - down.value) / (2 * step), abs=1e-6)
        bend = (up.slope[row] - down.slope[row]) / (2 * step)
        assert at.weight[row] == pytest.approx(-bend, abs=1e-6)
    for k in range(count - 1):
        shift = np.zeros(count - 1)
        shift[k] = step
        up, down = (curvature(risk, thresholds + sign * shift, classes) for sign in (1, -1))
        rise = (up.value - down.value) / (2 * step)
        assert at.threshold_slope[k] == pytest.approx(rise, abs=1e-4)
        bends = (up.threshold_slope - down.threshold_slope) / (2 * step)
        assert at.threshold_weight[k] == pytest.approx(-bends, abs=1e-3)


@pytest.mark.parametrize("count", [2, 4])
def test_the_fit_is_where_an_optimiser_ends(count: int) -> None:
    bins, classes = drawn(600, count, 7)
    ridge = 3.0
    fitted = fit(blocks_of(bins, ridge), classes, count)

    def loss(theta: np.ndarray) -> float:
        first, second, gaps = theta[:4], theta[4:7], theta[7:]
        thresholds = gaps[0] - np.concatenate([[0], np.cumsum(np.exp(gaps[1:]))])
        value = curvature(first[bins[0]] + second[bins[1]], thresholds, classes).value
        return -value + 0.5 * ridge * float(theta[:7] @ theta[:7])

    ended = minimize(loss, np.zeros(6 + count), method="BFGS", options={"gtol": 1e-7})
    assert np.concatenate(fitted.effects) == pytest.approx(ended.x[:7], abs=2e-4)
    assert fitted.log_likelihood - 0.5 * ridge * float(
        np.sum(np.concatenate(fitted.coefficients) ** 2)
    ) == pytest.approx(-ended.fun, abs=1e-5)


def test_a_bound_coefficient_does_not_turn_negative() -> None:
    bins, classes = drawn(600, 2, 8)
    falling = -np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]])
    bound = Block(bins[0], falling, np.eye(3), np.ones(3, np.bool_))
    fitted = fit([bound, blocks_of(bins, 3.0)[1]], classes, 2)
    assert np.all(fitted.coefficients[0] >= 0)
    assert np.all(np.diff(fitted.effects[0]) <= 1e-12)
    free = fit(blocks_of(bins, 3.0), classes, 2)
    assert np.any(np.diff(free.effects[0]) > 0.1)


def test_thresholds_are_where_the_likelihood_is_flat() -> None:
    _, classes = drawn(900, 4, 9)
    risk = np.random.default_rng(1).normal(0, 0.7, 900)
    thresholds = thresholds_at(risk, classes, 4)
    assert np.all(np.diff(thresholds) < 0)
    assert curvature(risk, thresholds, classes).threshold_slope == pytest.approx(
        np.zeros(3), abs=1e-5
    )
