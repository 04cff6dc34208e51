"""A mandate that fits an investor's goals, with the reason for each of its limits.

Nothing here looks for the highest return: the class bounds the risk, the goal bounds the time, and
money is spread so that one borrower cannot hurt much. What is proposed is signed by the investor or
by nobody. Amounts are integers in minor units; divisions round down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tallystick.errors import InputError
from tallystick.loans.rounding import div_floor
from tallystick.matching.words import SECONDS_A_DAY, MandateWords

__all__ = [
    "MONTHS_MAX",
    "Goal",
    "MandateProposal",
    "OverCap",
    "ProposalReason",
    "Reason",
    "RiskTaste",
    "over_caps",
    "propose_mandate",
]

PPM = 1_000_000
MONTHS_MAX, DAYS_A_MONTH, LEVEL_MAX = 60, 31, 5
# How long a mandate lends before its owner looks at it again.
MANDATE_DAYS_MAX = 365
# Over so many days its money is lent, so that no one day's listings get all of it.
SPREAD_DAYS = 10
# Fewer borrowers than this, and one default hurts: it is said.
BORROWERS_FEW = 50
_GROUP_TIMES = 2


class RiskTaste(StrEnum):
    """How much risk somebody wants within what their class allows."""

    CAREFUL = "careful"
    MIDDLE = "middle"
    BOLD = "bold"


# The highest level, and the share of the money that one borrower may get.
_TASTES: Mapping[RiskTaste, tuple[int, int]] = {
    RiskTaste.CAREFUL: (2, 10_000),
    RiskTaste.MIDDLE: (3, 20_000),
    RiskTaste.BOLD: (LEVEL_MAX, 20_000),
}


class Reason(StrEnum):
    """Why a limit is what it is."""

    LEVEL_BY_CLASS = "level_by_class"
    LEVEL_BY_TASTE = "level_by_taste"
    TERM_BY_GOAL = "term_by_goal"
    CASH_KEPT = "cash_kept"
    PERSON_BY_SHARE = "person_by_share"
    PERSON_BY_LEAST = "person_by_least"
    FEW_BORROWERS = "few_borrowers"
    GROUP_TWICE = "group_twice"
    DAY_SPREAD = "day_spread"
    REVIEW = "review"
    NO_REGION = "no_region"


@dataclass(frozen=True, slots=True)
class ProposalReason:
    """A reason with its figures: amounts in minor units, shares in ppm, days and counts."""

    code: Reason
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Goal:
    """What somebody wants. months: for how long the money can be away. keep: cash to keep free."""

    months: int
    taste: RiskTaste
    keep: int = 0


@dataclass(frozen=True, slots=True)
class MandateProposal:
    """Words for a mandate, and why they are these. borrowers: the least it is spread over."""

    words: MandateWords
    reasons: tuple[ProposalReason, ...]
    borrowers: int


@dataclass(frozen=True, slots=True)
class OverCap:
    """A borrower of whom more is held than the proposal would lend; amounts in minor units."""

    name: str
    held: int
    most: int


def propose_mandate(
    goal: Goal, *, risk_class: int, funds: int, least: int, now: int, offset: int = 0
) -> MandateProposal:
    """Return a mandate for a goal, never above the investor's class.

    Args:
        goal: What the investor wants.
        risk_class: Theirs, 0 to 5; 0 may not lend.
        funds: What they have here, free and lent, in minor units.
        least: The least that loans here take at once, in minor units.
        now: The Unix second.
        offset: Seconds that the platform's clock is ahead of UTC; it lasts to the end of a day.

    Returns:
        The proposal with its reasons, in the order of the sentence.

    Raises:
        InputError: PROPOSAL:CLASS without a class; PROPOSAL:MONTHS for a term out of 1 to 60
            months; PROPOSAL:KEEP for a negative sum to keep; PROPOSAL:FUNDS when less than the
            least of a loan is left.
    """
    if not 1 <= risk_class <= LEVEL_MAX:
        raise InputError("PROPOSAL:CLASS", "answer the questionnaire first: it gives your class")
    if not 1 <= goal.months <= MONTHS_MAX:
        raise InputError("PROPOSAL:MONTHS", f"the money is away for 1 to {MONTHS_MAX} months")
    if goal.keep < 0:
        raise InputError("PROPOSAL:KEEP", "what is kept free is 0 or more")
    lent = funds - goal.keep
    if lent < max(1, least):
        raise InputError(
            "PROPOSAL:FUNDS", f"{max(0, lent)} minor units are left to lend; a loan takes {least}"
        )
    level_wanted, share = _TASTES[goal.taste]
    level = min(risk_class, level_wanted)
    by_share = div_floor(lent * share, PPM)
    person = max(by_share, least)
    days = goal.months * DAYS_A_MONTH
    lasts = min(days, MANDATE_DAYS_MAX)
    day_max = max(person, div_floor(lent, SPREAD_DAYS))
    borrowers = div_floor(lent, person)
    last_day = (now + offset) // SECONDS_A_DAY + lasts
    words = MandateWords(
        ticket=least, each_max=person, level_max=level,
        expiry=(last_day + 1) * SECONDS_A_DAY - 1 - offset,
        days_max=days, group_max=person * _GROUP_TIMES, day_max=day_max, exposure_max=lent,
        cash_floor=goal.keep,
    )  # fmt: skip
    reasons = [
        ProposalReason(
            Reason.LEVEL_BY_CLASS if risk_class <= level_wanted else Reason.LEVEL_BY_TASTE,
            {"level": level, "risk_class": risk_class},
        ),
        ProposalReason(Reason.TERM_BY_GOAL, {"days": days, "months": goal.months}),
        ProposalReason(
            Reason.PERSON_BY_SHARE if by_share >= least else Reason.PERSON_BY_LEAST,
            {"person": person, "share_ppm": share, "borrowers": borrowers},
        ),
        ProposalReason(Reason.GROUP_TWICE, {"group": person * _GROUP_TIMES}),
        ProposalReason(Reason.DAY_SPREAD, {"day": day_max, "days": SPREAD_DAYS}),
        ProposalReason(Reason.CASH_KEPT, {"keep": goal.keep, "lent": lent}),
        ProposalReason(Reason.REVIEW, {"days": lasts}),
        ProposalReason(Reason.NO_REGION, {}),
    ]  # fmt: skip
    if borrowers < BORROWERS_FEW:
        reasons.insert(
            3,
            ProposalReason(Reason.FEW_BORROWERS, {"borrowers": borrowers, "wanted": BORROWERS_FEW}),
        )
    return MandateProposal(words, tuple(reasons), borrowers)


def over_caps(held: Sequence[tuple[str, int]], proposal: MandateProposal) -> tuple[OverCap, ...]:
    """Return of whom more is held than the proposal would lend: what selling would bring down.

    Args:
        held: Borrower and what is outstanding, of each.
        proposal: The proposal.

    Returns:
        Each borrower above it, the largest first, equals by name.
    """
    sums: dict[str, int] = {}
    for name, outstanding in held:
        sums[name] = sums.get(name, 0) + outstanding
    most = proposal.words.each_max
    over = [OverCap(name, total, most) for name, total in sums.items() if total > most]
    return tuple(sorted(over, key=lambda of: (-of.held, of.name)))
