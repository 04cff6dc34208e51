from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference import schedule_reference as reference
from tallystick.loans.rounding import TermsError
from tallystick.loans.schedule import (
    PERIOD_MAX,
    TERM_MAX,
    Method,
    Terms,
    Unit,
    annuity_payment,
    linear_part,
    row_interest,
    schedule,
)

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "schedules.json").read_text(encoding="utf-8")
)["vectors"]
PRINCIPALS = st.integers(1, 10**15) | st.integers(1, 2_000) | st.sampled_from([1, 10**15])
RATES = st.integers(0, 1_000_000) | st.sampled_from([0, 1, 999_999, 1_000_000])


@st.composite
def terms_within_bounds(draw: st.DrawFn) -> Terms:
    unit = draw(st.sampled_from(Unit))
    period = draw(st.integers(1, PERIOD_MAX[unit]) | st.just(1))
    most = min(480, TERM_MAX[unit] // period)
    n = draw(st.integers(1, most) | st.sampled_from([1, most]))
    method = draw(st.sampled_from(Method))
    leads = method in (Method.ANNUITY, Method.LINEAR)
    lead = draw(st.integers(0, n - 1) | st.just(0)) if leads else 0
    return Terms(draw(PRINCIPALS), draw(RATES), n, period, unit, method, lead)


def expected_rows(terms: Terms) -> list[tuple[int, int]]:
    return reference.rows(
        terms.principal,
        terms.rate_ppm,
        terms.n,
        terms.period,
        terms.unit.name.lower(),
        terms.method.name.lower(),
        terms.lead,
    )


@settings(max_examples=300, deadline=None)
@given(terms_within_bounds())
def test_every_row_is_that_of_the_exact_reference(terms: Terms) -> None:
    rows = [(row.interest, row.principal) for row in schedule(terms)]
    assert rows == expected_rows(terms)


@settings(max_examples=300, deadline=None)
@given(terms_within_bounds())
def test_what_always_holds(terms: Terms) -> None:
    table = schedule(terms)
    assert len(table) == terms.n
    assert [row.k for row in table] == list(range(1, terms.n + 1))
    assert sum(row.principal for row in table) == terms.principal
    assert table.rows[-1].balance == 0
    balance = terms.principal
    for row in table:
        balance -= row.principal
        assert row.balance == balance
        assert row.payment == row.interest + row.principal
        assert min(row.payment, row.interest, row.principal, row.balance) >= 0
    assert table.payments == tuple(row.payment for row in table)
    assert sum(table.payments) == terms.principal + table.interest_total


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vectors(vector: dict[str, Any]) -> None:
    ((unit, period),) = vector["period"].items()
    terms = Terms(
        vector["principal"],
        vector["rate_ppm"],
        vector["n"],
        period,
        Unit[unit.upper()],
        Method[vector["method"].upper()],
        vector.get("lead", 0),
    )
    table = schedule(terms)
    assert list(table.payments) == vector["payments"]
    assert [row.interest for row in table] == vector.get(
        "interest", [row.interest for row in table]
    )
    assert [row.principal for row in table] == vector.get(
        "principal_parts", [row.principal for row in table]
    )


@pytest.mark.parametrize(
    ("principal", "rate_ppm", "n", "payment"),
    [
        (10_050, 120_000, 2, 5_101),
        (1_515_050, 120_000, 3, 515_151),
        (410, 600_000, 2, 221),
        (2_525, 240_000, 2, 1_301),
    ],
)
def test_true_ties_round_up(principal: int, rate_ppm: int, n: int, payment: int) -> None:
    exact = reference.exact_annuity(principal, reference.period_rate(rate_ppm, 1, "months"), n)
    assert exact == Fraction(2 * payment - 1, 2)
    assert annuity_payment(principal, rate_ppm, 12_000_000, n) == payment


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_constructed_ties_round_up_and_their_neighbours_do_not(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(Unit))
    period = data.draw(st.integers(1, PERIOD_MAX[unit]))
    rate_ppm = data.draw(
        st.integers(1, 1_000_000) | st.integers(1, 100).map(lambda percent: percent * 10_000)
    )
    m = data.draw(st.integers(1, 6))
    rate = reference.period_rate(rate_ppm, period, unit.name.lower())
    factor = reference.exact_annuity(1, rate, m)
    # P x factor = odd / 2 needs P to be a multiple of the denominator of 2 x factor.
    doubled = 2 * factor
    assume(doubled.denominator <= 10**15 and doubled.numerator % 2 == 1)
    times = data.draw(st.integers(0, (10**15 // doubled.denominator - 1) // 2)) * 2 + 1
    principal = doubled.denominator * times
    exact = principal * factor
    assert exact.denominator == 2
    num, den = rate_ppm * period, {Unit.MONTHS: 12, Unit.DAYS: 365}[unit] * 1_000_000
    assert annuity_payment(principal, num, den, m) == exact + Fraction(1, 2)
    below = reference.exact_annuity(principal - 1, rate, m)
    assert annuity_payment(principal - 1, num, den, m) == reference.half_up(below)


@pytest.mark.parametrize("m", [0, -1, -12, -(10**9)])
@pytest.mark.parametrize("num", [0, 120_000])
def test_a_balance_spread_over_no_rows_is_refused_and_ends(num: int, m: int) -> None:
    """A negative number of rows never ended: the bits of -1 shift for ever."""
    with pytest.raises(TermsError, match="^SCHED:ROWS: .* at least 1 row"):
        annuity_payment(10_000, num, 12_000_000, m)
    with pytest.raises(TermsError, match="^SCHED:ROWS: "):
        linear_part(10_000, m)
    assert annuity_payment(10_000, 0, 12_000_000, 1) == linear_part(10_000, 1) == 10_000


@pytest.mark.parametrize(("num", "den"), [(-1, 12_000_000), (1, 0), (1, -12), (0, 0)])
def test_a_rate_that_is_none_is_refused(num: int, den: int) -> None:
    with pytest.raises(TermsError, match="^SCHED:PERIOD_RATE: "):
        annuity_payment(10_000, num, den, 2)
    with pytest.raises(TermsError, match="^SCHED:PERIOD_RATE: "):
        row_interest(10_000, num, den)
    assert row_interest(10_000, 0, 1) == 0


@given(st.integers(1, 10**9), st.integers(1, 12), st.integers(1, 1_000_000))
def test_interest_at_an_exact_half_rounds_up(odd: int, period: int, rate_ppm: int) -> None:
    num, den = rate_ppm * period, 12_000_000
    share = Fraction(num, den)
    balance = (2 * odd - 1) * share.denominator
    assume(share.denominator % 2 == 0)
    tie = balance // 2
    exact = tie * share
    assert row_interest(tie, num, den) == reference.half_up(exact)
    if exact.denominator == 2:
        assert row_interest(tie, num, den) == exact + Fraction(1, 2)


def test_linear_part_at_an_exact_half_rounds_up() -> None:
    assert linear_part(5, 2) == 3
    assert linear_part(5, 4) == 1
    assert linear_part(6, 4) == 2


def test_a_small_principal_is_paid_off_early_and_the_rest_is_zero() -> None:
    table = schedule(Terms(7, 0, 12, 1, Unit.MONTHS, Method.LINEAR))
    assert table.payments == (1,) * 7 + (0,) * 5


def test_bullet_interest_is_one_fraction() -> None:
    table = schedule(Terms(100, 12_345, 7, 1, Unit.MONTHS, Method.BULLET))
    assert table.payments == (0,) * 6 + (101,)


def test_units_and_methods_have_the_numbers_of_the_contracts() -> None:
    assert [(unit.name, unit.value) for unit in Unit] == [("MONTHS", 0), ("DAYS", 1)]
    assert [(method.name, method.value) for method in Method] == [
        ("ANNUITY", 0),
        ("LINEAR", 1),
        ("INTEREST_ONLY", 2),
        ("BULLET", 3),
    ]


def test_due_days_follow_the_issue_day() -> None:
    terms = Terms(1_000, 0, 3, 1, Unit.MONTHS, Method.LINEAR)
    assert terms.due_days(30) == (58, 89, 119)  # 31 January 1970 to 28 February, 31 March, 30 April


def terms_with(**changed: Any) -> Terms:
    values: dict[str, Any] = {
        "principal": 1_000,
        "rate_ppm": 100_000,
        "n": 12,
        "period": 1,
        "unit": Unit.MONTHS,
        "method": Method.ANNUITY,
    }
    return Terms(**values | changed)


@pytest.mark.parametrize(
    ("code", "changed", "allowed"),
    [
        ("SCHED:PRINCIPAL", {"principal": 0}, {"principal": 1}),
        ("SCHED:PRINCIPAL", {"principal": 10**15 + 1}, {"principal": 10**15}),
        ("SCHED:RATE_PPM", {"rate_ppm": -1}, {"rate_ppm": 0}),
        ("SCHED:RATE_PPM", {"rate_ppm": 1_000_001}, {"rate_ppm": 1_000_000}),
        ("SCHED:N", {"n": 0}, {"n": 1}),
        ("SCHED:N", {"n": 481}, {"n": 480}),
        ("SCHED:PERIOD", {"period": 0}, {"period": 1}),
        ("SCHED:PERIOD", {"period": 13}, {"period": 12}),
        ("SCHED:PERIOD", {"unit": Unit.DAYS, "period": 367}, {"unit": Unit.DAYS, "period": 366}),
        ("SCHED:TERM", {"n": 41, "period": 12}, {"n": 40, "period": 12}),
        (
            "SCHED:TERM",
            {"unit": Unit.DAYS, "n": 41, "period": 366},
            {"unit": Unit.DAYS, "n": 40, "period": 366},
        ),
        (
            "SCHED:TERM",
            {"unit": Unit.DAYS, "n": 121, "period": 121},
            {"unit": Unit.DAYS, "n": 120, "period": 122},
        ),
        ("SCHED:LEAD", {"lead": -1}, {"lead": 0}),
        ("SCHED:LEAD", {"lead": 12}, {"lead": 11}),
        (
            "SCHED:LEAD",
            {"lead": 1, "method": Method.BULLET},
            {"lead": 1, "method": Method.LINEAR},
        ),
        (
            "SCHED:LEAD",
            {"lead": 1, "method": Method.INTEREST_ONLY},
            {"lead": 0, "method": Method.INTEREST_ONLY},
        ),
    ],
)
def test_bounds(code: str, changed: dict[str, Any], allowed: dict[str, Any]) -> None:
    terms_with(**allowed)
    with pytest.raises(TermsError) as refused:
        terms_with(**changed)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["principal", "rate_ppm", "n", "period", "lead"])
@pytest.mark.parametrize("value", [1.0, True, "1"])
def test_a_term_that_is_not_an_integer_is_a_type_error(name: str, value: object) -> None:
    with pytest.raises(TypeError, match=f"^{name} must be an int"):
        terms_with(**{name: value})


@pytest.mark.parametrize("name", ["unit", "method"])
def test_a_plain_number_is_no_unit_and_no_method(name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} must be a "):
        terms_with(**{name: 0})
