"""What would not have been refused: less money or another term, all else as it was stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.underwriting.case import StageOutcome
from tallystick_node.underwriting.reasons import ReviewReason
from tallystick_node.underwriting.stages import examine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tallystick_node.infrastructure.policy.judgement import Policy
    from tallystick_node.underwriting.case import ApplicationCase, StageFinding
    from tallystick_node.underwriting.loan_request import LoanApplication
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["PossibleLoan", "possible_loan"]

# In units of the currency: nobody is told an amount to the cent.
STEP_UNITS = 100
# What a smaller amount or another term can mend. For any other reason nothing is said, and what
# would pass cannot be told from what was refused.
_MENDED = frozenset({
    ReviewReason.AMOUNT, ReviewReason.TERM, ReviewReason.SCORE, ReviewReason.OBLIGATIONS,
    ReviewReason.INCOME, ReviewReason.CAP, ReviewReason.PRICE,
})  # fmt: skip

# Beside a refusal in the same stage, they alone would have led to people who look at it.
_REFERRING = frozenset({
    ReviewReason.PURPOSE_WORDS, ReviewReason.SCORE_GREY, ReviewReason.OBLIGATIONS_GREY,
    ReviewReason.BUREAU_MISSING, ReviewReason.INCOME_UNVERIFIED, ReviewReason.BUREAU_OVERDUE,
    ReviewReason.ARTEFACTS, ReviewReason.SOCIAL,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PossibleLoan:
    """An amount in minor units, and months."""

    amount: int
    months: int


def possible_loan(
    findings: Sequence[StageFinding],
    rules: LendingRules,
    policy: Policy,
    case: ApplicationCase,
    judged: Callable[[LoanApplication], ApplicationCase],
) -> PossibleLoan | None:
    """Return the loan nearest to a refused one that would not have been refused.

    Args:
        findings: Of the application, the decision last.
        rules: The platform's figures.
        policy: The policy pack on that day.
        case: The application with its context.
        judged: The same case with another order, judged anew.

    Returns:
        Over the months that were asked for if any amount passes, else over those with the greatest
        amount; never more than was asked for. None where nothing would, where it was not refused,
        or where a reason is none that amount or term can mend.
    """
    if findings[-1].outcome is not StageOutcome.REFUSE:
        return None
    refusing = {
        reason
        for finding in findings[:-1]
        if finding.outcome is StageOutcome.REFUSE
        for reason in finding.reasons
    }
    if not refusing & _MENDED or refusing - _MENDED - _REFERRING:
        return None
    order, step = case.order, STEP_UNITS * case.unit

    def passes(amount: int, months: int) -> bool:
        other = judged(order.model_copy(update={"amount": amount, "months": months}))
        return examine(other, rules, policy)[-1].outcome is not StageOutcome.REFUSE

    def greatest(months: int) -> int:
        """The greatest amount that passes, by halving; 0 where the least does not."""
        most = min(order.amount, rules.amount_max)
        low, high = -(-rules.amount_min // step), most // step
        if high < low or not passes(low * step, months):
            return 0
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if passes(middle * step, months) else (low, middle - 1)
        return low * step

    if order.months in rules.months and (amount := greatest(order.months)):
        return PossibleLoan(amount, order.months)
    amount, months = max(((greatest(term), -term) for term in rules.months), default=(0, 0))
    return PossibleLoan(amount, -months) if amount else None
