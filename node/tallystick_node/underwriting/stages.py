"""The six stages. Each looks at the case alone and returns pass, refer or refuse, with reasons."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import Terms, schedule
from tallystick_node.underwriting.case import (
    CARD_REASONS,
    MISSING_ARTEFACTS,
    MISSING_PAPERS,
    Fact,
    StageFinding,
    StageOutcome,
    UnderwritingStage,
)
from tallystick_node.underwriting.reasons import ReviewReason

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.judgement import Policy
    from tallystick_node.underwriting.case import ApplicationCase
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["examine", "monthly_payment", "obligations_ppm"]

PPM = 10**6
MONTHS_PER_YEAR = 12
_Marked = Sequence[tuple[bool, StageOutcome, ReviewReason]]


def examine(case: ApplicationCase, rules: LendingRules, policy: Policy) -> list[StageFinding]:
    """Return the finding of each stage, and the decision.

    Args:
        case: The application with its context.
        rules: The platform's figures.
        policy: The policy pack on a day.

    Returns:
        The findings in order; a refusal is the last before the decision.
    """
    findings: list[StageFinding] = []
    for stage in _STAGES:
        finding = stage(case, rules, policy)
        findings.append(finding)
        if finding.outcome is StageOutcome.REFUSE:
            break
    outcomes = [earlier.outcome for earlier in findings]
    outcome = (
        StageOutcome.REFUSE
        if StageOutcome.REFUSE in outcomes
        else StageOutcome.REFER
        if StageOutcome.REFER in outcomes
        else StageOutcome.PASS
    )
    reasons = tuple(reason for earlier in findings for reason in earlier.reasons)
    return [*findings, StageFinding(UnderwritingStage.DECISION, outcome, reasons)]


def monthly_payment(case: ApplicationCase) -> int:
    """Return the loan's largest monthly payment; of what is paid at once the even part of a month.

    Args:
        case: The application with its context; without a rate it counts as 0.

    Returns:
        Minor units; a part is rounded up.

    Raises:
        TermsError: SCHED:… when the terms have no schedule.
    """
    order = case.order
    terms = Terms(order.amount, case.rate_ppm or 0, order.months, 1, Unit.MONTHS, order.method)
    payments = [row.payment for row in schedule(terms)]
    return div_ceil(sum(payments), order.months) if case.paid_at_once else max(payments)


def obligations_ppm(case: ApplicationCase) -> int | None:
    """Return all monthly payments, this loan's among them, in proportion to the monthly income.

    (debt payments + payments due here + this loan's payment) * 12 / yearly income.

    Args:
        case: The application with its context.

    Returns:
        ppm, rounded up; None without an income.

    Raises:
        TermsError: SCHED:… when the terms have no schedule.
    """
    if not case.borrower.income:
        return None
    owed = case.order.debt_payments + case.history.due_a_month + monthly_payment(case)
    return div_ceil(owed * MONTHS_PER_YEAR * PPM, case.borrower.income)


def _screen(case: ApplicationCase, rules: LendingRules, _: Policy) -> StageFinding:
    order, borrower = case.order, case.borrower
    text = f"{order.title} {order.description}".casefold()
    ends = None if borrower.age is None else borrower.age * MONTHS_PER_YEAR + order.months
    return _finding(
        UnderwritingStage.SCREEN,
        [
            (order.purpose in rules.purposes_refused, StageOutcome.REFUSE, ReviewReason.PURPOSE),
            (
                any(word.casefold() in text for word in rules.purpose_words),
                StageOutcome.REFER,
                ReviewReason.PURPOSE_WORDS,
            ),
            (
                not rules.amount_min <= order.amount <= rules.amount_max,
                StageOutcome.REFUSE,
                ReviewReason.AMOUNT,
            ),
            (order.months not in rules.months, StageOutcome.REFUSE, ReviewReason.TERM),
            (
                borrower.natural
                and ends is not None
                and not (
                    rules.age_min * MONTHS_PER_YEAR <= ends - order.months
                    and ends <= rules.age_max_at_end * MONTHS_PER_YEAR
                ),
                StageOutcome.REFUSE,
                ReviewReason.AGE,
            ),
            (case.history.blacklisted, StageOutcome.REFUSE, ReviewReason.BLACKLISTED),
        ],
        {"amount": order.amount, "months": order.months, "purpose": str(order.purpose)},
    )


def _authenticity(case: ApplicationCase, rules: LendingRules, _: Policy) -> StageFinding:
    borrower = case.borrower
    missing = rules.missing_papers(borrower.documents, natural=borrower.natural)
    return _finding(
        UnderwritingStage.AUTHENTICITY,
        [
            (borrower.level < rules.level_min, StageOutcome.REFUSE, ReviewReason.IDENTITY),
            (bool(missing), StageOutcome.REFUSE, ReviewReason.DOCUMENTS),
            (not borrower.income_verified, StageOutcome.REFER, ReviewReason.INCOME_UNVERIFIED),
            (borrower.care_missing, StageOutcome.REFER, ReviewReason.VULNERABLE),
        ],
        {"level": borrower.level, MISSING_PAPERS: missing},
    )


def _fraud(case: ApplicationCase, rules: LendingRules, _: Policy) -> StageFinding:
    borrower, history = case.borrower, case.history
    shares = borrower.shares
    return _finding(
        UnderwritingStage.FRAUD,
        [
            (not borrower.clear, StageOutcome.REFUSE, ReviewReason.WATCHLIST),
            (borrower.related, StageOutcome.REFUSE, ReviewReason.RELATED),
            (borrower.due_diligence_missing, StageOutcome.REFER, ReviewReason.RISK_RATING),
            (shares.get("document", 0) > 0, StageOutcome.REFUSE, ReviewReason.DOCUMENT_REUSED),
            (shares.get("card", 0) > 0, StageOutcome.REFER, ReviewReason.CARD_SHARED),
            (shares.get("device", 0) > 0, StageOutcome.REFER, ReviewReason.DEVICE_SHARED),
            (history.same_project, StageOutcome.REFUSE, ReviewReason.PROJECT_DUPLICATE),
            (history.similar_project, StageOutcome.REFER, ReviewReason.PROJECT_SIMILAR),
            (
                history.applications_30d > rules.applications_30d_max,
                StageOutcome.REFER,
                ReviewReason.VELOCITY,
            ),
            (
                _moved(borrower.incomes, rules.income_change_max_ppm),
                StageOutcome.REFER,
                ReviewReason.INCOME_INCONSISTENT,
            ),
        ],
        {f"shared_{name}": count for name, count in sorted(shares.items())},
    )


def _score(case: ApplicationCase, rules: LendingRules, _: Policy) -> StageFinding:
    bureau, judgement = case.bureau, case.judgement
    chance_ppm = round(judgement.p_default * PPM)
    return _finding(
        UnderwritingStage.SCORE,
        [
            (bureau is None or not bureau.found, StageOutcome.REFER, ReviewReason.BUREAU_MISSING),
            (
                bureau is not None and (bureau.loans_overdue or 0) > rules.bureau_overdue_max,
                StageOutcome.REFER,
                ReviewReason.BUREAU_OVERDUE,
            ),
            (chance_ppm >= rules.default_refuse_ppm, StageOutcome.REFUSE, ReviewReason.SCORE),
            (
                rules.default_approve_ppm < chance_ppm < rules.default_refuse_ppm,
                StageOutcome.REFER,
                ReviewReason.SCORE_GREY,
            ),
        ],
        {
            "score": judgement.score,
            "grade": judgement.grade,
            "p_default_ppm": chance_ppm,
            CARD_REASONS: [reason.text for reason in judgement.reasons],
        },
    )


def _assessment(case: ApplicationCase, rules: LendingRules, policy: Policy) -> StageFinding:
    order, borrower, history = case.order, case.borrower, case.history
    grade = rules.grades.get(case.judgement.grade)
    share = obligations_ppm(case)
    by_grade = 0 if grade is None else grade.limit
    by_income = by_grade
    if grade is not None and borrower.income is not None:
        by_income = borrower.income * grade.income_months // MONTHS_PER_YEAR  # down
    capped = False
    try:
        policy.check_borrower(
            natural=borrower.natural, more=order.amount, on_platform=history.owed,
            elsewhere=order.owed_elsewhere,
        )  # fmt: skip
    except InputError:
        capped = True
    return _finding(
        UnderwritingStage.ASSESSMENT,
        [
            (case.rate_ppm is None, StageOutcome.REFUSE, ReviewReason.PRICE),
            (capped, StageOutcome.REFUSE, ReviewReason.CAP),
            (share is None, StageOutcome.REFER, ReviewReason.INCOME_UNVERIFIED),
            (
                share is not None and share >= rules.obligations_refuse_ppm,
                StageOutcome.REFUSE,
                ReviewReason.OBLIGATIONS,
            ),
            (
                share is not None
                and rules.obligations_refer_ppm <= share < rules.obligations_refuse_ppm,
                StageOutcome.REFER,
                ReviewReason.OBLIGATIONS_GREY,
            ),
            (order.amount + history.owed > by_income, StageOutcome.REFUSE, ReviewReason.INCOME),
            (order.amount + history.owed > by_grade, StageOutcome.REFUSE, ReviewReason.AMOUNT),
            *_of_product(case),
        ],
        {
            "rate_ppm": case.rate_ppm or 0,
            "limit": min(by_grade, by_income),
            "obligations_ppm": share or 0,
            **_product_facts(case),
        },
    )


def _of_product(case: ApplicationCase) -> _Marked:
    """What people look at because of the product: nothing of it refuses, whatever is missing."""
    return [
        (bool(case.missing_artefacts), StageOutcome.REFER, ReviewReason.ARTEFACTS),
        (case.looks_at_vouches and not case.vouched, StageOutcome.REFER, ReviewReason.SOCIAL),
    ]


def _product_facts(case: ApplicationCase) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if case.missing_artefacts:
        facts[MISSING_ARTEFACTS] = list(case.missing_artefacts)
    if case.vouched is not None:
        facts["vouched"] = case.vouched
    return facts


_STAGES: tuple[Callable[[ApplicationCase, LendingRules, Policy], StageFinding], ...] = (
    _screen, _authenticity, _fraud, _score, _assessment,
)  # fmt: skip


def _finding(stage: UnderwritingStage, marked: _Marked, facts: dict[str, Fact]) -> StageFinding:
    hits = [(outcome, reason) for hit, outcome, reason in marked if hit]
    outcome = next(
        (
            worst
            for worst in (StageOutcome.REFUSE, StageOutcome.REFER)
            if any(hit[0] is worst for hit in hits)
        ),
        StageOutcome.PASS,
    )
    # What refuses comes first: it is what the applicant is told.
    ordered = sorted(hits, key=lambda hit: hit[0] is not StageOutcome.REFUSE)
    return StageFinding(stage, outcome, tuple(reason for _, reason in ordered), facts)


def _moved(incomes: Sequence[int], change_max_ppm: int) -> bool:
    """Whether two incomes that were stated lie further apart than may be."""
    return any(
        abs(later - earlier) * PPM > change_max_ppm * max(earlier, later)
        for earlier, later in itertools.pairwise(incomes)
    )
