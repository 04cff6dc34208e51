"""The stratified log-rank test, by hand."""

from __future__ import annotations

import math

from tallystick.audit.detectors.statistics import Stratum, log_rank, strata_of


def test_two_strata_by_hand() -> None:
    # Of 10 + 10, four late ones and one early one; of 8 + 8, two and none.
    result = log_rank([Stratum(10, 4, 10, 1), Stratum(8, 2, 8, 0)])
    variance = 5 * 10 * 10 * 15 / (20 * 20 * 19) + 2 * 8 * 8 * 14 / (16 * 16 * 15)
    assert result.observed == 6
    assert result.expected_milli == 3_500
    assert result.z_milli == int(2_500 / math.sqrt(variance))
    assert result.ratio_milli == 6_000


def test_the_same_rates_say_nothing() -> None:
    assert log_rank([Stratum(10, 2, 10, 2)]).z_milli == 0
    assert log_rank([Stratum(10, 2, 10, 2)]).ratio_milli == 1_000


def test_fewer_than_expected_are_below_zero() -> None:
    assert log_rank([Stratum(10, 1, 10, 4)]).z_milli == -log_rank([Stratum(10, 4, 10, 1)]).z_milli


def test_a_stratum_of_one_group_says_nothing() -> None:
    assert log_rank([Stratum(10, 9, 0, 0)]).z_milli == 0
    assert log_rank([]).ratio_milli == 1_000


def test_none_among_the_early_leaves_the_ratio_finite() -> None:
    assert log_rank([Stratum(10, 5, 10, 0)]).ratio_milli == 10_000


def test_trials_are_counted_by_stratum() -> None:
    trials = [(1, True, True), (1, True, False), (1, False, False), (2, False, True)]
    assert strata_of(trials) == [Stratum(2, 1, 1, 0), Stratum(0, 0, 1, 1)]
