"""Rewards without a database: who gets what, within the budget of a month and the cap of a person.

Amounts are integers in minor units; every share rounds down. What somebody who abuses rewards could
learn from is a reason of staff alone: clients see one sentence for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.loans.rounding import div_floor

if TYPE_CHECKING:
    from datetime import date

    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = [
    "ABUSE", "TIERS", "IncentiveCase", "IncentiveDecision", "IncentiveKind", "IncentiveReason",
    "IncentiveTerms", "LendingSeen", "RewardState", "Spent", "budgeted", "decide", "member_level",
    "points_of_lending", "public_code", "terms_of",
]  # fmt: skip

PPM = 1_000_000
TIERS = 3


class IncentiveKind(StrEnum):
    """For what a reward is given."""

    REGISTRATION = "registration"
    REFERRAL = "referral"  # to who has invited
    INVITED = "invited"  # to who was invited
    FIRST_INVESTMENT = "first_investment"
    COUPON = "coupon"


class RewardState(StrEnum):
    """Where a request for a reward stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"


class IncentiveReason(StrEnum):
    """Why a request was decided as it was, for staff."""

    IN_ORDER = "in_order"
    NOT_YET = "not_yet"
    OFF = "off"
    HAD = "had"  # this identity has had it, under whatever registration
    SHARED = "shared"  # somebody who shares a device, card, telephone or address has had it
    SELF_REFERRAL = "self_referral"
    WASH = "wash"  # lent to oneself or to accomplices, passed on, or back at once
    RISK_LEVEL = "risk_level"
    COUPON = "coupon"  # spent or over
    CAP = "cap"
    BUDGET = "budget"
    LAPSED = "lapsed"


ABUSE = frozenset({
    IncentiveReason.HAD, IncentiveReason.SHARED, IncentiveReason.SELF_REFERRAL,
    IncentiveReason.WASH,
})  # fmt: skip
_SWITCHES = {
    IncentiveKind.REGISTRATION: "registration", IncentiveKind.REFERRAL: "referral",
    IncentiveKind.INVITED: "referral", IncentiveKind.FIRST_INVESTMENT: "first_investment",
    IncentiveKind.COUPON: "coupon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IncentiveTerms:
    """What the policy pack says on a day.

    tiers: from which amount which share is given, ascending by amount. hold_days: so long money has
    to stay lent. levels: from how many points each member level is reached, ascending.
    """

    allowed: frozenset[IncentiveKind]
    registration: int
    referral: int
    referral_lent_min: int
    tiers: tuple[tuple[int, int], ...]
    risk_level_max: int
    hold_days: int
    month_budget: int
    person_cap: int
    points: bool
    points_unit: int
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LendingSeen:
    """The first loan that somebody has lent to and that was drawn down.

    amount: what they lent, in minor units. related: the borrower shares something with the lender,
    or one has invited the other. passed_on: they gave or sold some of it. back: it was repaid
    already. days: since it was drawn down, until it was repaid where it was.
    """

    amount: int
    risk_level: int
    related: bool
    passed_on: bool
    back: bool
    days: int


@dataclass(frozen=True, slots=True)
class IncentiveCase:
    """What is known of a request.

    had: this identity has had this reward. shared: somebody who shares a mark has. related: who has
    invited shares a mark with who was. lent: None before anything was lent. coupon: what the coupon
    is worth, None for one that is spent or over.
    """

    kind: IncentiveKind
    identified: bool
    had: bool
    shared: bool
    related: bool = False
    lent: LendingSeen | None = None
    coupon: int | None = None


@dataclass(frozen=True, slots=True)
class IncentiveDecision:
    """What comes of a request; amount is 0 for all but what is granted."""

    reason: IncentiveReason
    amount: int = 0

    @property
    def state(self) -> RewardState:
        """Where the request stands then."""
        if self.reason is IncentiveReason.IN_ORDER:
            return RewardState.GRANTED
        if self.reason is IncentiveReason.NOT_YET:
            return RewardState.ASKED
        return RewardState.REFUSED


@dataclass(frozen=True, slots=True)
class Spent:
    """What was granted already: in this month to all, and ever to this identity; minor units."""

    month: int
    person: int


def terms_of(pack: Pack, day: date) -> IncentiveTerms:
    """Return what a policy pack says of rewards.

    Args:
        pack: The pack, scaled to the token.
        day: A local date of the platform.

    Returns:
        The terms; nothing is allowed where `incentive.allowed` is not.

    Raises:
        ConfigError: POLICY:DAY when the policy pack does not cover that day.
    """

    def number(key: str) -> int:
        return pack.number(f"incentive.{key}", day)

    def switch(key: str) -> bool:
        return pack.allows("incentive.allowed", day) and pack.allows(f"incentive.{key}", day)

    return IncentiveTerms(
        allowed=frozenset(kind for kind, key in _SWITCHES.items() if switch(key)),
        registration=number("registration_amount"),
        referral=number("referral_amount"),
        referral_lent_min=number("referral_lent_min"),
        tiers=tuple(
            sorted((number(f"first_from.{n}"), number(f"first_ppm.{n}")) for n in _numbers(TIERS))
        ),
        risk_level_max=number("first_level_max"),
        hold_days=number("hold_days"),
        month_budget=number("month_budget"),
        person_cap=number("person_cap"),
        points=switch("points"),
        points_unit=number("points_unit"),
        levels=tuple(sorted(number(f"points_level.{n}") for n in _numbers(TIERS))),
    )


def _numbers(count: int) -> range:
    return range(1, count + 1)


def decide(case: IncentiveCase, terms: IncentiveTerms) -> IncentiveDecision:
    """Decide on a request by its own merits; budget and cap come after it.

    Args:
        case: What is known.
        terms: The policy's.

    Returns:
        A reason, and the amount for what is in order.
    """
    reason = _reason(case, terms)
    if reason is not IncentiveReason.IN_ORDER:
        return IncentiveDecision(reason)
    return IncentiveDecision(reason, _amount(case, terms))


def _reason(case: IncentiveCase, terms: IncentiveTerms) -> IncentiveReason:
    refusals = (
        (case.kind not in terms.allowed, IncentiveReason.OFF),
        (not case.identified, IncentiveReason.NOT_YET),
        (case.related, IncentiveReason.SELF_REFERRAL),
        (case.had, IncentiveReason.HAD),
        (case.shared, IncentiveReason.SHARED),
        (case.kind is IncentiveKind.COUPON and case.coupon is None, IncentiveReason.COUPON),
    )
    first = next((reason for holds, reason in refusals if holds), None)
    if first is not None:
        return first
    if case.kind in {IncentiveKind.COUPON, IncentiveKind.REGISTRATION}:
        return IncentiveReason.IN_ORDER
    return _lending_reason(case.kind, case.lent, terms)


def _lending_reason(
    kind: IncentiveKind, lent: LendingSeen | None, terms: IncentiveTerms
) -> IncentiveReason:
    if lent is None:
        return IncentiveReason.NOT_YET
    if lent.related or lent.passed_on or (lent.back and lent.days < terms.hold_days):
        return IncentiveReason.WASH
    if kind is IncentiveKind.FIRST_INVESTMENT and lent.risk_level > terms.risk_level_max:
        return IncentiveReason.RISK_LEVEL
    if lent.days < terms.hold_days:
        return IncentiveReason.NOT_YET
    if kind is not IncentiveKind.FIRST_INVESTMENT and lent.amount < terms.referral_lent_min:
        return IncentiveReason.NOT_YET
    return IncentiveReason.IN_ORDER


def _amount(case: IncentiveCase, terms: IncentiveTerms) -> int:
    if case.kind is IncentiveKind.COUPON:
        assert case.coupon is not None
        return case.coupon
    if case.kind is IncentiveKind.REGISTRATION:
        return terms.registration
    if case.kind is IncentiveKind.FIRST_INVESTMENT:
        assert case.lent is not None
        share = max((ppm for least, ppm in terms.tiers if least <= case.lent.amount), default=0)
        return div_floor(case.lent.amount * share, PPM)
    return terms.referral


def budgeted(decision: IncentiveDecision, spent: Spent, terms: IncentiveTerms) -> IncentiveDecision:
    """Hold a decision within what may still be spent.

    Args:
        decision: By the request's merits.
        spent: What was granted before it.
        terms: The policy's.

    Returns:
        The decision: its amount cut to the rest of the person's cap, refused whole where nothing is
        left of that, or where the month's budget has less than it.
    """
    if decision.reason is not IncentiveReason.IN_ORDER:
        return decision
    amount = min(decision.amount, terms.person_cap - spent.person)
    if amount <= 0:
        return IncentiveDecision(IncentiveReason.CAP)
    if amount > terms.month_budget - spent.month:
        return IncentiveDecision(IncentiveReason.BUDGET)
    return IncentiveDecision(IncentiveReason.IN_ORDER, amount)


def public_code(reason: IncentiveReason) -> str | None:
    """Return what a client learns of a decision.

    Args:
        reason: Of staff.

    Returns:
        A code, the same for every kind of abuse and for what has lapsed; None for what is in order
        or waits.
    """
    if reason in {IncentiveReason.IN_ORDER, IncentiveReason.NOT_YET}:
        return None
    if reason in ABUSE or reason is IncentiveReason.LAPSED:
        return "REWARD:REFUSED"
    return f"REWARD:{reason.name}"


def points_of_lending(amounts: Sequence[int], terms: IncentiveTerms) -> int:
    """Return the points of what somebody has lent.

    Args:
        amounts: What was lent to each loan that was drawn down, in minor units, related borrowers
            left out.
        terms: The policy's.

    Returns:
        One for each whole unit of the sum; 0 where points are off.
    """
    return div_floor(sum(amounts), terms.points_unit) if terms.points else 0


def member_level(points: int, terms: IncentiveTerms) -> int:
    """Return a member's level.

    Args:
        points: Theirs.
        terms: The policy's.

    Returns:
        From 0 to the number of levels.
    """
    return sum(points >= least for least in terms.levels) if terms.points else 0
