from __future__ import annotations

import pytest

from reference.loan_cases import day, loan
from tallystick.loans.instalments import dues, end_row, instalment, late_charge, rows_ahead
from tallystick.loans.payoff import due_now
from tallystick.loans.repayment import prepay, repay
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method, Unit, schedule
from tallystick.loans.state import LoanState, Mode


def charge_of(state: LoanState, today: str) -> int:
    return next(dues(state, day(today), ahead=False)).charge


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("unit", Unit)
def test_the_first_version_is_the_schedule(method: Method, unit: Unit) -> None:
    state = loan(method, principal=123_457, n=7, period=2, unit=unit)
    assert [(row.interest, row.principal) for row in rows_ahead(state)] == [
        (row.interest, row.principal) for row in schedule(state.terms.schedule)
    ]


def test_due_dates_at_the_end_of_the_month_are_clamped_from_the_issue_day() -> None:
    rows = rows_ahead(loan(issued="2024-01-31"))
    assert [row.due for row in rows] == [day("2024-02-29"), day("2024-03-31"), day("2024-04-30")]
    assert [row.start for row in rows] == [day("2024-01-31"), day("2024-02-29"), day("2024-03-31")]


def test_no_charge_within_grace_and_none_for_those_days_after_it() -> None:
    state = loan(grace_days=3)
    assert charge_of(state, "2024-02-15") == 0
    assert charge_of(state, "2024-02-18") == 0
    # The 4th day past due bears 1 day, not 4: 340,022 x 24 % / 365 = 223.58, up
    assert charge_of(state, "2024-02-19") == 224
    # and the 15th bears 12: 2,682.91
    assert charge_of(state, "2024-03-01") == 2_683


def test_without_grace_the_first_day_past_due_bears_a_charge() -> None:
    assert charge_of(loan(grace_days=0), "2024-02-15") == 0
    assert charge_of(loan(grace_days=0), "2024-02-16") == 224


def test_each_late_instalment_bears_its_own_charge() -> None:
    # 20 March: row 1 is 34 days late, 31 counted: 340,022 x 31 x 24 % / 365 = 6,930.86
    # row 2 is 5 days late, 2 counted: 447.15
    charges = [due.charge for due in dues(loan(), day("2024-03-20"), ahead=True)]
    assert charges == [6_931, 448, 0]


def test_a_part_payment_goes_to_the_charge_first_and_lowers_later_days_only() -> None:
    state, payment = repay(loan(), day("2024-03-01"), 1_000)
    assert (payment.charges, payment.interest, payment.principal) == (1_000, 0, 0)
    assert charge_of(state, "2024-03-01") == 1_683
    # One day more on the whole instalment: 340,022 x 13 x 24 % / 365 = 2,906.49, less 1,000
    assert charge_of(state, "2024-03-02") == 1_907


def test_what_was_paid_of_a_late_instalment_bears_nothing_from_the_next_day() -> None:
    # Charge 2,683, interest 10,000, 5,000 of principal: 325,022 stay.
    state, payment = repay(loan(), day("2024-03-01"), 17_683)
    assert (payment.charges, payment.interest, payment.principal) == (2_683, 10_000, 5_000)
    assert charge_of(state, "2024-03-01") == 0
    # (340,022 x 12 + 325,022) x 24 % / 365 = 2,896.63, less 2,683
    assert charge_of(state, "2024-03-02") == 214


def test_a_payment_today_does_not_change_what_today_bears() -> None:
    # The day counts with the amount unpaid at its start, so paying twice a day gains nothing.
    state, _ = repay(loan(), day("2024-02-19"), 200_000)
    assert next(dues(state, day("2024-02-19"), ahead=False)).exposure == 340_022


def test_a_part_payment_within_grace_lowers_every_day_that_counts() -> None:
    state, _ = repay(loan(), day("2024-02-17"), 240_022)
    # 100,000 x 1 day x 24 % / 365 = 65.75
    assert charge_of(state, "2024-02-19") == 66


def test_the_charge_of_an_instalment_ends_at_its_cap() -> None:
    # 1 % of 340,022, down: 3,400. It is reached on the 16th counted day: 15 days 3,353.64.
    state = loan(late_cap_ppm=10_000)
    assert charge_of(state, "2024-03-04") == 3_354
    assert charge_of(state, "2024-03-05") == 3_400
    assert charge_of(state, "2025-03-05") == 3_400
    # What is paid counts against the cap, in part payments too.
    state, _ = repay(state, day("2024-03-04"), 3_354)
    assert charge_of(state, "2025-03-05") == 46


def test_the_charge_rounds_up_and_its_cap_down() -> None:
    terms = loan(late_cap_ppm=10_000).terms
    assert late_charge(terms, 199, 1) == 1  # 24 % of a day's 365th of 1, up; the cap is 1.99
    assert late_charge(terms, 99, 10**6) == 0  # the cap is 0.99


def test_zero_rows_where_rounding_ends_a_linear_loan_early() -> None:
    # 7 over 12 months at 0 %: half-up(7/12) = 1, so rows 8 to 12 are zero.
    state = loan(Method.LINEAR, principal=7, rate_ppm=0, n=12)
    assert [row.payment for row in rows_ahead(state)] == [1] * 7 + [0] * 5
    assert end_row(state) == 7


def test_a_shortened_loan_ends_with_the_row_that_clears_it() -> None:
    state, _ = prepay(loan(), day("2024-01-25"), 503_226, Mode.SHORTER)
    assert [row.payment for row in rows_ahead(state)] == [340_022, 164_999, 0]
    assert end_row(state) == 2


def test_an_instalment_by_its_number() -> None:
    state, _ = repay(loan(), day("2024-02-15"), 340_022)
    row = instalment(state, 2)
    assert (row.number, row.interest, row.principal, row.balance) == (2, 6_700, 333_322, 669_978)
    for number in (1, 4):
        with pytest.raises(TermsError, match="LOAN:NUMBER"):
            instalment(state, number)


def test_a_partly_paid_instalment_keeps_its_full_row() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 4_000)
    assert instalment(state, 1).payment == 340_022
    assert due_now(state, day("2024-02-15")) == 336_022


def test_a_repaid_loan_has_no_rows() -> None:
    state, _ = prepay(loan(), day("2024-01-15"), 1_000_000, Mode.SMALLER)
    assert rows_ahead(state) == ()
