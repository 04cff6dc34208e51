"""What a restructuring makes of a loan: its rows, its arrears, and who pays them when."""

from __future__ import annotations

import pytest

from reference.loan_cases import day, defaulted, loan, refuses
from tallystick.loans.default import default, recover
from tallystick.loans.instalments import rows_ahead
from tallystick.loans.payoff import days_past_due, due_now, payable, payoff, row_to_pay
from tallystick.loans.repayment import collect, prepay, repay
from tallystick.loans.restructuring import impair, lift_impairment, restructure
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method
from tallystick.loans.state import LoanState, Mode, Status


def restructured() -> LoanState:
    """Row 1 of three was due on 15 February; on the 25th the loan is spread over four months."""
    return restructure(loan(), day("2024-02-25"), rate_ppm=60_000, n=4, period=1)


def test_the_unpaid_principal_runs_over_new_rows_and_the_rest_is_in_arrears() -> None:
    owed = payoff(loan(), day("2024-02-25"))
    state = restructured()
    assert (state.balance, state.settled, state.last) == (1_000_000, 0, 4)
    assert (state.arrears_interest, state.arrears_charges) == (owed.interest, owed.charges)
    # 10,000 of row 1 and 6,700 x 10/29 of row 2; 340,022 x 24 % x 7/365, rounded up.
    assert (owed.interest, owed.charges) == (12_310, 1_566)
    assert [row.interest for row in rows_ahead(state)][:1] == [5_000]
    assert sum(row.principal for row in rows_ahead(state)) == 1_000_000
    assert (state.version, state.worst_dpd, state.issue_day) == (1, 10, day("2024-02-25"))


def test_arrears_are_paid_before_row_one_and_due_with_it() -> None:
    state, due = restructured(), day("2024-03-25")
    assert due_now(state, due - 1) == days_past_due(state, due) == 0
    assert due_now(state, due) == state.arrears + rows_ahead(state)[0].payment
    assert payable(state, due - 1) == due_now(state, due)
    assert days_past_due(state, due + 5) == 5
    part, payment = collect(state, due, 1_600)
    assert (payment.charges, payment.interest, payment.principal) == (1_566, 34, 0)
    assert (part.arrears_charges, part.arrears_interest, part.settled) == (0, 12_276, 0)


def test_others_pay_arrears_only_once_they_are_due() -> None:
    state = restructured()
    with refuses("SERV:REPAY:NOTHING"):
        repay(state, day("2024-03-24"), 10, only_due=True)
    ahead, payment = repay(state, day("2024-03-24"), 10, through=0)
    assert (payment.charges, ahead.worst_dpd) == (10, 10)
    assert repay(state, day("2024-03-25"), 10, only_due=True)[1].charges == 10


def test_arrears_bear_nothing_and_are_part_of_the_payoff() -> None:
    state = restructured()
    first = payoff(state, state.issue_day)
    assert (first.principal, first.interest, first.charges) == (1_000_000, 12_310, 1_566)
    state, payment = prepay(state, state.issue_day, first.total, Mode.SMALLER)
    assert (state.status, state.arrears, payment.debit) == (Status.REPAID, 0, first.total)


def test_a_part_that_was_paid_is_merged() -> None:
    paid, _ = repay(loan(), day("2024-02-15"), 200_000)
    state = restructure(paid, day("2024-02-15"), rate_ppm=0, n=2, period=1)
    assert (state.balance, state.part_interest, state.part_principal) == (810_000, 0, 0)
    assert (state.arrears, state.total_principal) == (0, 190_000)


def test_arrears_alone_lead_to_default_and_belong_to_the_debt() -> None:
    state = loan(Method.INTEREST_ONLY, n=12)
    state = restructure(state, day("2024-02-10"), rate_ppm=0, n=12, period=1)
    today = day("2024-03-10") + 91
    assert row_to_pay(state, today) == 1
    with refuses("WORKOUT:DEFAULT:EARLY"):
        default(state, today - 1)
    state = default(state, today)
    # Only arrears were late: no instalment was.
    assert (state.owed_interest, state.worst_dpd, days_past_due(state, today)) == (8_387, 0, 91)
    state, _ = recover(state, today, state.owed)
    assert state.status is Status.RECOVERED


@pytest.mark.parametrize(
    "terms",
    [{"n": 0}, {"n": 481}, {"rate_ppm": 10**6 + 1}, {"period": 13}, {"lead": 4}, {"rate_ppm": -1}],
)
def test_terms_out_of_bounds_are_refused(terms: dict[str, int]) -> None:
    usual = {"rate_ppm": 0, "n": 4, "period": 1, "lead": 0}
    with refuses("BALLOT:PROPOSE:TERMS"):
        restructure(loan(), day("2024-02-25"), **(usual | terms))


def test_only_annuity_and_linear_lead_without_principal() -> None:
    new = {"rate_ppm": 0, "n": 4, "period": 1, "lead": 1}
    assert restructure(loan(), day("2024-02-25"), **new).level == 333_333
    with refuses("BALLOT:PROPOSE:TERMS"):
        restructure(loan(Method.BULLET), day("2024-02-25"), **new)


def test_what_is_not_active_or_could_earn_too_much_is_refused() -> None:
    with refuses("BALLOT:PROPOSE:STATUS"):
        restructure(defaulted(), day("2025-02-25"), rate_ppm=0, n=4, period=1)
    vast = loan(Method.BULLET, principal=10**15, n=480, rate_ppm=10**6, late_cap_ppm=10**6)
    with refuses("BALLOT:PROPOSE:INTEREST"):
        restructure(vast, day("2024-02-25"), rate_ppm=10**6, n=480, period=1)
    with pytest.raises(TermsError, match="LOAN:TODAY"):
        restructure(loan(), day("2024-01-14"), rate_ppm=0, n=4, period=1)
    with pytest.raises(TypeError, match="n must be an int"):
        restructure(loan(), day("2024-02-25"), rate_ppm=0, n=4.0, period=1)  # type: ignore[arg-type]


def test_a_flag_ends_with_the_payment_that_leaves_nothing_due() -> None:
    state, today = impair(loan()), day("2024-02-15")
    assert (state.impaired, state.version) == (True, 1)
    part, _ = repay(state, today, 340_021)
    assert part.impaired
    whole, _ = repay(part, today, 1)
    assert (whole.impaired, whole.version) == (False, 2)
    closed, _ = prepay(state, today, 10**9, Mode.SMALLER)
    assert (closed.impaired, closed.version) == (False, 3)


def test_a_crumb_paid_ahead_ends_no_flag_and_a_whole_instalment_does() -> None:
    state, today = impair(loan()), day("2024-01-20")
    crumb, _ = repay(state, today, 1)
    assert (crumb.impaired, crumb.version) == (True, 1)
    whole, _ = repay(crumb, today, 340_021)
    assert (whole.impaired, whole.version) == (False, 2)


def test_a_flag_stays_while_arrears_are_due_after_a_row_that_asks_for_nothing() -> None:
    state = restructure(loan(Method.BULLET), day("2024-02-10"), rate_ppm=0, n=12, period=1)
    part, _ = collect(impair(state), day("2024-03-10"), 1)
    assert (part.settled, part.impaired) == (1, True)
    whole, _ = collect(part, day("2024-03-10"), part.arrears)
    assert not whole.impaired


def test_a_flag_is_set_once_and_lifted_once() -> None:
    with refuses("WORKOUT:IMPAIR:STATUS"):
        lift_impairment(loan())
    flagged = impair(loan())
    with refuses("WORKOUT:IMPAIR:STATUS"):
        impair(flagged)
    assert (lift_impairment(flagged).impaired, lift_impairment(flagged).version) == (False, 2)
    with refuses("WORKOUT:IMPAIR:STATUS"):
        impair(defaulted())
