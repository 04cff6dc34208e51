from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from reference.loan_cases import day, loan
from tallystick.loans.repayment import repay
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method
from tallystick.loans.state import LoanError, LoanTerms, issue


def test_a_loan_starts_with_its_whole_principal_and_level_amount() -> None:
    state = loan()
    assert (state.balance, state.level, state.last) == (1_000_000, 340_022, 3)
    assert (state.outstanding, state.owed, state.version) == (1_000_000, 0, 0)
    assert loan(Method.LINEAR).level == 333_333
    assert loan(Method.INTEREST_ONLY).level == 0


def test_outstanding_is_the_principal_not_yet_paid() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 10_001)
    assert (state.balance, state.outstanding) == (1_000_000, 999_999)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("grace_days", 0, 366),
        ("default_dpd", 30, 1_000),
        ("late_rate_ppm", 0, 10**6),
        ("late_cap_ppm", 0, 10**6),
        ("servicing_ppm", 0, 10**6),
        ("late_share_ppm", 0, 10**6),
        ("recovery_ppm", 0, 250_000),
        ("cover_cap_ppm", 0, 10**6),
    ],
)
def test_every_term_has_bounds(name: str, low: int, high: int) -> None:
    def terms(value: object) -> LoanTerms:
        return replace(loan().terms, **{name: value})  # type: ignore[arg-type]

    for value in (low, high):
        assert getattr(terms(value), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(TermsError, match=f"LOAN:{name.upper()}"):
            terms(value)
    for wrong in (float(high), True, "1"):
        with pytest.raises(TypeError, match=name):
            terms(wrong)


def test_a_schedule_is_terms() -> None:
    with pytest.raises(TypeError, match="schedule must be Terms, not int"):
        replace(loan().terms, schedule=3)  # type: ignore[arg-type]


def test_an_issue_day_is_a_day_after_the_epoch() -> None:
    # Day 0 would read as "never prepaid".
    with pytest.raises(TermsError, match="LOAN:DAY"):
        issue(loan().terms, 0)


def test_a_refusal_says_code_rule_and_values_and_survives_pickling() -> None:
    error = LoanError("SERV:REPAY:ZERO", "a repayment needs at least 1 unit", {"max": 0})
    assert str(error) == "SERV:REPAY:ZERO: a repayment needs at least 1 unit (given max=0)"
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.rule, again.values) == (error.code, error.rule, error.values)
