"""Loans to those who run the platform: by relation, by where money goes, by who pays it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.money_trail import Origin
from tallystick.audit.detectors.thresholds import (
    COLLECTED_SHARE_PPM,
    LOANS_MIN,
    PPM,
    RELATED_LOANS_MIN,
    RELATED_PRINCIPAL_PPM,
    RELATED_SHARE_PPM,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import LoanFacts, PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail, TracedPayment

__all__ = ["ID", "detect_self_finance"]

ID = "self_finance"


def detect_self_finance(facts: PlatformFacts, trail: MoneyTrail) -> Detection:
    """Say which share of all lending went to those who run the platform.

    A loan is theirs when its borrower is one of them or of their group, when half of its money
    reaches one of their accounts, or when half of what is paid on it, in more than one payment,
    comes from them.

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
    operators = facts.operators - trail.opaque
    persons = {facts.person(account) for account in operators} | facts.staff
    groups = facts.operator_groups
    paid = trail.by_loan()
    related: dict[str, list[LoanFacts]] = {"by_relation": [], "by_money": [], "by_payment": []}
    for loan in issued:
        borrower = facts.person(loan.borrower)
        if borrower in persons or loan.group in groups:
            related["by_relation"].append(loan)
        elif _reached(trail, loan, persons | operators) * PPM >= COLLECTED_SHARE_PPM * loan.drawn:
            related["by_money"].append(loan)
        elif _is_paid_by(paid.get(loan.number, []), persons | operators):
            related["by_payment"].append(loan)
    theirs = [loan for loans in related.values() for loan in loans]
    principal = sum(loan.principal for loan in issued)
    part = share(sum(loan.principal for loan in theirs), principal)
    alarm = (part >= RELATED_SHARE_PPM and len(theirs) >= RELATED_LOANS_MIN) or (
        part >= RELATED_PRINCIPAL_PPM
    )
    numbers = {
        "loans": len(issued), "principal": principal, "related_loans": len(theirs),
        "related_principal": sum(loan.principal for loan in theirs), "share_ppm": part,
        **{name: len(loans) for name, loans in related.items()},
    }  # fmt: skip
    sentence = (
        f"{len(theirs)} of {len(issued)} loans, {percent(part)} of the principal, are of those who"
        f" run the platform ({numbers['by_relation']} by their group, {numbers['by_money']} by"
        f" where the money went, {numbers['by_payment']} by who pays); the line is"
        f" {percent(RELATED_SHARE_PPM)}"
    )
    return Detection(ID, alarm, sentence, numbers)


def _reached(trail: MoneyTrail, loan: LoanFacts, accounts: set[bytes]) -> int:
    passed = trail.passed_on.get(loan.number)
    return (
        0
        if not passed
        else max((passed[account] for account in accounts & passed.keys()), default=0)
    )


def _is_paid_by(payments: list[TracedPayment], accounts: set[bytes]) -> bool:
    """Whether more than one payment, and half of all that was paid, is theirs."""
    theirs = [
        payment.amount if payment.payer in accounts else payment.origins.get(Origin.OPERATOR, 0)
        for payment in payments
    ]
    total = sum(payment.amount for payment in payments)
    count = sum(1 for amount in theirs if amount)
    return count > 1 and sum(theirs) * PPM >= COLLECTED_SHARE_PPM * total
