from __future__ import annotations

import pytest

from reference.loan_cases import day, loan, refuses
from tallystick.loans.payoff import payable, row_to_pay
from tallystick.loans.repayment import collect, prepay, repay
from tallystick.loans.schedule import Method, Unit
from tallystick.loans.state import Mode, Status

# Repay


def test_repay_takes_what_is_payable_and_no_more() -> None:
    state, payment = repay(loan(), day("2024-02-15"), 10**18)
    assert payment.debit == 680_044  # rows 1 and 2; row 3 begins on 15 March
    assert payment.settled == 2
    with refuses("SERV:REPAY:NOTHING"):
        repay(state, day("2024-02-15"), 1)


def test_a_payment_settles_no_instalment_after_the_one_it_is_for() -> None:
    state, payment = repay(loan(), day("2024-02-15"), 10**18, through=1)
    assert (payment.debit, payment.settled) == (340_022, 1)
    # A collection came first: the same payment again does not settle the next.
    with refuses("SERV:REPAY:NOTHING"):
        repay(state, day("2024-02-15"), 10**18, through=1)
    assert repay(state, day("2024-02-15"), 10**18, through=2)[1].settled == 1


def test_others_than_the_borrower_pay_only_what_is_due() -> None:
    with refuses("SERV:REPAY:NOTHING"):
        repay(loan(), day("2024-02-14"), 10**18, only_due=True)
    state, payment = repay(loan(), day("2024-02-15"), 10**18, only_due=True)
    assert (payment.debit, payment.settled) == (340_022, 1)
    assert state.settled == 1


def test_the_worst_days_past_due_are_remembered() -> None:
    state, _ = repay(loan(), day("2024-02-15"), 1)
    assert state.worst_dpd == 0
    state, _ = repay(state, day("2024-03-01"), 10**9, through=1)
    assert state.worst_dpd == 15
    state, _ = repay(state, day("2024-03-20"), 10**9)
    assert state.worst_dpd == 15


def test_an_instalment_paid_early_costs_its_full_scheduled_interest() -> None:
    _, payment = repay(loan(), day("2024-01-15"), 340_022)
    assert (payment.interest, payment.principal) == (10_000, 330_022)


def test_a_part_payment_is_interest_then_principal_of_the_oldest() -> None:
    state, payment = repay(loan(), day("2024-02-15"), 340_022 + 6_701)
    assert (payment.interest, payment.principal, payment.settled) == (16_700, 330_023, 1)
    assert (state.settled, state.part_interest, state.part_principal) == (1, 6_700, 1)


def test_the_last_instalment_repays_the_loan() -> None:
    state, _ = repay(loan(), day("2024-02-15"), 680_044)
    state, _ = repay(state, day("2024-03-15"), 340_022)
    assert state.status is Status.ACTIVE
    state, payment = repay(state, day("2024-03-15"), 1)
    assert (payment.debit, state.status) == (1, Status.REPAID)
    # Three instalments, and one change of status.
    assert (state.version, state.paid_count, state.ended) == (1, 3, True)
    assert (state.total_principal, state.total_interest) == (1_000_000, 20_067)
    with refuses("SERV:REPAY:STATUS"):
        repay(state, day("2024-03-15"), 1)


def test_a_loan_whose_balance_is_paid_is_repaid_without_its_zero_rows() -> None:
    state = loan(Method.LINEAR, principal=7, rate_ppm=0, n=12)
    state, payment = repay(state, day("2024-07-15"), 100)
    assert (payment.debit, payment.settled, state.status) == (7, 7, Status.REPAID)
    assert (state.settled, state.version) == (7, 1)


def test_zero_rows_before_the_first_payment_are_free() -> None:
    # 0 % and two rows of interest only: rows 1 and 2 are zero, then 500,000 twice.
    state = loan(rate_ppm=0, n=4, lead=2)
    with refuses("SERV:REPAY:NOTHING"):
        repay(state, day("2024-03-14"), 1)
    state, payment = repay(state, day("2024-03-15"), 10**9)
    assert (payment.debit, payment.settled) == (500_000, 1)
    assert (state.settled, state.paid_count, state.version) == (3, 1, 0)


def test_one_call_settles_at_most_12_instalments() -> None:
    state = loan(Method.LINEAR, principal=200, rate_ppm=0, n=20, unit=Unit.DAYS, grace_days=30)
    today = day("2024-02-10")
    state, payment = repay(state, today, 10**9)
    assert (payment.debit, payment.settled) == (120, 12)
    state, payment = repay(state, today, 10**9)
    assert (payment.debit, payment.settled, state.status) == (80, 8, Status.REPAID)


def test_the_twelfth_instalment_may_be_partial_and_the_next_is_not_touched() -> None:
    state = loan(Method.LINEAR, principal=200, rate_ppm=0, n=20, unit=Unit.DAYS, grace_days=30)
    today = day("2024-02-10")
    state, payment = repay(state, today, 115)
    assert (payment.debit, payment.settled, state.part_principal) == (115, 11, 5)


def test_a_repayment_of_nothing_is_refused() -> None:
    with refuses("SERV:REPAY:ZERO"):
        repay(loan(), day("2024-02-15"), 0)


def test_a_float_is_no_amount() -> None:
    with pytest.raises(TypeError, match="max_amount must be an int, not float"):
        repay(loan(), day("2024-02-15"), 340_022.0)  # type: ignore[arg-type]


def test_the_platform_shares_round_down_once_per_call() -> None:
    # Interest 10,000 x 1.2345 % = 123.45; charge 2,683 x 33.3333 % = 894.33
    state = loan(servicing_ppm=12_345, late_share_ppm=333_333)
    state, payment = repay(state, day("2024-03-01"), 342_705)
    assert (payment.interest, payment.charges, payment.settled) == (10_000, 2_683, 1)
    assert (payment.servicing_fee, payment.late_fee) == (123, 894)
    assert payment.lenders_principal == 330_022
    assert payment.lenders_interest == 10_000 + 2_683 - 123 - 894
    assert (state.fees, state.total_interest) == (1_017, 11_666)


# Collect


def test_collect_takes_what_is_due_and_not_what_is_only_payable() -> None:
    state = loan()
    with refuses("SERV:COLLECT:NOTHING"):
        collect(state, day("2024-02-14"), 10**9)
    state, payment = collect(state, day("2024-02-15"), 10**9)
    assert (payment.debit, payment.settled) == (340_022, 1)
    assert payable(state, day("2024-02-15")) == 340_022


def test_collect_goes_as_far_as_the_balance() -> None:
    state, payment = collect(loan(), day("2024-02-15"), 10_005)
    assert (payment.interest, payment.principal) == (10_000, 5)
    with refuses("SERV:COLLECT:NOTHING"):
        collect(state, day("2024-02-15"), 0)


def test_the_running_instalment_is_what_a_payment_is_for_when_nothing_is_due() -> None:
    state = loan()
    assert row_to_pay(state, day("2024-01-15")) == 1
    assert row_to_pay(state, day("2024-02-15")) == 1
    assert row_to_pay(state, day("2024-03-15")) == 2
    state, _ = repay(state, day("2024-02-15"), 340_022)
    assert row_to_pay(state, day("2024-02-15")) == 2
    state, _ = repay(state, day("2024-04-15"), 10**9, through=2)
    assert row_to_pay(state, day("2025-01-01")) == 3


def test_a_repaid_loan_is_not_collected() -> None:
    state, _ = prepay(loan(), day("2024-01-15"), 1_000_000, Mode.SMALLER)
    with refuses("SERV:COLLECT:NOTHING"):
        collect(state, day("2024-02-15"), 1)
