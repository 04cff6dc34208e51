"""A long loan cut into short ones: each new loan pays off the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.money_trail import Origin
from tallystick.audit.detectors.thresholds import (
    CHAIN_BORROWERS_MIN,
    CHAIN_LINKS_MIN,
    CHAIN_SHARE_PPM,
    CHAIN_TENOR_DAYS,
    DAY,
    LOANS_MIN,
    PPM,
    ROLL_DAYS,
    ROLLED_PPM,
    SIZE_PPM,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import LoanFacts, PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail, TracedPayment

__all__ = ["ID", "detect_term_splitting"]

ID = "term_splitting"


def detect_term_splitting(facts: PlatformFacts, trail: MoneyTrail) -> Detection:
    """Say how much was lent in chains of short loans, each of which paid off the one before.

    A chain has three loans or more of one borrower or of one group of related parties. Each is
    drawn within the ten days before the one before it is paid off, is about as large, runs for 200
    days at most, and half of the paying off comes out of newer loans. Borrowers who pay off out of
    their own pocket and borrow again are returning customers, and no chain.

    Args:
        facts: The platform.
        trail: Where the payments' money came from.

    Returns:
        The outcome.
    """
    issued = facts.issued
    if len(issued) < LOANS_MIN:
        return too_little(
            ID, f"{len(issued)} loans, and {LOANS_MIN} are the fewest", loans=len(issued)
        )
    chains = _chains(facts, trail)
    loans = [loan for chain in chains for loan in chain]
    borrowers = {facts.person(loan.borrower) for loan in loans}
    principal = sum(loan.principal for loan in issued)
    part = share(sum(loan.principal for loan in loans), principal)
    numbers = {
        "loans": len(issued), "principal": principal, "chains": len(chains),
        "chained_loans": len(loans), "chained_principal": sum(loan.principal for loan in loans),
        "share_ppm": part, "longest": max((len(chain) for chain in chains), default=0),
        "borrowers": len(borrowers),
    }  # fmt: skip
    sentence = (
        f"{len(chains)} chains of {CHAIN_LINKS_MIN} loans or more, in which each new loan pays off"
        f" the one before, make up {percent(part)} of the principal ({len(borrowers)} borrowers,"
        f" the longest of {numbers['longest']} loans); the line is {percent(CHAIN_SHARE_PPM)}, or"
        f" {CHAIN_BORROWERS_MIN} borrowers"
    )
    alarm = part >= CHAIN_SHARE_PPM or len(borrowers) >= CHAIN_BORROWERS_MIN
    return Detection(ID, alarm, sentence, numbers)


def _chains(facts: PlatformFacts, trail: MoneyTrail) -> list[list[LoanFacts]]:
    paid = trail.by_loan()
    series: dict[int, list[LoanFacts]] = {}
    for loan in facts.issued:
        if loan.matures_at - loan.issued_at <= CHAIN_TENOR_DAYS * DAY:
            series.setdefault(loan.group, []).append(loan)
    chains = []
    for loans in series.values():
        used: set[int] = set()
        for start in loans:
            if start.number in used:
                continue
            chain = [start]
            while (after := _successor(chain[-1], loans, used, paid)) is not None:
                chain.append(after)
                used.add(after.number)
            if len(chain) >= CHAIN_LINKS_MIN:
                chains.append(chain)
    return chains


def _successor(
    loan: LoanFacts,
    loans: list[LoanFacts],
    used: set[int],
    paid: dict[int, list[TracedPayment]],
) -> LoanFacts | None:
    """The loan that pays this one off."""
    ended = _ended_at(loan)
    last = [
        payment for payment in paid.get(loan.number, []) if payment.time > ended - ROLL_DAYS * DAY
    ]
    newer = sum(
        payment.origins.get(Origin.OTHER_LOAN, 0) + payment.origins.get(Origin.OTHER_BORROWER, 0)
        for payment in last
    )
    total = sum(payment.amount for payment in last)
    # Only what pays much of the principal at once can be a rolling over.
    if not ended or 2 * total < loan.principal or newer * PPM < ROLLED_PPM * total:
        return None
    for other in loans:
        near = ended - ROLL_DAYS * DAY <= other.issued_at <= ended
        alike = abs(other.principal - loan.principal) * PPM <= SIZE_PPM * loan.principal
        if other is not loan and other.number not in used and near and alike:
            return other
    return None


def _ended_at(loan: LoanFacts) -> int:
    return loan.ended_at if loan.ended_at and not loan.defaulted_at else 0
