"""The six stages. Each looks at the case alone and returns pass, refer or refuse, with reasons."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import Terms, schedule
from tallystick_node.underwriting.case import Finding, Outcome, Stage
from tallystick_node.underwriting.reasons import Reason

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.judgement import Policy
    from tallystick_node.underwriting.case import Case
    from tallystick_node.underwriting.rules import LendingRules

__all__ = ["examine", "monthly_payment", "obligations_ppm"]

PPM = 10**6
MONTHS_PER_YEAR = 12
_Marked = Sequence[tuple[bool, Outcome, Reason]]


def examine(case: Case, rules: LendingRules, policy: Policy) -> list[Finding]:
    """Return the finding of each stage, and the decision.

    Args:
        case: The application with its context.
        rules: The platform's figures.
        policy: The policy pack on a day.

    Returns:
        The findings in order; a refusal is the last before the decision.
    """
    findings: list[Finding] = []
    for stage in _STAGES:
        finding = stage(case, rules, policy)
        findings.append(finding)
        if finding.outcome is Outcome.REFUSE:
            break
    outcomes = [earlier.outcome for earlier in findings]
    outcome = (
        Outcome.REFUSE
        if Outcome.REFUSE in outcomes
        else Outcome.REFER
        if Outcome.REFER in outcomes
        else Outcome.PASS
    )
    reasons = tuple(reason for earlier in findings for reason in earlier.reasons)
    return [*findings, Finding(Stage.DECISION, outcome, reasons)]


def monthly_payment(case: Case) -> int:
    """Return the loan's largest monthly payment.

    Args:
        case: The application with its context; without a rate it counts as 0.

    Returns:
        Minor units.

    Raises:
        TermsError: SCHED:… when the terms have no schedule.
    """
    order = case.order
    terms = Terms(order.amount, case.rate_ppm or 0, order.months, 1, Unit.MONTHS, order.method)
    return max(row.payment for row in schedule(terms))


def obligations_ppm(case: Case) -> int | None:
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


def _screen(case: Case, rules: LendingRules, _: Policy) -> Finding:
    order, borrower = case.order, case.borrower
    text = f"{order.title} {order.description}".casefold()
    ends = None if borrower.age is None else borrower.age * MONTHS_PER_YEAR + order.months
    return _finding(
        Stage.SCREEN,
        [
            (order.purpose in rules.purposes_refused, Outcome.REFUSE, Reason.PURPOSE),
            (
                any(word.casefold() in text for word in rules.purpose_words),
                Outcome.REFER,
                Reason.PURPOSE_WORDS,
            ),
            (
                not rules.amount_min <= order.amount <= rules.amount_max,
                Outcome.REFUSE,
                Reason.AMOUNT,
            ),
            (order.months not in rules.months, Outcome.REFUSE, Reason.TERM),
            (
                borrower.natural
                and ends is not None
                and not (
                    rules.age_min * MONTHS_PER_YEAR <= ends - order.months
                    and ends <= rules.age_max_at_end * MONTHS_PER_YEAR
                ),
                Outcome.REFUSE,
                Reason.AGE,
            ),
            (case.history.blacklisted, Outcome.REFUSE, Reason.BLACKLISTED),
        ],
        {"amount": order.amount, "months": order.months, "purpose": str(order.purpose)},
    )


def _authenticity(case: Case, rules: LendingRules, _: Policy) -> Finding:
    borrower = case.borrower
    missing = sorted(set(rules.documents) - borrower.documents) if borrower.natural else []
    return _finding(
        Stage.AUTHENTICITY,
        [
            (borrower.level < rules.level_min, Outcome.REFUSE, Reason.IDENTITY),
            (bool(missing), Outcome.REFUSE, Reason.DOCUMENTS),
            (not borrower.income_verified, Outcome.REFER, Reason.INCOME_UNVERIFIED),
            (borrower.care_missing, Outcome.REFER, Reason.VULNERABLE),
        ],
        {"level": borrower.level, "missing_documents": " ".join(missing)},
    )


def _fraud(case: Case, rules: LendingRules, _: Policy) -> Finding:
    borrower, history = case.borrower, case.history
    shares = borrower.shares
    return _finding(
        Stage.FRAUD,
        [
            (not borrower.clear, Outcome.REFUSE, Reason.WATCHLIST),
            (borrower.related, Outcome.REFUSE, Reason.RELATED),
            (borrower.due_diligence_missing, Outcome.REFER, Reason.RISK_RATING),
            (shares.get("document", 0) > 0, Outcome.REFUSE, Reason.DOCUMENT_REUSED),
            (shares.get("card", 0) > 0, Outcome.REFER, Reason.CARD_SHARED),
            (shares.get("device", 0) > 0, Outcome.REFER, Reason.DEVICE_SHARED),
            (history.same_project, Outcome.REFUSE, Reason.PROJECT_DUPLICATE),
            (history.similar_project, Outcome.REFER, Reason.PROJECT_SIMILAR),
            (
                history.applications_30d > rules.applications_30d_max,
                Outcome.REFER,
                Reason.VELOCITY,
            ),
            (
                _moved(borrower.incomes, rules.income_change_max_ppm),
                Outcome.REFER,
                Reason.INCOME_INCONSISTENT,
            ),
        ],
        {f"shared_{name}": count for name, count in sorted(shares.items())},
    )


def _score(case: Case, rules: LendingRules, _: Policy) -> Finding:
    bureau, judgement = case.bureau, case.judgement
    chance_ppm = round(judgement.p_default * PPM)
    return _finding(
        Stage.SCORE,
        [
            (bureau is None or not bureau.found, Outcome.REFER, Reason.BUREAU_MISSING),
            (
                bureau is not None and (bureau.loans_overdue or 0) > rules.bureau_overdue_max,
                Outcome.REFER,
                Reason.BUREAU_OVERDUE,
            ),
            (chance_ppm >= rules.default_refuse_ppm, Outcome.REFUSE, Reason.SCORE),
            (
                rules.default_approve_ppm < chance_ppm < rules.default_refuse_ppm,
                Outcome.REFER,
                Reason.SCORE_GREY,
            ),
        ],
        {"score": judgement.score, "grade": judgement.grade, "p_default_ppm": chance_ppm},
    )


def _assessment(case: Case, rules: LendingRules, policy: Policy) -> Finding:
    order, borrower, history = case.order, case.borrower, case.history
    grade = rules.grades.get(case.judgement.grade)
    share = obligations_ppm(case)
    limit = 0 if grade is None else grade.limit
    if grade is not None and borrower.income is not None:
        limit = min(limit, borrower.income * grade.income_months // MONTHS_PER_YEAR)  # down
    capped = False
    try:
        policy.check_borrower(
            natural=borrower.natural, more=order.amount, on_platform=history.owed,
            elsewhere=order.owed_elsewhere,
        )  # fmt: skip
    except InputError:
        capped = True
    return _finding(
        Stage.ASSESSMENT,
        [
            (case.rate_ppm is None, Outcome.REFUSE, Reason.PRICE),
            (capped, Outcome.REFUSE, Reason.CAP),
            (share is None, Outcome.REFER, Reason.INCOME_UNVERIFIED),
            (
                share is not None and share >= rules.obligations_refuse_ppm,
                Outcome.REFUSE,
                Reason.OBLIGATIONS,
            ),
            (
                share is not None
                and rules.obligations_refer_ppm <= share < rules.obligations_refuse_ppm,
                Outcome.REFER,
                Reason.OBLIGATIONS_GREY,
            ),
            (order.amount + history.owed > limit, Outcome.REFUSE, Reason.INCOME),
        ],
        {"rate_ppm": case.rate_ppm or 0, "limit": limit, "obligations_ppm": share or 0},
    )


_STAGES: tuple[Callable[[Case, LendingRules, Policy], Finding], ...] = (
    _screen, _authenticity, _fraud, _score, _assessment,
)  # fmt: skip


def _finding(stage: Stage, marked: _Marked, facts: dict[str, int | str]) -> Finding:
    hits = [(outcome, reason) for hit, outcome, reason in marked if hit]
    outcome = next(
        (
            worst
            for worst in (Outcome.REFUSE, Outcome.REFER)
            if any(hit[0] is worst for hit in hits)
        ),
        Outcome.PASS,
    )
    # What refuses comes first: it is what the applicant is told.
    ordered = sorted(hits, key=lambda hit: hit[0] is not Outcome.REFUSE)
    return Finding(stage, outcome, tuple(reason for _, reason in ordered), facts)


def _moved(incomes: Sequence[int], change_max_ppm: int) -> bool:
    """Whether two incomes that were stated lie further apart than may be."""
    return any(
        abs(later - earlier) * PPM > change_max_ppm * max(earlier, later)
        for earlier, later in itertools.pairwise(incomes)
    )
