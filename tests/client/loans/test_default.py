from __future__ import annotations

from reference.loan_cases import day, defaulted, loan, refuses
from tallystick.loans.default import declare_default, default, recover, write_off
from tallystick.loans.payoff import days_past_due, due_now, payable, payoff
from tallystick.loans.repayment import collect, prepay, repay
from tallystick.loans.reserve_cover import cover
from tallystick.loans.schedule import Method, Unit
from tallystick.loans.state import Mode, Status

TODAY = day("2024-12-01")


def test_default_at_day_91_and_not_at_day_90() -> None:
    # Row 1 was due on 15 February; 91 days later is 16 May.
    with refuses("WORKOUT:DEFAULT:EARLY"):
        default(loan(), day("2024-05-15"))
    state = default(loan(), day("2024-05-16"))
    assert (state.status, state.version) == (Status.DEFAULTED, 1)
    with refuses("WORKOUT:DEFAULT:STATUS"):
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
    with refuses("SERV:REPAY:STATUS"):
        repay(state, TODAY, 1)
    state, payment = recover(state, TODAY, 999_999)
    assert (payment.principal, payment.interest, payment.charges) == (999_999, 0, 0)
    state, payment = recover(state, TODAY, 20_069)
    assert (payment.principal, payment.interest, payment.charges) == (1, 20_067, 1)
    state, payment = recover(state, TODAY, 10**18)
    assert (payment.charges, state.status) == (39_126, Status.RECOVERED)
    assert (state.total_principal, state.total_interest) == (1_000_000, 59_194)
    with refuses("WORKOUT:RECOVER:NOTHING"):
        recover(state, TODAY, 1)


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


def test_write_off_three_years_after_default() -> None:
    state = defaulted()
    with refuses("WORKOUT:WRITEOFF:EARLY"):
        write_off(state, state.default_day + 1_094)
    written = write_off(state, state.default_day + 1_095)
    assert (written.status, written.version) == (Status.WRITTEN_OFF, state.version + 1)
    with refuses("WORKOUT:WRITEOFF:STATUS"):
        write_off(written, state.default_day + 1_095)
    with refuses("RESERVE:COVER:NONE"):
        cover(written, 1)


def test_write_off_one_year_after_default_in_a_wind_down() -> None:
    state = defaulted()
    with refuses("WORKOUT:WRITEOFF:EARLY"):
        write_off(state, state.default_day + 364, wind_down=True)
    assert write_off(state, state.default_day + 365, wind_down=True).ended


def test_what_is_recovered_after_a_write_off_is_income() -> None:
    state = defaulted()
    today = state.default_day + 1_095
    state, payment = recover(write_off(state, today), today, 10**9)
    assert (payment.lenders_principal, payment.lenders_interest) == (0, 70_000)
    assert (state.total_principal, state.total_interest) == (30_000, 70_000)
    assert state.status is Status.WRITTEN_OFF
    with refuses("WORKOUT:RECOVER:NOTHING"):
        recover(state, today, 1)


def test_a_defaulted_loan_is_recovered_and_neither_collected_nor_prepaid() -> None:
    with refuses("SERV:COLLECT:NOTHING"):
        collect(defaulted(), TODAY, 1_000)
    with refuses("SERV:PREPAY:STATUS"):
        prepay(defaulted(), TODAY, 10**9, Mode.SMALLER)


def test_only_a_loan_in_default_is_recovered() -> None:
    for state, amount in ((loan(), 1), (defaulted(), 0)):
        with refuses("WORKOUT:RECOVER:NOTHING"):
            recover(state, TODAY, amount)


# Declaring a default collects first


def test_a_default_first_collects_what_is_there() -> None:
    # Row 1 is 91 days past due; 100 pay a part of its charge.
    state, payment = declare_default(loan(), day("2024-05-16"), 100)
    assert (payment.charges, payment.debit, state.status) == (100, 100, Status.DEFAULTED)
    assert state.owed == default(loan(), day("2024-05-16")).owed - 100
    assert (state.worst_dpd, state.version) == (91, 1)


def test_a_loan_that_the_collection_cures_is_not_in_default() -> None:
    # Row 1 and its charge are paid; row 2 is 62 days past due.
    state, payment = declare_default(loan(), day("2024-05-16"), 340_022 + 19_675)
    assert (payment.settled, state.status, state.version) == (1, Status.ACTIVE, 0)
    assert state.worst_dpd == 91


def test_the_collection_of_a_default_knows_no_limit_of_instalments() -> None:
    state = loan(Method.LINEAR, principal=200, rate_ppm=0, n=20, unit=Unit.DAYS, late_rate_ppm=0)
    state, payment = declare_default(state, day("2024-04-25"), 10**9)
    assert (payment.settled, state.status) == (20, Status.REPAID)


def test_a_default_with_nothing_to_collect_and_one_too_early() -> None:
    state, payment = declare_default(loan(), day("2024-05-16"), 0)
    assert (payment.debit, state) == (0, default(loan(), day("2024-05-16")))
    with refuses("WORKOUT:DEFAULT:EARLY"):
        declare_default(loan(), day("2024-05-15"), 10**9)
