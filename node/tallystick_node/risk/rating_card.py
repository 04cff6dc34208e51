"""The regulatory rating card: points for the control of risk, and the grade that they come to.

A figure within its limit earns its weight, one that warns half of it, a breach nothing; what could
not be measured is left out of both sides, and too much left out leaves no grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.risk.limits import RiskLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WEIGHTS", "CardLine", "RatingCard", "rating_card"]

# Points of each metric, 100 in all: credit and concentration most, as supervisors weigh them.
WEIGHTS = {
    "credit.late": 12, "credit.bad": 16, "concentration.largest": 6, "concentration.top_ten": 6,
    "concentration.herfindahl": 4, "reserve.shortfall": 4, "reserve.provision": 4,
    "liquidity.mismatch": 14,
    "market.over_cap": 4, "operation.dead_jobs": 6, "compliance.reports_late": 8,
    "reputation.defaulted": 4, "strategy.growth": 4, "technology.halts": 4,
    "correlation.guaranteed": 4,
}  # fmt: skip
# The least share of the points of a grade, in hundredths, the best first.
GRADES = ((90, "A"), (75, "B"), (60, "C"), (0, "D"))
MEASURED_MIN = 50
_POINTS = {RiskLevel.WITHIN: 2, RiskLevel.WARNING: 1, RiskLevel.BREACH: 0}


@dataclass(frozen=True, slots=True)
class CardLine:
    """A metric's line; half_points: what it earned, in halves of a point."""

    metric: str
    weight: int
    level: RiskLevel
    half_points: int


@dataclass(frozen=True, slots=True)
class RatingCard:
    """The card. measured: the weight of what could be measured. grade: None with too little."""

    lines: tuple[CardLine, ...]
    measured: int
    half_points: int
    grade: str | None


def rating_card(levels: Mapping[str, RiskLevel]) -> RatingCard:
    """Return the card.

    Args:
        levels: Where each metric stands; a missing one was not measured.

    Returns:
        The card; its share of the points is rounded down. A breach of the mismatch of maturities is
        a D, whatever else is well.
    """
    lines = []
    for metric, weight in WEIGHTS.items():
        level = levels.get(metric, RiskLevel.UNKNOWN)
        lines.append(CardLine(metric, weight, level, weight * _POINTS.get(level, 0)))
    measured = sum(line.weight for line in lines if line.level is not RiskLevel.UNKNOWN)
    earned = sum(line.half_points for line in lines)
    if measured < MEASURED_MIN:
        return RatingCard(tuple(lines), measured, earned, None)
    share = earned * 50 // measured
    grade = next(letter for least, letter in GRADES if share >= least)
    if levels.get("liquidity.mismatch") is RiskLevel.BREACH:
        grade = "D"
    return RatingCard(tuple(lines), measured, earned, grade)
