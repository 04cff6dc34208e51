"""What mandates lend: one limit after the other, and an execution against a slow reading."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans.dates import Unit
from tallystick.loans.mandates import Asked, Limits, LoanOnOffer, Used, execution, fitting
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import Method, Terms

NOW = 1_800_000_000
WIDE = Limits(
    level_max=3, statement=3, rate_min_ppm=100_000, days_max=372, ticket=10, person_max=1_000,
    group_max=1_500, day_max=2_000, exposure_max=10_000, lifetime_max=5_000, cash_floor=100,
    expiry=NOW,
)  # fmt: skip
RICH = Used(balance=10_000, exposure=0)
LOAN = LoanOnOffer(
    level=3,
    terms=Terms(10_000, 100_000, 12, 1, Unit.MONTHS, Method.ANNUITY),
    open_units=5_000,
    ticket_min=20,
)


@pytest.mark.parametrize(
    ("limits", "used", "lent"),
    [
        ({}, {}, 900),
        ({"person_max": 500}, {}, 500),
        ({"person_max": 500}, {"person": 200}, 300),
        ({"person_max": 500}, {"person": 600}, 0),
        ({"group_max": 700}, {"group": 100}, 600),
        ({"day_max": 50}, {"lent_today": 20}, 30),
        ({"lifetime_max": 50}, {"lent": 10}, 40),
        ({}, {"balance": 500}, 400),
        ({}, {"balance": 100}, 0),
        ({"ticket": 900}, {}, 900),
        ({"ticket": 901}, {}, 0),
        ({"exposure_max": 900}, {}, 900),
        ({"exposure_max": 899}, {}, 0),
        ({}, {"exposure": 9_101}, 0),
        ({"level_max": 2}, {}, 0),
        ({"statement": 2}, {}, 0),
        ({"rate_min_ppm": 100_001}, {}, 0),
        ({"days_max": 371}, {}, 0),
        ({"expiry": NOW - 1}, {}, 0),
        ({"day_max": 19}, {}, 0),  # below the loan's smallest note
    ],
)
def test_each_limit_cuts_or_keeps_out(
    limits: dict[str, int], used: dict[str, int], lent: int
) -> None:
    assert fitting(replace(WIDE, **limits), replace(RICH, **used), LOAN, 900, NOW) == lent


def test_all_that_is_open_may_be_below_the_smallest_note() -> None:
    last = replace(LOAN, open_units=15)
    two = [Asked("a", WIDE, RICH, 30), Asked("b", WIDE, RICH, 30)]
    assert execution(last, [Asked("a", WIDE, RICH, 900)], NOW) == (15,)
    assert execution(replace(LOAN, open_units=45), two, NOW) == (30, 0)


def test_a_mandate_that_its_exposure_holds_back_keeps_what_it_would_have_taken() -> None:
    full = replace(RICH, exposure=10_000)
    asks = [Asked("a", WIDE, full, 1_000), Asked("b", WIDE, RICH, 1_000)]
    assert execution(replace(LOAN, open_units=1_500), asks, NOW) == (0, 500)


def test_an_owner_lends_once_in_an_execution() -> None:
    poor = replace(WIDE, level_max=1)
    asks = [Asked("a", limits, RICH, 500) for limits in (poor, WIDE, WIDE)]
    assert execution(LOAN, [*asks, Asked("b", WIDE, RICH, 500)], NOW) == (0, 500, 0, 500)


def test_numbers_out_of_bounds_are_refused() -> None:
    with pytest.raises(TermsError, match="LOAN:UNITS"):
        fitting(WIDE, RICH, LOAN, -1, NOW)
    with pytest.raises(TypeError, match="now must be an int"):
        execution(LOAN, [], 1.0)  # type: ignore[arg-type]


small = st.integers(0, 40)
limits_drawn = st.builds(
    Limits, level_max=st.integers(1, 5), statement=st.integers(1, 5), rate_min_ppm=small,
    days_max=st.integers(1, 90), ticket=st.integers(1, 12), person_max=small, group_max=small,
    day_max=small, exposure_max=small, lifetime_max=small, cash_floor=st.integers(0, 9),
    expiry=st.integers(NOW - 1, NOW + 1),
)  # fmt: skip
used_drawn = st.builds(
    Used, balance=small, exposure=st.integers(0, 9), lent=small, lent_today=small,
    person=st.integers(0, 9), group=st.integers(0, 9),
)  # fmt: skip


def slow(limits: Limits, used: Used, loan: LoanOnOffer, units: int) -> int:
    """The greatest amount that breaks no limit, tried one by one; 0 when it is too small."""
    days = loan.terms.n * loan.terms.period * (31 if loan.terms.unit is Unit.MONTHS else 1)
    for amount in range(units, 0, -1):
        if (
            used.balance - amount >= limits.cash_floor
            and used.lent + amount <= limits.lifetime_max
            and used.lent_today + amount <= limits.day_max
            and used.person + amount <= limits.person_max
            and used.group + amount <= limits.group_max
        ):
            wanted = loan.level in range(1, min(limits.level_max, limits.statement) + 1)
            wanted = wanted and limits.expiry >= NOW and days <= limits.days_max
            wanted = wanted and loan.terms.rate_ppm >= limits.rate_min_ppm
            large = amount >= limits.ticket and amount >= min(loan.ticket_min, loan.open_units)
            return amount if wanted and large else 0
    return 0


@given(
    st.lists(
        st.builds(Asked, st.sampled_from("abcd"), limits_drawn, used_drawn, small), max_size=6
    ),
    st.integers(1, 5),
    st.integers(1, 60),
    st.integers(1, 9),
    st.integers(0, 40),
)
def test_any_execution_equals_a_slow_reading(
    asks: list[Asked], level: int, open_units: int, ticket: int, rate: int
) -> None:
    terms = Terms(100, rate, 2, 1, Unit.MONTHS, Method.LINEAR)
    loan = LoanOnOffer(level=level, terms=terms, open_units=open_units, ticket_min=ticket)
    left, expected, lenders = open_units, [], ""
    for asked in asks:
        amount = slow(asked.limits, asked.used, loan, min(asked.units, left))
        if (amount < ticket and amount != open_units) or asked.owner in lenders:
            amount = 0
        lenders += asked.owner if amount else ""
        left -= amount
        within = asked.used.exposure + amount <= asked.limits.exposure_max
        expected.append(amount if within else 0)
    assert execution(loan, asks, NOW) == tuple(expected)
