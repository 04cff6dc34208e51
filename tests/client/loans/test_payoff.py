from __future__ import annotations

import pytest

from reference.loan_cases import day, loan
from tallystick.loans.payoff import Payoff, days_past_due, due_now, payable, payoff
from tallystick.loans.repayment import prepay, repay
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method
from tallystick.loans.state import Mode, Status


def test_a_payoff_on_the_day_of_issue_costs_no_interest() -> None:
    assert payoff(loan(), day("2024-01-15")) == Payoff(1_000_000, 0, 0)


def test_a_payoff_within_a_period_bears_interest_by_the_day() -> None:
    # 10 of 31 days: 1,000,000 x 1 % x 10/31 = 3,225.8
    assert payoff(loan(), day("2024-01-25")) == Payoff(1_000_000, 3_226, 0)


def test_a_payoff_on_a_due_date_is_the_balance_and_that_instalment() -> None:
    # 669,978 after row 1, and 340,022: its interest once, none of row 2
    quote = payoff(loan(), day("2024-02-15"))
    assert quote == Payoff(1_000_000, 10_000, 0)
    assert quote.total == 669_978 + 340_022


def test_a_payoff_on_the_last_due_date_is_every_instalment() -> None:
    quote = payoff(loan(grace_days=366), day("2024-04-15"))
    assert quote.total == 340_022 + 340_022 + 340_023


def test_nothing_accrues_after_the_last_due_date() -> None:
    state = loan(late_rate_ppm=0)
    assert payoff(state, day("2024-04-16")) == payoff(state, day("2024-04-15"))


def test_what_is_due_and_unpaid_does_not_lower_the_balance_that_accrues_further() -> None:
    # 20 February: row 1 unpaid (10,000), row 2's 5 of 29 days on its scheduled 669,978:
    # 6,699.78 x 5/29 = 1,155.13. Row 1 is 5 days late, 2 of them after grace:
    # 340,022 x 2 x 24 % / 365 = 447.15, up.
    assert payoff(loan(), day("2024-02-20")) == Payoff(1_000_000, 11_155, 448)


def test_interest_paid_ahead_counts_against_what_accrued() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 4_000)
    # By 25 January 3,226 accrued, less than the 4,000 paid: none is asked, none is given back.
    assert payoff(state, day("2024-01-25")) == Payoff(1_000_000, 0, 0)
    # By 4 February 20 of 31 days: 6,451.6, less 4,000.
    assert payoff(state, day("2024-02-04")) == Payoff(1_000_000, 2_452, 0)


def test_principal_paid_ahead_counts_against_the_balance() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 10_000 + 30_022)
    assert payoff(state, day("2024-01-25")) == Payoff(1_000_000 - 30_022, 0, 0)


def test_a_running_instalment_paid_ahead_leaves_the_balance_without_interest() -> None:
    state, _ = repay(loan(), day("2024-01-20"), 340_022)
    assert payoff(state, day("2024-02-14")) == Payoff(669_978, 0, 0)
    # From its start on row 2 accrues: 6,699.78 x 1/29 = 231.03
    assert payoff(state, day("2024-02-16")) == Payoff(669_978, 231, 0)


def test_after_a_prepayment_interest_runs_from_its_day() -> None:
    state, _ = prepay(loan(), day("2024-01-25"), 503_226, Mode.SMALLER)
    assert payoff(state, day("2024-01-25")) == Payoff(500_000, 0, 0)
    # 5 of 31 days: 5,000 x 5/31 = 806.45
    assert payoff(state, day("2024-01-30")) == Payoff(500_000, 806, 0)
    # Next period from its own start: the balance before row 2 is 500,000 - 166,624 = 333,376.
    # On 16 February row 1's 3,387 are due, and 3,333.76 x 1/29 = 114.96 ran.
    assert payoff(state, day("2024-02-16")) == Payoff(500_000, 3_387 + 115, 0)


@pytest.mark.parametrize(
    ("today", "interest"),
    [
        ("2024-01-15", 0),
        ("2024-01-25", 3_226),  # 10/31 of a period
        ("2024-02-15", 10_000),  # 1 period
        ("2024-02-25", 13_448),  # 1 + 10/29 periods: 13,448.28, rounded once
        ("2024-03-15", 20_000),
        ("2024-04-15", 30_000),
        ("2024-04-16", 30_000),
    ],
)
def test_a_bullet_accrues_over_whole_periods_and_days(today: str, interest: int) -> None:
    assert payoff(loan(Method.BULLET), day(today)) == Payoff(1_000_000, interest, 0)


def test_a_bullet_accrues_from_the_day_of_its_prepayment() -> None:
    state, _ = prepay(loan(Method.BULLET), day("2024-02-25"), 513_448, Mode.SMALLER)
    assert payoff(state, day("2024-02-25")) == Payoff(500_000, 0, 0)
    # 5 of 29 days: 5,000 x 5/29 = 862.07
    assert payoff(state, day("2024-03-01")) == Payoff(500_000, 862, 0)
    # 19/29 of March's period and 10/31 of the next: 5,000 x (19/29 + 10/31) = 4,888.76
    assert payoff(state, day("2024-03-25")) == Payoff(500_000, 4_889, 0)


def test_an_instalment_is_payable_once_its_period_began_and_due_when_it_ends() -> None:
    state = loan()
    assert (payable(state, day("2024-01-15")), due_now(state, day("2024-02-14"))) == (340_022, 0)
    assert payable(state, day("2024-02-14")) == 340_022
    assert payable(state, day("2024-02-15")) == 340_022 * 2
    assert due_now(state, day("2024-02-15")) == 340_022


def test_nothing_of_a_bullet_is_payable_before_its_last_period() -> None:
    assert payable(loan(Method.BULLET), day("2024-03-14")) == 0
    assert payable(loan(Method.BULLET), day("2024-03-15")) == 1_030_000


def test_days_past_due_count_from_the_oldest_unpaid_instalment() -> None:
    state = loan()
    assert days_past_due(state, day("2024-02-15")) == 0
    assert days_past_due(state, day("2024-02-16")) == 1
    assert days_past_due(state, day("2024-03-16")) == 30
    state, _ = repay(state, day("2024-03-16"), due_now(state, day("2024-03-16")) - 340_022)
    assert days_past_due(state, day("2024-03-16")) == 1


def test_one_unpaid_unit_keeps_the_days_past_due() -> None:
    state, _ = repay(loan(), day("2024-02-15"), 340_021)
    assert days_past_due(state, day("2024-02-16")) == 1


def test_a_late_charge_alone_gives_no_days_past_due() -> None:
    # The charge is paid before interest and principal, so a settled row leaves none behind.
    today = day("2024-03-01")
    state = loan()
    state, payment = repay(state, today, due_now(state, today))
    assert payment.charges == 2_683
    assert days_past_due(state, today) == 0


def test_a_repaid_loan_needs_nothing() -> None:
    today = day("2024-01-15")
    state, _ = prepay(loan(), today, 1_000_000, Mode.SMALLER)
    assert state.status is Status.REPAID
    assert (payable(state, today), due_now(state, today), days_past_due(state, today)) == (0, 0, 0)
    assert payoff(state, today).total == 0


def test_a_day_before_the_issue_is_refused() -> None:
    with pytest.raises(TermsError, match="LOAN:TODAY"):
        payoff(loan(), day("2024-01-14"))


def test_a_float_is_no_day() -> None:
    with pytest.raises(TypeError, match="today must be an int, not float"):
        payoff(loan(), 19_738.0)  # type: ignore[arg-type]
