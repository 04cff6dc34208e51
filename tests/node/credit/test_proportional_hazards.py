"""The regression report: what a test of proportional odds must and must not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tallystick_node.credit.partial import chances_of
from tallystick_node.credit.proportional_hazards import brant, coefficient_table

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

ROWS = 6_000


def drawn(broken: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Evidence of two variables, the second of which weighs otherwise at the last cut."""
    chance = np.random.default_rng(seed)
    evidence = chance.normal(0, 1, (ROWS, 2))
    first = evidence @ np.array([1.0, 0.5]) + chance.logistic(0, 1, ROWS)
    classes = (first > 0.5).astype(np.intp)
    worse = broken * evidence[:, 1] + chance.logistic(0, 1, ROWS)
    if not broken:
        return evidence, classes + (first > 1.5)
    return evidence, classes + ((classes == 1) & (worse > 0.3))


def test_proportional_odds_are_not_rejected() -> None:
    test = brant(*drawn(0, 1), 3)
    assert np.all(test.p_values > 0.01)
    assert test.overall_p > 0.01
    assert test.freedom == 2


def test_odds_that_are_not_proportional_are_found() -> None:
    test = brant(*drawn(-1.5, 1), 3)
    assert test.p_values[1] < 1e-6
    assert test.overall_p < 1e-6


def test_the_table_has_the_truth_within_its_errors() -> None:
    evidence, classes = drawn(0, 2)
    report, test = coefficient_table(["a", "b"], evidence, classes, 3)
    assert test is not None
    for row, truth in zip(report["variables"], (1.0, 0.5), strict=True):
        assert abs(row["coefficient"] - truth) < 3 * row["standard_error"]
        assert row["odds_ratio_low"] < row["odds_ratio"] < row["odds_ratio_high"]
        assert row["p_value"] < 1e-6
    assert len(report["thresholds"]) == 2


def test_a_variable_without_a_message_is_not_significant() -> None:
    evidence, classes = drawn(0, 3)
    evidence[:, 1] = np.random.default_rng(9).normal(0, 1, ROWS)
    report, _ = coefficient_table(["a", "noise"], evidence, classes, 3)
    assert report["variables"][1]["p_value"] > 0.01


def test_two_classes_have_nothing_to_be_proportional_about() -> None:
    evidence, classes = drawn(0, 4)
    report, test = coefficient_table(["a", "b"], evidence, np.minimum(classes, 1), 2)
    assert test is None
    assert "proportional_odds" not in report


def test_chances_that_would_cross_give_way_to_the_default() -> None:
    chances = chances_of(np.array([[0.2, 0.3, 0.4]]), 2)
    assert chances[0] == pytest.approx([0.7, 0.0, 0.0, 0.3])
    assert chances.sum() == pytest.approx(1)


def test_a_card_carries_the_report_of_its_variables(trained: Trained) -> None:
    report = trained.card.document["regression"]
    assert [row["variable"] for row in report["variables"]] == [
        variable.variable.name for variable in trained.card.variables
    ]
    income = next(row for row in report["variables"] if row["variable"] == "income")
    assert income["coefficient"] > 0.5
    assert income["p_value"] < 1e-4
    assert report["proportional_odds"]["freedom"] == 2 * len(report["variables"])
