"""Borrowers who are a name only: they pass the money on to one account, or never pay at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.money_trail import Origin
from tallystick.audit.detectors.thresholds import (
    COLLECTED_SHARE_PPM,
    COLLECTOR_BORROWERS_MIN,
    DAY,
    FAKE_SHARE_PPM,
    LOANS_MIN,
    NEVER_PAID_BORROWERS_MIN,
    NEVER_PAID_DAYS,
    NEVER_PAID_LOANS_MIN,
    NEVER_PAID_PPM,
    PPM,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import LoanFacts, PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail, TracedPayment

__all__ = ["ID", "detect_fake_borrowers"]

ID = "fake_borrowers"


def detect_fake_borrowers(facts: PlatformFacts, trail: MoneyTrail) -> Detection:
    """Say which loans look like those of people who do not exist.

    Two signs, either of which is enough. Half of the money of five borrowers or more reaches one
    account, and most of these loans are paid by that account, out of other loans, or not at all.
    Or many loans have never seen a payment 45 days after the first was due.

    Args:
        facts: The platform.
        trail: Where the payments' money came from, and where that of the loans went.

    Returns:
        The outcome.
    """
    issued = facts.issued
    if len(issued) < LOANS_MIN:
        return too_little(
            ID, f"{len(issued)} loans, and {LOANS_MIN} are the fewest", loans=len(issued)
        )
    collected, collectors = _collected(facts, trail)
    principal = sum(loan.principal for loan in issued)
    part = share(sum(loan.principal for loan in collected), principal)
    seen = [loan for loan in issued if _first_is_over(loan, facts.now, NEVER_PAID_DAYS)]
    unpaid = [loan for loan in seen if not loan.payments]
    never = share(len(unpaid), len(seen))
    persons = {facts.person(loan.borrower) for loan in unpaid}
    never_paid = (
        len(seen) >= NEVER_PAID_LOANS_MIN
        and never >= NEVER_PAID_PPM
        and len(persons) >= NEVER_PAID_BORROWERS_MIN
    )
    numbers = {
        "loans": len(issued), "principal": principal, "collectors": collectors,
        "collected_loans": len(collected),
        "collected_principal": sum(loan.principal for loan in collected),
        "collected_share_ppm": part, "first_due": len(seen), "never_paid": len(unpaid),
        "never_paid_ppm": never, "never_paid_borrowers": len(persons),
    }  # fmt: skip
    sentence = (
        f"{len(collected)} of {len(issued)} loans, {percent(part)} of the principal, went to"
        f" {collectors} accounts that collect and whose borrowers do not pay themselves (the line"
        f" is {percent(FAKE_SHARE_PPM)}); {len(unpaid)} of {len(seen)} loans, {percent(never)},"
        f" have never seen a payment {NEVER_PAID_DAYS} days after the first was due (the line is"
        f" {percent(NEVER_PAID_PPM)})"
    )
    return Detection(ID, part >= FAKE_SHARE_PPM or never_paid, sentence, numbers)


def _collected(facts: PlatformFacts, trail: MoneyTrail) -> tuple[list[LoanFacts], int]:
    """The loans whose money a collector has got, and how many collectors there are."""
    reached: dict[bytes, list[LoanFacts]] = defaultdict(list)
    for number, receivers in trail.passed_on.items():
        loan = facts.loans[number]
        for account, amount in receivers.items():
            if account not in trail.opaque and amount * PPM >= COLLECTED_SHARE_PPM * loan.drawn:
                reached[account].append(loan)
    paid = trail.by_loan()
    loans: dict[int, LoanFacts] = {}
    collectors = 0
    for account, theirs in reached.items():
        judged = [
            loan
            for loan in theirs
            if loan.payments or _first_is_over(loan, facts.now, NEVER_PAID_DAYS)
        ]
        hollow = [loan for loan in judged if _is_hollow(paid.get(loan.number, []), account)]
        borrowers = {facts.person(loan.borrower) for loan in hollow}
        if len(borrowers) >= COLLECTOR_BORROWERS_MIN and 2 * len(hollow) >= len(judged):
            collectors += 1
            loans |= {loan.number: loan for loan in theirs}
    return list(loans.values()), collectors


def _is_hollow(payments: list[TracedPayment], collector: bytes) -> bool:
    """Whether a loan is paid by its collector, out of other loans, or not at all."""
    total = hollow = 0
    for payment in payments:
        total += payment.amount
        origins = payment.origins
        others = origins.get(Origin.OTHER_BORROWER, 0) + origins.get(Origin.OPERATOR, 0)
        if payment.payer == collector:
            others = payment.amount
        hollow += max(others, payment.through.get(collector, 0))
    return hollow * PPM >= COLLECTED_SHARE_PPM * total


def _first_is_over(loan: LoanFacts, now: int, days: int) -> bool:
    return loan.due_at(1) + days * DAY <= now
