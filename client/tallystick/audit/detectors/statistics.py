"""Whether one group falls into arrears faster than another: the stratified log-rank test."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
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
    """The outcome: observed and expected among the late, their ratio in thousandths, and z.

    The ratio compares the two groups' observed over expected; it is capped at 1,000,000.
    """

    observed: int
    expected: float
    ratio_milli: int
    z: float


def log_rank(strata: Iterable[Stratum]) -> LogRank:
    """Compare two groups over strata (Mantel, 1966; one-sided when z is taken as it is).

    Args:
        strata: The strata; those in which only one group has trials say nothing.

    Returns:
        The outcome; z is 0 when nothing can be said.
    """
    observed = early_observed = 0
    expected = early_expected = variance = 0.0
    for late, late_bad, early, early_bad in strata:
        total, bad = late + early, late_bad + early_bad
        if not late or not early:
            continue
        observed += late_bad
        early_observed += early_bad
        expected += bad * late / total
        early_expected += bad * early / total
        if total > 1:
            variance += bad * late * early * (total - bad) / (total * total * (total - 1))
    if variance <= 0:
        return LogRank(observed, expected, _MILLI, 0.0)
    rate = observed / expected
    early_rate = early_observed / early_expected
    # Half an event stands in for none: the ratio is to stay finite.
    ratio = rate / (early_rate or 0.5 / early_expected)
    z = (observed - expected) / math.sqrt(variance)
    return LogRank(observed, expected, min(1_000_000, round(ratio * _MILLI)), z)


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
