"""What would not have been refused: it passes, a step more does not, and nothing else is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from node.underwriting.cases import POLICY, RULES, UNIT, a_case
from tallystick_node.underwriting.case import ApplicationCase, StageOutcome
from tallystick_node.underwriting.possible_loan import STEP_UNITS, PossibleLoan, possible_loan
from tallystick_node.underwriting.stages import examine

if TYPE_CHECKING:
    from tallystick_node.underwriting.loan_request import LoanApplication

STEP = STEP_UNITS * UNIT


def of(case: ApplicationCase) -> PossibleLoan | None:
    def judged(order: LoanApplication) -> ApplicationCase:
        return replace(case, order=order)

    return possible_loan(examine(case, RULES, POLICY), RULES, POLICY, case, judged)


def passes(case: ApplicationCase, loan: PossibleLoan) -> bool:
    changed = {"amount": loan.amount, "months": loan.months}
    other = replace(case, order=case.order.model_copy(update=changed))
    return examine(other, RULES, POLICY)[-1].outcome is not StageOutcome.REFUSE


@pytest.mark.parametrize(
    "case",
    [
        a_case({"amount": 45_000 * UNIT}), a_case({"amount": 20_000 * UNIT}, income=18_000 * UNIT),
        a_case({"amount": 20_000 * UNIT, "debt_payments": 2_000 * UNIT}),
    ],
)  # fmt: skip
def test_the_greatest_amount_over_the_same_months(case: ApplicationCase) -> None:
    possible = of(case)
    assert possible is not None
    assert possible.months == case.order.months
    assert possible.amount < case.order.amount
    assert possible.amount % STEP == 0
    assert passes(case, possible)
    assert not passes(case, PossibleLoan(possible.amount + STEP, possible.months))


def test_another_term_where_none_of_the_same_passes() -> None:
    possible = of(a_case({"months": 13}))
    assert possible == PossibleLoan(6_000 * UNIT, RULES.months[0])


@pytest.mark.parametrize(
    "changed",
    [
        {}, {"blacklisted": True}, {"related": True}, {"same_project": True},
        {"shares": {"document": 1}}, {"documents": frozenset()}, {"level": 0}, {"chance": 0.9},
        {"clear": False},
    ],
)  # fmt: skip
def test_of_anything_else_nothing_is_said(changed: dict[str, Any]) -> None:
    order = {"amount": 45_000 * UNIT} if changed and "chance" not in changed else {}
    assert of(a_case(order, **changed)) is None
