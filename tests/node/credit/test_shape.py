from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from tallystick_node.credit.binning import Binned
from tallystick_node.credit.shape import direction, monotone
from tallystick_node.credit.variable import Numbers

STEPS = st.lists(
    st.tuples(st.floats(-3, 3), st.integers(1, 50)), min_size=1, max_size=15
)  # fmt: skip


@given(STEPS, st.booleans())
def test_the_nearest_monotone_shape(steps: list[tuple[float, int]], rising: bool) -> None:
    values = np.array([value for value, _ in steps])
    weights = np.array([float(weight) for _, weight in steps])
    result = monotone(values, weights, rising=rising)
    assert np.allclose(
        result, isotonic_regression(values, weights=weights, increasing=rising).x, atol=1e-9
    )


def binned(size: int) -> Binned:
    variable = Numbers("x", tuple(float(at) for at in range(size - 2)))
    return Binned(variable, (False, *(True,) * (size - 2)))


def test_a_small_dent_is_no_evidence_and_a_valley_is() -> None:
    counts = np.full(7, 500.0)
    dented = np.array([0.0, -0.5, -0.2, -0.22, 0.1, 0.3, 0.5])
    valley = np.array([0.0, 0.6, 0.1, -0.4, -0.3, 0.2, 0.7])
    assert direction(binned(7), dented, counts) is True
    assert direction(binned(7), -dented, counts) is False
    assert direction(binned(7), valley, counts) is None
