"""Each rule of the stages: what passes by a hair, and what no longer does."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from node.underwriting.cases import POLICY, RULES, UNIT, a_case, an_order
from tallystick_node.underwriting.case import StageOutcome, UnderwritingStage
from tallystick_node.underwriting.loan_request import LoanPurpose
from tallystick_node.underwriting.reasons import Override, ReviewReason, told
from tallystick_node.underwriting.stages import examine, monthly_payment, obligations_ppm

pytestmark = pytest.mark.long

YES, ASK, NO = StageOutcome.PASS, StageOutcome.REFER, StageOutcome.REFUSE


def decided(**changed: Any) -> tuple[StageOutcome, tuple[ReviewReason, ...]]:
    last = examine(a_case(**changed), RULES, POLICY)[-1]
    return last.outcome, last.reasons


def test_a_good_case_passes_six_stages_in_order() -> None:
    findings = examine(a_case(), RULES, POLICY)
    assert [finding.stage for finding in findings] == list(UnderwritingStage)
    assert [finding.outcome for finding in findings] == [YES] * 6
    assert findings[-1].reasons == ()


def test_a_refusal_is_the_last_stage_before_the_decision() -> None:
    findings = examine(a_case(clear=False), RULES, POLICY)
    assert [finding.stage for finding in findings] == [
        UnderwritingStage.SCREEN,
        UnderwritingStage.AUTHENTICITY,
        UnderwritingStage.FRAUD,
        UnderwritingStage.DECISION,
    ]
    assert findings[-1].outcome is NO


@pytest.mark.parametrize(
    ("right", "wrong", "outcome", "reason"),
    [
        ({}, {"order": {"purpose": LoanPurpose.SECURITIES}}, NO, ReviewReason.PURPOSE),
        ({}, {"order": {"purpose": LoanPurpose.LENDING_ON}}, NO, ReviewReason.PURPOSE),
        ({}, {"order": {"description": "To buy bitcoin before it rises."}}, ASK,
         ReviewReason.PURPOSE_WORDS),
        ({}, {"order": {"description": "想用这笔钱去炒股，行情很好。"}}, ASK,
         ReviewReason.PURPOSE_WORDS),
        ({"order": {"amount": 500 * UNIT}}, {"order": {"amount": 500 * UNIT - 1}}, NO,
         ReviewReason.AMOUNT),
        ({"order": {"months": 60}}, {"order": {"months": 61}}, NO, ReviewReason.TERM),
        ({"age": 18}, {"age": 17}, NO, ReviewReason.AGE),
        ({"age": 79}, {"age": 80}, NO, ReviewReason.AGE),
        ({}, {"blacklisted": True}, NO, ReviewReason.BLACKLISTED),
        ({}, {"level": 1}, NO, ReviewReason.IDENTITY),
        ({}, {"documents": frozenset({"identity_card"})}, NO, ReviewReason.DOCUMENTS),
        ({}, {"income_verified": False}, ASK, ReviewReason.INCOME_UNVERIFIED),
        ({}, {"care_missing": True}, ASK, ReviewReason.VULNERABLE),
        ({}, {"clear": False}, NO, ReviewReason.WATCHLIST),
        ({}, {"related": True}, NO, ReviewReason.RELATED),
        ({}, {"due_diligence_missing": True}, ASK, ReviewReason.RISK_RATING),
        ({"shares": {"document": 0}}, {"shares": {"document": 1}}, NO,
         ReviewReason.DOCUMENT_REUSED),
        ({"shares": {"card": 0}}, {"shares": {"card": 1}}, ASK, ReviewReason.CARD_SHARED),
        ({"shares": {"device": 0}}, {"shares": {"device": 1}}, ASK, ReviewReason.DEVICE_SHARED),
        ({}, {"same_project": True}, NO, ReviewReason.PROJECT_DUPLICATE),
        ({}, {"similar_project": True}, ASK, ReviewReason.PROJECT_SIMILAR),
        ({"applications_30d": 3}, {"applications_30d": 4}, ASK, ReviewReason.VELOCITY),
        ({"incomes": (40, 60)}, {"incomes": (29, 60)}, ASK, ReviewReason.INCOME_INCONSISTENT),
        ({"incomes": (60, 30)}, {"incomes": (60, 29)}, ASK, ReviewReason.INCOME_INCONSISTENT),
        ({}, {"bureau": False}, ASK, ReviewReason.BUREAU_MISSING),
        ({"chance": 0.18}, {"chance": 0.19}, ASK, ReviewReason.SCORE_GREY),
        ({"chance": 0.18}, {"chance": 0.30}, NO, ReviewReason.SCORE),
        ({}, {"rate_ppm": None}, NO, ReviewReason.PRICE),
        ({"owed": 34_000 * UNIT}, {"owed": 34_000 * UNIT + 1}, NO, ReviewReason.AMOUNT),
        ({"income": 6_546 * UNIT}, {"income": 6_545 * UNIT}, NO, ReviewReason.INCOME),
        ({"income": 60_000 * UNIT}, {"income": None}, ASK, ReviewReason.INCOME_UNVERIFIED),
    ],
)  # fmt: skip
def test_a_rule_has_its_edge(
    right: dict[str, Any], wrong: dict[str, Any], outcome: StageOutcome, reason: ReviewReason
) -> None:
    assert reason not in decided(**right)[1]
    result = decided(**wrong)
    assert result[0] is outcome
    assert reason in result[1]


def test_obligations_count_this_loan_and_every_other_payment() -> None:
    case = a_case(order={"debt_payments": 900 * UNIT}, due_a_month=50 * UNIT)
    payment = monthly_payment(case)
    income = 60_000 * UNIT // 12
    owed = 950 * UNIT + payment
    assert obligations_ppm(case) == -(-owed * 10**6 // income)
    assert payment == 533_092_733  # 6,000 at 12 % in twelve equal payments, design 5.2


def test_obligations_refer_and_refuse_at_their_bounds() -> None:
    income = 60_000 * UNIT
    payment = monthly_payment(a_case())

    def at(share_ppm: int) -> dict[str, Any]:
        return {"order": {"debt_payments": income // 12 * share_ppm // 10**6 - payment}}

    assert decided(**at(399_999))[0] is YES
    assert decided(**at(400_001))[0] is ASK
    assert decided(**at(549_000))[0] is ASK
    assert decided(**at(550_001)) == (NO, (ReviewReason.OBLIGATIONS,))


def test_a_worse_grade_never_has_a_better_limit_or_level() -> None:
    grades = list(RULES.grades.values())
    for better, worse in itertools.pairwise(grades):
        assert worse.limit <= better.limit
        assert worse.income_months <= better.income_months
        assert worse.level >= better.level


def test_the_applicant_hears_four_reasons_at_most_and_none_that_tips_off() -> None:
    every = told(ReviewReason, ("Length of employment",))
    assert len(every) == 4
    for reason in (ReviewReason.WATCHLIST, ReviewReason.DOCUMENT_REUSED, ReviewReason.RISK_RATING):
        assert told([reason], ()) == ("We could not verify what was given",)
    assert told([ReviewReason.SCORE], ("a", "b", "a")) == ("a", "b")


def test_every_reason_has_its_words() -> None:
    for reason in set(ReviewReason) - {ReviewReason.SCORE, ReviewReason.SCORE_GREY}:
        assert told([reason], ())
    assert len(set(Override)) == 8


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"title": "A new roof"}, {"title": "  a NEW  roof!"}, True),
        ({"title": "A new roof"}, {"title": "Ａ new roof"}, True),
        ({"title": "A new roof"}, {"title": "A new kitchen"}, False),
        ({"project_reference": "INV-7"}, {"project_reference": "inv 7", "title": "Else"}, True),
        ({"project_reference": "INV-7"}, {"project_reference": "INV-8"}, False),
    ],
)
def test_a_project_is_the_same_however_it_is_written(
    first: dict[str, Any], second: dict[str, Any], *, same: bool
) -> None:
    assert (an_order(**first).project == an_order(**second).project) is same
