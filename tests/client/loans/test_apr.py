from __future__ import annotations

from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.loans.apr import APR_PPM_MAX, annual_percentage_rate_ppm, effective_annual_rate_ppm
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method, Terms, Unit, schedule


def yearly_rate_is_right(received: int, payments: list[int], rate_ppm: int) -> bool:
    """Whether rate_ppm is the half-up rate of yearly payments, in exact rationals."""

    def worth(half_ppm: int) -> Fraction:
        growth = Fraction(2_000_000 + half_ppm, 2_000_000)
        return sum((Fraction(p) / growth**k for k, p in enumerate(payments, 1)), Fraction(0))

    at_least = rate_ppm == -1_000_000 or worth(2 * rate_ppm - 1) >= received
    return at_least and worth(2 * rate_ppm + 1) < received


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**15),
    st.lists(st.integers(0, 10**15), min_size=1, max_size=40).filter(any),
)
def test_yearly_payments_against_exact_rationals(received: int, payments: list[int]) -> None:
    try:
        rate = effective_annual_rate_ppm(received, payments, 12, Unit.MONTHS)
    except TermsError:
        growth = 1 + Fraction(2 * APR_PPM_MAX + 1, 2_000_000)
        assert sum(Fraction(p) / growth**k for k, p in enumerate(payments, 1)) >= received
    else:
        assert yearly_rate_is_right(received, payments, rate)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 12))
def test_one_payment_after_some_months(received: int, paid: int, months: int) -> None:
    # (1 + x)^(months / 12) = paid / received, so (1 + x)^months compares with the 12th power.
    ratio = Fraction(paid, received) ** 12
    try:
        rate = effective_annual_rate_ppm(received, [paid], months, Unit.MONTHS)
    except TermsError:
        assert ratio >= (1 + Fraction(2 * APR_PPM_MAX + 1, 2_000_000)) ** months
    else:
        if rate > -1_000_000:
            assert (1 + Fraction(2 * rate - 1, 2_000_000)) ** months <= ratio
        assert (1 + Fraction(2 * rate + 1, 2_000_000)) ** months > ratio


@pytest.mark.parametrize(
    ("received", "payments", "months", "rate"),
    [
        (10**9, [10**9 + 500], 12, 1),  # half a ppm exactly: up
        (10**9, [10**9 + 499], 12, 0),
        (10**9, [10**9 - 500], 12, 0),  # minus half a ppm: up, towards zero
        (10**9, [10**9 - 501], 12, -1),
        # Growth per period is irrational: only what is paid after whole years can make a tie.
        (10**9, [0, 10**9 + 1_500], 6, 2),
        (10**9, [0, 10**9 + 1_499], 6, 1),
        # (3/2)^7 = 1 + 16.0859375 is a tie and a seventh power.
        (2**7, [3**7], 12, 16_085_938),
        (2**7, [0, 0, 0, 3**7], 3, 16_085_938),
    ],
)
def test_ties_go_up(received: int, payments: list[int], months: int, rate: int) -> None:
    assert effective_annual_rate_ppm(received, payments, months, Unit.MONTHS) == rate


@pytest.mark.parametrize("nudge", [-1, 1])
def test_close_to_a_half_way_point_without_reaching_it(nudge: int) -> None:
    # One payment after a year, in two periods, whose worth at 0.5 ppm misses by under 10^-16 of it.
    received = 10**17 - 1
    last = received + received // 2_000_000
    rate = effective_annual_rate_ppm(received, [0, last + nudge], 6, Unit.MONTHS)
    growth = Fraction(2_000_001, 2_000_000)
    assert rate == (1 if Fraction(last + nudge, received) >= growth else 0)


@pytest.mark.parametrize(
    ("method", "rate_ppm", "expected"),
    [(Method.ANNUITY, 120_000, 126_829), (Method.BULLET, 80_000, 80_000)],
)
def test_known_rates(method: Method, rate_ppm: int, expected: int) -> None:
    terms = (
        Terms(1_000_000, rate_ppm, 3, 1, Unit.MONTHS, method)
        if method is Method.ANNUITY
        else Terms(250_000, rate_ppm, 2, 6, Unit.MONTHS, method)
    )
    assert annual_percentage_rate_ppm(terms) == expected


def test_daily_compounding_of_a_large_loan() -> None:
    # (1 + 0.12 / 365)^365 - 1 = 0.127474...
    terms = Terms(10**15, 120_000, 365, 1, Unit.DAYS, Method.INTEREST_ONLY)
    assert annual_percentage_rate_ppm(terms) == 127_475


def test_fees_raise_the_rate() -> None:
    terms = Terms(1_000_000, 120_000, 12, 1, Unit.MONTHS, Method.ANNUITY)
    rates = [annual_percentage_rate_ppm(terms, fees) for fees in (0, 1, 10_000, 500_000)]
    assert rates == sorted(set(rates))


@pytest.mark.parametrize("fees", [-1, 1_000])
def test_fees_leave_the_borrower_something(fees: int) -> None:
    with pytest.raises(TermsError, match="^APR:UPFRONT_FEES: "):
        annual_percentage_rate_ppm(Terms(1_000, 0, 1, 1, Unit.MONTHS, Method.LINEAR), fees)


@pytest.mark.parametrize(
    ("code", "received", "payments", "period"),
    [
        ("APR:RECEIVED", 0, [1], 1),
        ("APR:PAYMENTS", 1, [0, 0], 1),
        ("APR:PAYMENT", 1, [-1], 1),
        ("APR:ROWS", 1, [], 1),
        ("APR:ROWS", 1, [1] * 481, 1),
        ("APR:PERIOD", 1, [1], 13),
        ("APR:TOO_HIGH", 1, [1_000_002], 12),
    ],
)
def test_refusals(code: str, received: int, payments: list[int], period: int) -> None:
    with pytest.raises(TermsError) as refused:
        effective_annual_rate_ppm(received, payments, period, Unit.MONTHS)
    assert refused.value.code == code


def test_the_highest_and_the_lowest_rate() -> None:
    assert effective_annual_rate_ppm(1, [1_000_001], 12, Unit.MONTHS) == APR_PPM_MAX
    assert effective_annual_rate_ppm(10**18, [1], 12, Unit.MONTHS) == -1_000_000


def test_floats_are_type_errors() -> None:
    with pytest.raises(TypeError, match="^payment must be an int"):
        effective_annual_rate_ppm(1, [1.0], 12, Unit.MONTHS)  # type: ignore[list-item]
    with pytest.raises(TypeError, match="^unit must be a Unit"):
        effective_annual_rate_ppm(1, [1], 12, 0)  # type: ignore[arg-type]


def test_what_is_paid_back_unchanged_costs_nothing() -> None:
    table = schedule(Terms(999, 0, 7, 3, Unit.DAYS, Method.ANNUITY))
    assert effective_annual_rate_ppm(999, table.payments, 3, Unit.DAYS) == 0


def test_the_longest_schedule_is_quick() -> None:
    terms = Terms(10**15, 123_457, 480, 1, Unit.MONTHS, Method.ANNUITY)
    fastest = min(_seconds(terms) for _ in range(3))
    assert fastest < 0.1


def _seconds(terms: Terms) -> float:
    start = perf_counter()
    annual_percentage_rate_ppm(terms)
    return perf_counter() - start
