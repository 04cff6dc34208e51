"""Whether one group falls into arrears faster than another: the stratified log-rank test."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

__all__ = ["LogRank", "Stratum", "log_rank", "strata_of"]

_MILLI = 1_000


class Stratum(NamedTuple):
    """Trials of the late and of the early group under like conditions, and how many went wrong."""

    late: int
    late_bad: int
    early: int
    early_bad: int


class LogRank(NamedTuple):
    """The outcome among the late: observed, and in thousandths expected, ratio and deviations.

    ratio_milli: the late group's observed over expected, over the early group's; at most 1,000,000.
    z_milli: standard deviations above what was expected, rounded towards 0.
    """

    observed: int
    expected_milli: int
    ratio_milli: int
    z_milli: int


def log_rank(strata: Iterable[Stratum]) -> LogRank:
    """Compare two groups over strata (Mantel, 1966; one-sided when z is taken as it is).

    Everything is exact until the last division.

    Args:
        strata: The strata; those in which only one group has trials say nothing.

    Returns:
        The outcome; z is 0 when nothing can be said.
    """
    observed = early_observed = 0
    expected = early_expected = variance = Fraction(0)
    for late, late_bad, early, early_bad in strata:
        total, bad = late + early, late_bad + early_bad
        if not late or not early:
            continue
        observed += late_bad
        early_observed += early_bad
        expected += Fraction(bad * late, total)
        early_expected += Fraction(bad * early, total)
        if total > 1:
            variance += Fraction(bad * late * early * (total - bad), total * total * (total - 1))
    expected_milli = int(expected * _MILLI)
    if variance <= 0:
        return LogRank(observed, expected_milli, _MILLI, 0)
    # Half an event stands in for none: the ratio is to stay finite.
    early_rate = (early_observed or Fraction(1, 2)) / early_expected
    ratio = observed / expected / early_rate
    apart = observed - expected
    z_milli = isqrt(int(apart * apart * _MILLI * _MILLI / variance))
    return LogRank(
        observed, expected_milli, min(1_000_000, int(ratio * _MILLI)),
        z_milli if apart > 0 else -z_milli,
    )  # fmt: skip


def strata_of(
    trials: Iterable[tuple[Hashable, bool, bool]],
) -> list[Stratum]:
    """Count trials by stratum.

    Args:
        trials: Stratum, whether of the late group, whether it went wrong.

    Returns:
        The strata.
    """
    counts: dict[Hashable, list[int]] = {}
    for key, late, bad in trials:
        row = counts.setdefault(key, [0, 0, 0, 0])
        row[0 if late else 2] += 1
        row[1 if late else 3] += bad
    return [Stratum(*row) for row in counts.values()]
