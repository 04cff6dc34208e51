from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit import measures
from tallystick_node.credit.scale import SCALE, Scale

BAD = np.repeat([True, False] * 5, [40, 50, 30, 100, 15, 200, 10, 300, 5, 350])
RISK = np.repeat(np.repeat([5.0, 4, 3, 2, 1], 2), [40, 50, 30, 100, 15, 200, 10, 300, 5, 350])


def test_the_worked_example_of_separation() -> None:
    assert measures.ks(BAD, RISK) == pytest.approx(0.55)
    assert measures.auc(BAD, RISK) == pytest.approx(0.83125)


def test_the_worked_example_of_stability() -> None:
    before, after = np.array([10.0, 20, 40, 20, 10]), np.array([5.0, 15, 40, 25, 15])
    assert measures.psi(before, after) == pytest.approx(0.08047, abs=5e-6)
    assert measures.psi(before, before) == 0


def test_the_worked_example_of_the_scale() -> None:
    usual = Scale(20, 600, 50)
    assert usual.factor == pytest.approx(28.8539, abs=5e-5)
    assert usual.offset == pytest.approx(487.1229, abs=5e-5)
    assert SCALE.factor == 2 * usual.factor


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=2, max_size=60))
def test_auc_counts_pairs(rows: list[tuple[bool, int]]) -> None:
    bad = [risk for is_bad, risk in rows if is_bad]
    good = [risk for is_bad, risk in rows if not is_bad]
    area = measures.auc(
        np.array([row for row, _ in rows]), np.array([risk for _, risk in rows], np.float64)
    )
    if not bad or not good:
        assert np.isnan(area)
        return
    wins = sum((flag > other) + 0.5 * (flag == other) for flag in bad for other in good)
    assert area == pytest.approx(wins / (len(bad) * len(good)))


def test_the_interval_holds_the_value_and_narrows_with_rows() -> None:
    interval = measures.auc_interval(BAD, RISK)
    many = measures.auc_interval(np.tile(BAD, 9), np.tile(RISK, 9))
    assert interval.low < interval.value < interval.high
    assert (many.high - many.low) * 3 == pytest.approx(interval.high - interval.low, rel=0.02)


def test_a_spread_score_has_a_slope_under_one() -> None:
    chance = np.random.default_rng(3)
    odds = chance.normal(-1, 1, 20_000)
    bad = chance.random(20_000) < 1 / (1 + np.exp(-odds))
    assert measures.calibration(bad, odds)[1] == pytest.approx(1, abs=0.06)
    assert measures.calibration(bad, 2 * odds)[1] == pytest.approx(0.5, abs=0.03)
    assert measures.calibration(bad, np.ones(20_000)) == (0.0, 0.0)
