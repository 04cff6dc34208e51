"""The rating card: weights, grades, and when there is none."""

from __future__ import annotations

from tallystick_node.infrastructure.policy.figure_keys import RISK_METRICS
from tallystick_node.risk.limits import RiskLevel
from tallystick_node.risk.rating_card import WEIGHTS, rating_card

WELL = dict.fromkeys(RISK_METRICS, RiskLevel.WITHIN)


def test_the_weights_are_a_hundred_points_over_every_metric() -> None:
    assert set(WEIGHTS) == set(RISK_METRICS)
    assert sum(WEIGHTS.values()) == 100


def test_all_well_is_an_a_and_a_warning_costs_half() -> None:
    assert (rating_card(WELL).grade, rating_card(WELL).half_points) == ("A", 200)
    card = rating_card(WELL | {"credit.bad": RiskLevel.WARNING})
    assert (card.grade, card.half_points) == ("A", 184)


def test_breaches_lower_the_grade() -> None:
    assert rating_card(WELL | {"credit.bad": RiskLevel.BREACH}).grade == "B"
    bad = {"credit.bad": RiskLevel.BREACH, "credit.late": RiskLevel.BREACH}
    assert rating_card(WELL | bad).grade == "C"


def test_a_mismatch_is_a_d_whatever_else_is_well() -> None:
    assert rating_card(WELL | {"liquidity.mismatch": RiskLevel.BREACH}).grade == "D"


def test_what_was_not_measured_counts_on_neither_side() -> None:
    card = rating_card(WELL | {"reserve.shortfall": RiskLevel.UNKNOWN})
    assert (card.grade, card.measured, card.half_points) == ("A", 96, 192)


def test_too_little_measured_is_no_grade() -> None:
    assert rating_card({"credit.bad": RiskLevel.WITHIN}).grade is None
