"""The risk rating of a customer: what kind of customer, by how much is at stake. Pure rules.

Two axes of three steps each, and a matrix that is the whole judgement:

            stake low  middle  high
    kind low      L       L      M
    middle        L       M      H
    high          M       H      H
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MATRIX", "Factors", "RiskRating", "kind_step", "level_of", "stake_step"]


class RiskRating(StrEnum):
    """Low, middle or high."""

    LOW = "L"
    MIDDLE = "M"
    HIGH = "H"


MATRIX: tuple[tuple[RiskRating, ...], ...] = (
    (RiskRating.LOW, RiskRating.LOW, RiskRating.MIDDLE),
    (RiskRating.LOW, RiskRating.MIDDLE, RiskRating.HIGH),
    (RiskRating.MIDDLE, RiskRating.HIGH, RiskRating.HIGH),
)
# What each thing adds to the kind of customer; the steps begin at 2 and at 4.
WEIGHTS = {"exposed": 4, "list_hit": 2, "foreign": 2, "legal": 1, "cash_business": 1, "thin": 1}
_KIND_STEPS = (2, 4)
# Shares of the largest limit of the platform's policy, in ppm: a tenth and a half.
_STAKE_STEPS_PPM = (100_000, 500_000)
FULL_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Factors:
    """What the rating looks at; amounts in minor units.

    exposed: holds or held a public office, or is close to someone who does. list_hit: resembled an
    entry of a sanctions list and was cleared. thin: no bureau knows the customer. stake, limit_max:
    what the customer asks for, and the most that anybody may have.
    """

    legal: bool
    foreign: bool
    exposed: bool
    cash_business: bool
    list_hit: bool
    thin: bool
    stake: int
    limit_max: int


def kind_step(factors: Factors) -> int:
    """Return the step of the kind of customer.

    Args:
        factors: The facts about the customer.

    Returns:
        0 low, 1 middle, 2 high.
    """
    points = sum(weight for name, weight in WEIGHTS.items() if getattr(factors, name))
    return sum(points >= least for least in _KIND_STEPS)


def stake_step(factors: Factors) -> int:
    """Return the step of the amount at stake, compared without a division.

    Args:
        factors: The facts about the customer.

    Returns:
        0 low, 1 middle (from a tenth of the limit), 2 high (from half of it).
    """
    return sum(
        factors.stake * FULL_PPM >= factors.limit_max * least and factors.stake > 0
        for least in _STAKE_STEPS_PPM
    )


def level_of(factors: Factors) -> RiskRating:
    """Return the risk rating; whoever holds a public office is high whatever is at stake.

    Args:
        factors: The facts about the customer.

    Returns:
        The rating.
    """
    if factors.exposed:
        return RiskRating.HIGH
    return MATRIX[kind_step(factors)][stake_step(factors)]
