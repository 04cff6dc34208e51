from __future__ import annotations

from dataclasses import replace

import pytest

from reference.loan_cases import day, loan, refuses
from tallystick.loans.default import cover, default, recover, reserve_cover, write_off
from tallystick.loans.payoff import days_past_due, due_now, payable, payoff
from tallystick.loans.repayment import collect, prepay, repay
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method
from tallystick.loans.state import LoanState, Mode, Status


def defaulted(paid: int = 3, **rules: int) -> LoanState:
    """100,000 at 0 % over 10 months, `paid` instalments of 10,000, then default on day 91.

    There is no late charge: with three paid, 70,000 of principal are owed, nothing else.
    """
    state = loan(Method.LINEAR, principal=100_000, rate_ppm=0, n=10, late_rate_ppm=0)
    state = replace(state, terms=replace(state.terms, **rules))  # type: ignore[arg-type]
    for month in range(paid):
        state, _ = repay(state, day(f"2024-0{month + 2}-15"), 10_000)
    return default(state, day(f"2024-0{paid + 2}-15") + state.terms.default_dpd)


TODAY = day("2024-12-01")


def test_default_at_day_91_and_not_at_day_90() -> None:
    # Row 1 was due on 15 February; 91 days later is 16 May.
    with refuses("SERV:DEFAULT:EARLY"):
        default(loan(), day("2024-05-15"))
    state = default(loan(), day("2024-05-16"))
    assert (state.status, state.version) == (Status.DEFAULTED, 1)
    with refuses("SERV:DEFAULT:STATUS"):
        default(state, day("2024-05-16"))


def test_what_is_owed_is_the_payoff_of_that_day_and_stays_so() -> None:
    before = loan()
    quote = payoff(before, day("2024-05-16"))
    state = default(before, day("2024-05-16"))
    assert (state.owed_principal, state.owed_interest) == (1_000_000, 20_067)
    # Row 1: 88 counted days, 19,674.97; rows 2 and 3: 59 and 28 days, 13,191 and 6,260.16
    assert state.owed_charges == 19_675 + 13_191 + 6_261
    assert state.owed == quote.total
    later = day("2026-01-01")
    assert payoff(state, later) == quote
    assert payable(state, later) == due_now(state, later) == quote.total


def test_days_past_due_go_on_until_all_is_recovered() -> None:
    state = defaulted()
    assert days_past_due(state, state.default_day + 9) == 100
    state, _ = recover(state, state.default_day + 9, 70_000)
    assert days_past_due(state, state.default_day + 10) == 0


def test_default_within_a_period_owes_the_interest_accrued() -> None:
    # 16 March: 10,000 and 6,700 are due, and 1 of 31 days of row 3 on 336,656: 108.6
    state = default(loan(default_dpd=30, late_rate_ppm=0), day("2024-03-16"))
    assert (state.owed_principal, state.owed_interest) == (1_000_000, 16_809)


def test_a_recovery_is_principal_then_interest_then_charges() -> None:
    state = default(loan(), day("2024-05-16"))
    state, payment = repay(state, TODAY, 999_999)
    assert (payment.principal, payment.interest, payment.charges) == (999_999, 0, 0)
    state, payment = repay(state, TODAY, 20_069)
    assert (payment.principal, payment.interest, payment.charges) == (1, 20_067, 1)
    state, payment = repay(state, TODAY, 10**18)
    assert (payment.charges, state.status) == (39_126, Status.RECOVERED)
    assert (state.total_principal, state.total_interest) == (1_000_000, 59_194)
    with refuses("SERV:REPAY:STATUS"):
        repay(state, TODAY, 1)


def test_the_platform_keeps_its_recovery_share_rounded_down() -> None:
    # 10 % of 1,009 is 100.9. What is left of the principal for lenders is principal.
    state, payment = recover(defaulted(recovery_ppm=100_000), TODAY, 1_009)
    assert (payment.recovery_fee, payment.lenders_principal, payment.lenders_interest) == (
        100,
        909,
        0,
    )
    assert (state.fees, state.recovered_net) == (100, 909)


def test_a_recovery_bears_no_servicing_fee() -> None:
    state = default(loan(servicing_ppm=500_000), day("2024-05-16"))
    _, payment = recover(state, TODAY, 1_020_067)
    assert (payment.interest, payment.fees) == (20_067, 0)


def test_cover_pays_the_lenders_and_not_the_debt() -> None:
    state = cover(defaulted(), 35_000)
    assert (state.cover, state.total_principal, state.owed) == (35_000, 65_000, 70_000)


def test_coverers_share_recoveries_until_the_cover_is_repaid() -> None:
    # Cover is half of the principal at default, so they get half of every recovery, rounded down
    # on the sum: of 1,001 they get 500, of the next 1 the unit that makes 501.
    state = cover(defaulted(), 35_000)
    state, payment = recover(state, TODAY, 1_001)
    assert (payment.coverers, payment.lenders_principal) == (500, 501)
    state, payment = recover(state, TODAY, 1)
    assert (payment.coverers, payment.lenders_principal) == (1, 0)
    state, payment = recover(state, TODAY, 10**9)
    assert (state.cover_returned, state.total_principal) == (35_000, 100_000)
    assert (payment.debit, state.status) == (68_998, Status.RECOVERED)


def test_a_cover_after_recoveries_takes_no_more_than_a_payment_brings() -> None:
    # 40,000 came back first; then the other 30,000 are covered. Of 40,001 recovered the coverers'
    # part is floor(40,001 x 3/7) = 17,143, but this payment brings 1.
    state, _ = recover(defaulted(), TODAY, 40_000)
    state = cover(state, 30_000)
    state, payment = recover(state, TODAY, 1)
    assert (payment.coverers, payment.lenders_principal) == (1, 0)
    state, payment = recover(state, TODAY, 10**9)
    assert (state.cover_returned, state.total_principal) == (30_000, 100_000)


def test_cover_needs_three_paid_instalments() -> None:
    with refuses("SERV:COVER:EARLY"):
        cover(defaulted(paid=2), 1)
    assert cover(defaulted(paid=3), 1).cover == 1


def test_cover_is_paid_once_on_a_defaulted_loan_within_the_unpaid_principal() -> None:
    with refuses("SERV:COVER:STATUS"):
        cover(loan(), 1)
    with refuses("RESERVE:COVER:EMPTY"):
        cover(defaulted(), 0)
    with pytest.raises(TermsError, match="LOAN:AMOUNT"):
        cover(defaulted(), 70_001)
    with refuses("SERV:COVER:TWICE"):
        cover(cover(defaulted(), 1), 1)


@pytest.mark.parametrize(
    ("free_reserve", "share_ppm", "allowance", "amount"),
    [
        (10**9, 10**6, 10**9, 35_007),  # 50.011 % of 70,000 = 35,007.7
        (99_999, 100_000, 10**9, 9_999),  # 10 % of the free reserve
        (10**9, 10**6, 12_345, 12_345),  # what the group may still draw
        (0, 10**6, 10**9, 0),
    ],
)
def test_the_reserve_covers_the_least_of_three_bounds(
    free_reserve: int, share_ppm: int, allowance: int, amount: int
) -> None:
    state = defaulted(cover_cap_ppm=500_110)
    assert reserve_cover(state, free_reserve, share_ppm, allowance) == amount


def test_the_reserve_covers_a_share_of_what_is_still_unpaid() -> None:
    state, _ = recover(defaulted(cover_cap_ppm=500_000), TODAY, 30_000)
    assert reserve_cover(state, 10**9, 10**6, 10**9) == 20_000


def test_a_share_of_the_reserve_above_all_of_it_is_refused() -> None:
    with pytest.raises(TermsError, match="LOAN:RESERVE_SHARE_PPM"):
        reserve_cover(defaulted(), 1, 10**6 + 1, 1)


def test_write_off_three_years_after_default() -> None:
    state = defaulted()
    with refuses("SERV:WRITEOFF:EARLY"):
        write_off(state, state.default_day + 1_094)
    written = write_off(state, state.default_day + 1_095)
    assert (written.status, written.version) == (Status.WRITTEN_OFF, state.version + 1)
    with refuses("SERV:WRITEOFF:STATUS"):
        write_off(written, state.default_day + 1_095)
    with refuses("SERV:COVER:STATUS"):
        cover(written, 1)


def test_a_written_off_loan_still_takes_recoveries_and_keeps_its_status() -> None:
    state = defaulted()
    today = state.default_day + 1_095
    state, payment = repay(write_off(state, today), today, 10**9)
    assert (payment.debit, state.status) == (70_000, Status.WRITTEN_OFF)
    with refuses("SERV:REPAY:NOTHING"):
        repay(state, today, 1)


def test_collecting_a_defaulted_loan_is_a_recovery() -> None:
    state, payment = collect(defaulted(), TODAY, 1_000)
    assert (payment.debit, payment.principal) == (1_000, 1_000)
    assert state.owed == defaulted().owed - 1_000
    with refuses("SERV:COLLECT:NOTHING"):
        collect(defaulted(), TODAY, 0)


def test_a_defaulted_loan_is_not_prepaid() -> None:
    with refuses("SERV:PREPAY:STATUS"):
        prepay(defaulted(), TODAY, 10**9, Mode.SMALLER)


def test_only_a_loan_in_default_is_recovered() -> None:
    with refuses("SERV:REPAY:STATUS"):
        recover(loan(), TODAY, 1)
    with refuses("SERV:REPAY:ZERO"):
        recover(defaulted(), TODAY, 0)
