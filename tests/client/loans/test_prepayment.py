"""Prepaying: what it costs, what it leaves, and what is too little for it."""

from __future__ import annotations

import pytest

from reference.loan_cases import day, loan, refuses
from tallystick.loans.instalments import rows_ahead
from tallystick.loans.payoff import payoff
from tallystick.loans.repayment import prepay, repay
from tallystick.loans.schedule import Method, Unit
from tallystick.loans.state import LoanState, Mode, Status


def rows(state: LoanState) -> list[tuple[int, int]]:
    return [(row.interest, row.principal) for row in rows_ahead(state)]


def test_prepay_to_smaller_instalments() -> None:
    # 3,226 accrued in 10 of 31 days; 500,000 of principal.
    state, payment = prepay(loan(), day("2024-01-25"), 503_226, Mode.SMALLER)
    assert (payment.interest, payment.principal, payment.prepaid) == (3_226, 500_000, 500_000)
    # Row 1: 5,000 x 21/31 = 3,387.1. The annuity of 500,000 over 3 is 170,011.06.
    # Row 2: 333,376 x 1 % = 3,333.76. Row 3 pays the rest: 166,699 and 1,666.99.
    assert rows(state) == [(3_387, 166_624), (3_334, 166_677), (1_667, 166_699)]
    # Orders in the market hold on: the status is the same.
    assert state.version == 0


def test_prepay_to_a_shorter_loan() -> None:
    state, _ = prepay(loan(), day("2024-01-25"), 503_226, Mode.SHORTER)
    # The instalment stays 340,022; row 2: 163,365 x 1 % = 1,633.65.
    assert rows(state) == [(3_387, 336_635), (1_634, 163_365), (0, 0)]


def test_a_shortened_loan_is_not_made_longer_by_smaller_instalments() -> None:
    # Six months, 172,548 each. Half paid back on the first day: rows of 172,548 end with row 3.
    state, _ = prepay(loan(n=6), day("2024-01-15"), 500_000, Mode.SHORTER)
    assert rows(state)[2:] == [(1_632, 163_229), (0, 0), (0, 0), (0, 0)]
    # 400,000 over those 3 rows, not over 6: 136,008.84. Row 3: 134,662 and its 1,346.62.
    state, _ = prepay(state, day("2024-01-15"), 100_000, Mode.SMALLER)
    assert [sum(row) for row in rows(state)] == [136_009, 136_009, 136_009]
    assert state.last == 3


def test_two_prepayments_on_a_day_pay_interest_once() -> None:
    state, first = prepay(loan(), day("2024-01-25"), 503_226, Mode.SMALLER)
    state, second = prepay(state, day("2024-01-25"), 100_000, Mode.SMALLER)
    assert (first.interest, second.interest, second.prepaid) == (3_226, 0, 100_000)
    # 400,000 x 1 % x 21/31 = 2,709.68
    assert rows(state)[0][0] == 2_710


def test_a_second_prepayment_in_a_period_pays_from_the_first() -> None:
    state, _ = prepay(loan(), day("2024-01-25"), 503_226, Mode.SMALLER)
    # 5 of 31 days on 500,000: 806.45
    state, payment = prepay(state, day("2024-01-30"), 100_806, Mode.SMALLER)
    assert (payment.interest, payment.prepaid) == (806, 100_000)
    # 16 of 31 days on 400,000: 2,064.5
    assert rows(state)[0][0] == 2_065


def test_prepay_on_a_due_date_pays_the_instalment_and_no_interest_of_the_next() -> None:
    state, payment = prepay(loan(), day("2024-02-15"), 440_022, Mode.SMALLER)
    assert (payment.interest, payment.principal, payment.settled) == (10_000, 430_022, 1)
    # 569,978 over 2 rows: 289,270.92; row 2 bears its whole period.
    assert rows(state) == [(5_700, 283_571), (2_864, 286_407)]
    assert (state.version, state.paid_count) == (0, 1)


def test_interest_paid_ahead_counts_against_what_has_accrued() -> None:
    # 2,000 of row 1 were paid on the 20th. On the 25th 3,226 have accrued: 1,226 are missing.
    state, _ = repay(loan(), day("2024-01-20"), 2_000)
    state, payment = prepay(state, day("2024-01-25"), 501_226, Mode.SMALLER)
    assert (payment.interest, payment.principal, payment.prepaid) == (1_226, 500_000, 500_000)
    assert (state.balance, state.part_interest) == (500_000, 0)
    # As if all had been paid on the 25th.
    assert rows(state) == [(3_387, 166_624), (3_334, 166_677), (1_667, 166_699)]


def test_what_was_paid_ahead_beyond_the_accrued_lowers_the_balance() -> None:
    # Row 1's interest and 90,000 of its principal were paid on the 20th: 10,000 are 6,774 more than
    # has accrued on the 25th, which the balance gets, too.
    state, _ = repay(loan(), day("2024-01-20"), 100_000)
    assert (state.part_interest, state.part_principal) == (10_000, 90_000)
    state, payment = prepay(state, day("2024-01-25"), 400_000, Mode.SHORTER)
    assert (payment.interest, payment.principal) == (0, 400_000)
    assert state.balance == 1_000_000 - 400_000 - 90_000 - 6_774
    assert (state.part_interest, state.part_principal) == (0, 0)


def test_a_prepayment_that_would_pay_off_with_what_is_ahead_leaves_one_unit() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 100_000)
    # The payoff does not give interest back, so that 1 unit less than it leaves 1 unit.
    whole = payoff(state, day("2024-01-25")).total
    after, payment = prepay(state, day("2024-01-25"), whole - 1, Mode.SMALLER)
    assert (payment.debit, after.balance, after.status) == (whole - 1, 1, Status.ACTIVE)
    ended, _ = prepay(state, day("2024-01-25"), whole, Mode.SMALLER)
    assert ended.status is Status.REPAID


def test_prepay_after_the_running_instalment_was_paid_ahead_lowers_the_next() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 340_022)
    state, payment = prepay(state, day("2024-01-25"), 100_000, Mode.SMALLER)
    assert (payment.interest, payment.prepaid) == (0, 100_000)
    assert rows(state) == [(5_700, 283_571), (2_864, 286_407)]


def test_prepay_settles_what_is_overdue_first() -> None:
    # 1 March: row 1 with its charge of 2,683, then 15 of 29 days on 669,978: 3,465.4
    state, payment = prepay(loan(), day("2024-03-01"), 446_170, Mode.SMALLER)
    assert (payment.charges, payment.interest) == (2_683, 10_000 + 3_465)
    assert (payment.settled, payment.prepaid) == (1, 100_000)
    # 569,978 x 1 % x 14/29 = 2,751.6
    assert rows(state)[0] == (2_752, 289_271 - 2_752)


@pytest.mark.parametrize("mode", Mode)
def test_a_prepayment_lowers_the_balance_by_one_percent_at_least(mode: Mode) -> None:
    # 3,226 have accrued; 1 % of 1,000,000 is 10,000.
    with refuses("SERV:PREPAY:CRUMB"):
        prepay(loan(), day("2024-01-25"), 13_225, mode)
    state, payment = prepay(loan(), day("2024-01-25"), 13_226, mode)
    assert (payment.prepaid, state.balance) == (10_000, 990_000)


def test_one_percent_of_the_balance_is_rounded_up() -> None:
    state = loan(principal=1_000_001)
    with refuses("SERV:PREPAY:CRUMB"):
        prepay(state, day("2024-01-15"), 10_000, Mode.SMALLER)
    assert prepay(state, day("2024-01-15"), 10_001, Mode.SMALLER)[1].prepaid == 10_001


def test_a_prepayment_lowers_the_balance_by_the_smallest_note_at_least() -> None:
    with refuses("SERV:PREPAY:CRUMB"):
        prepay(loan(), day("2024-01-25"), 3_226 + 24_999, Mode.SMALLER, ticket_min=25_000)
    state, payment = prepay(loan(), day("2024-01-25"), 28_226, Mode.SMALLER, ticket_min=25_000)
    assert (payment.prepaid, state.balance) == (25_000, 975_000)


def test_the_smallest_note_binds_no_more_than_the_balance_does() -> None:
    # Nothing but the payoff reaches a ticket as large as the loan.
    with refuses("SERV:PREPAY:CRUMB"):
        prepay(loan(), day("2024-01-25"), 1_003_225, Mode.SMALLER, ticket_min=1_000_000)
    ended, _ = prepay(loan(), day("2024-01-25"), 1_003_226, Mode.SMALLER, ticket_min=1_000_000)
    assert ended.status is Status.REPAID


def test_prepay_must_reach_past_what_is_due() -> None:
    for money in (0, 340_021, 340_022):
        with refuses("SERV:PREPAY:CRUMB"):
            prepay(loan(), day("2024-02-15"), money, Mode.SMALLER)


def test_prepay_of_the_payoff_ends_the_loan_and_takes_no_more() -> None:
    state, payment = prepay(loan(), day("2024-01-25"), 10**18, Mode.SHORTER)
    assert (payment.debit, payment.interest, state.status) == (1_003_226, 3_226, Status.REPAID)
    assert (state.version, state.outstanding) == (1, 0)
    with refuses("SERV:PREPAY:STATUS"):
        prepay(state, day("2024-01-25"), 1, Mode.SMALLER)


def test_prepay_one_unit_below_the_payoff_leaves_one_unit() -> None:
    state, _ = prepay(loan(), day("2024-01-25"), 1_003_225, Mode.SMALLER)
    assert (state.balance, state.status) == (1, Status.ACTIVE)
    # The annuity of 1 over 3 rows is 0.34: nothing until the last row.
    assert rows(state) == [(0, 0), (0, 0), (0, 1)]


def test_more_than_12_due_instalments_are_repaid_before_a_prepayment() -> None:
    state = loan(Method.LINEAR, principal=200, rate_ppm=0, n=20, unit=Unit.DAYS, grace_days=30)
    with refuses("SERV:PREPAY:MANY"):
        prepay(state, day("2024-01-28"), 140, Mode.SMALLER)
    _, payment = prepay(state, day("2024-01-27"), 140, Mode.SMALLER)
    assert (payment.settled, payment.prepaid) == (12, 20)
    # A payoff settles no rows one by one, so it has no such limit.
    ended, _ = prepay(state, day("2024-01-28"), 200, Mode.SMALLER)
    assert ended.status is Status.REPAID


def test_linear_smaller_and_shorter() -> None:
    # 400,000 over 4 from 500,000 prepaid on the first day of 900,000 over 4.
    state = loan(Method.LINEAR, principal=900_000, n=4)
    smaller, _ = prepay(state, day("2024-01-15"), 500_000, Mode.SMALLER)
    assert [part for _, part in rows(smaller)] == [100_000] * 4
    shorter, _ = prepay(state, day("2024-01-15"), 500_000, Mode.SHORTER)
    assert rows(shorter) == [(4_000, 225_000), (1_750, 175_000), (0, 0), (0, 0)]


def test_a_prepayment_in_the_leading_rows_spreads_over_the_rows_that_bear_principal() -> None:
    state = loan(n=5, lead=2)
    state, _ = prepay(state, day("2024-01-15"), 500_000, Mode.SMALLER)
    # 500,000 over 3 rows: 170,011, though 5 rows are left
    assert rows(state)[:3] == [(5_000, 0), (5_000, 0), (5_000, 165_011)]


def test_interest_only_is_prepaid_to_smaller_instalments_alone() -> None:
    state = loan(Method.INTEREST_ONLY)
    with refuses("SERV:PREPAY:MODE"):
        prepay(state, day("2024-01-25"), 503_226, Mode.SHORTER)
    ended, _ = prepay(state, day("2024-01-25"), 10**9, Mode.SHORTER)
    assert ended.status is Status.REPAID
    state, _ = prepay(state, day("2024-01-25"), 503_226, Mode.SMALLER)
    assert rows(state) == [(3_387, 0), (5_000, 0), (5_000, 500_000)]


def test_a_bullet_prepaid_across_periods() -> None:
    state = loan(Method.BULLET)
    with refuses("SERV:PREPAY:MODE"):
        prepay(state, day("2024-02-25"), 513_448, Mode.SHORTER)
    # 1 + 10/29 periods: 13,448.28. Then 19/29 + 1 periods on 500,000: 8,275.86
    state, payment = prepay(state, day("2024-02-25"), 513_448, Mode.SMALLER)
    assert (payment.interest, payment.prepaid, payment.settled) == (13_448, 500_000, 0)
    assert rows(state) == [(0, 0), (8_276, 500_000)]
    # Row 1 was zero and due: settled for nothing, and no instalment that was paid.
    assert (state.settled, state.paid_count, state.version) == (1, 0, 0)


def test_a_bullet_partly_paid_ahead_is_prepaid_like_any_loan() -> None:
    state, _ = repay(loan(Method.BULLET), day("2024-03-20"), 25_000)
    # 20,000 + 10,000 x 5/31 = 21,612.9 have accrued, 3,387 less than was paid.
    assert payoff(state, day("2024-03-20")).total == 1_000_000
    after, payment = prepay(state, day("2024-03-20"), 600_000, Mode.SMALLER)
    assert (payment.interest, after.balance) == (0, 1_000_000 - 600_000 - 3_387)
    ended, payment = prepay(state, day("2024-03-20"), 1_000_000, Mode.SMALLER)
    assert (payment.debit, ended.status) == (1_000_000, Status.REPAID)


def test_a_mode_is_a_mode() -> None:
    with pytest.raises(TypeError, match="mode must be a Mode, not int"):
        prepay(loan(), day("2024-01-25"), 503_226, 0)  # type: ignore[arg-type]


def test_a_prepayment_below_all_that_is_due_is_refused_before_the_last_row() -> None:
    # 8 over 13 days in parts of 1: from day 8 on all is due, and rows without an amount are ahead.
    state = loan(Method.LINEAR, principal=8, rate_ppm=0, n=13, unit=Unit.DAYS, late_rate_ppm=0)
    with refuses("SERV:PREPAY:CRUMB"):
        prepay(state, day("2024-01-23"), 7, Mode.SMALLER)
    after, payment = prepay(state, day("2024-01-23"), 8, Mode.SMALLER)
    assert (after.status, payment.debit) == (Status.REPAID, 8)
