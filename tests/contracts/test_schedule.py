"""schedule.vy, dates.vy and the packed words, against the client's mirror."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tallystick.loans.dates import day_from_date, due_day
from tallystick.loans.schedule import Method, Terms, Unit, schedule

if TYPE_CHECKING:
    from contracts.builders import World

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "schedules.json").read_text("utf-8"))[
    "vectors"
]
quiet = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def probe(deployed: World) -> Iterator[World]:
    with deployed.undone():
        deployed._deploy("Probe", "mocks/ScheduleProbe", ())
        yield deployed


def frozen(terms: Terms) -> dict[str, Any]:
    rest = (
        "grace_days late_rate_ppm late_cap_ppm default_dpd servicing_ppm late_share_ppm"
        " market_fee_ppm recovery_ppm quorum_ppm"
    )
    return {
        "principal": terms.principal,
        "rate_ppm": terms.rate_ppm,
        "n": terms.n,
        "period": terms.period,
        "in_days": terms.unit is Unit.DAYS,
        "method": int(terms.method),
        "lead": terms.lead,
    } | dict.fromkeys(rest.split(), 0)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """The whole bounds of design 5.1, with weight on the extremes."""
    unit = draw(st.sampled_from(Unit))
    period_max, total_max = (12, 480) if unit is Unit.MONTHS else (366, 14_640)
    period = draw(st.one_of(st.sampled_from([1, period_max]), st.integers(1, period_max)))
    rows_max = min(480, total_max // period)
    n = draw(st.one_of(st.sampled_from([1, rows_max]), st.integers(1, rows_max)))
    method = draw(st.sampled_from(Method))
    lead = draw(st.integers(0, n - 1)) if method in {Method.ANNUITY, Method.LINEAR} else 0
    principal = draw(
        st.one_of(st.sampled_from([1, 10**15]), st.integers(1, 1000), st.integers(1, 10**15))
    )
    rate = draw(st.one_of(st.sampled_from([0, 1, 10**6]), st.integers(0, 10**6)))
    return Terms(principal, rate, n, period, unit, method, lead)


ISSUE_DAYS = st.one_of(
    st.sampled_from(
        [day_from_date(datetime.date(2024, 1, 31)), day_from_date(datetime.date(2024, 2, 29))]
    ),
    st.integers(0, 40_000),
)


def assert_rows_equal(probe: World, plan: Terms, issue_day: int) -> None:
    interests, principals, dues = probe.call("Probe.rows", frozen(plan), issue_day)
    rows = schedule(plan).rows
    assert interests == [row.interest for row in rows]
    assert principals == [row.principal for row in rows]
    assert dues == [due_day(issue_day, row.k, plan.period, plan.unit) for row in rows]


@pytest.mark.long
@quiet
@given(plan=terms(), issue_day=ISSUE_DAYS)
@example(plan=Terms(10_050, 120_000, 2, 1, Unit.MONTHS, Method.ANNUITY, 0), issue_day=0)
@example(plan=Terms(10**15, 10**6, 480, 1, Unit.MONTHS, Method.ANNUITY, 0), issue_day=19_753)
@example(plan=Terms(10**15, 10**6, 40, 366, Unit.DAYS, Method.BULLET, 0), issue_day=19_753)
def test_every_row_equals_the_clients(probe: World, plan: Terms, issue_day: int) -> None:
    assert_rows_equal(probe, plan, issue_day)


@quiet
@given(
    m=st.integers(1, 8),
    rate_ppm=st.integers(1, 1_000).map(lambda k: k * 1_000),
    k=st.integers(0, 10**6),
)
@pytest.mark.long
def test_exact_halves_round_up_as_the_clients(probe: World, m: int, rate_ppm: int, k: int) -> None:
    # P i / (1 - v^m) is a half for P = (2k + 1) (1 - v^m) / 2i when that is whole.
    num, den = rate_ppm, 12 * 10**6
    top = (2 * k + 1) * ((den + num) ** m - den**m) * den
    bottom = 2 * num * (den + num) ** m
    principal = top // bottom
    if not 1 <= principal <= 10**15:
        return
    for candidate in (principal, principal + 1):
        plan = Terms(candidate, rate_ppm, m, 1, Unit.MONTHS, Method.ANNUITY, 0)
        assert_rows_equal(probe, plan, 19_753)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_the_published_vectors(probe: World, vector: dict[str, Any]) -> None:
    unit, period = next(iter(vector["period"].items()))
    plan = Terms(
        vector["principal"],
        vector["rate_ppm"],
        vector["n"],
        period,
        Unit[unit.upper()],
        Method[vector["method"].upper()],
        vector.get("lead", 0),
    )
    interests, principals, _ = probe.call("Probe.rows", frozen(plan), 19_753)
    assert interests == vector["interest"]
    assert [a + b for a, b in zip(interests, principals, strict=True)] == vector["payments"]


@quiet
@given(issue_day=ISSUE_DAYS, period=st.integers(1, 12), later=st.integers(0, 15_000))
def test_the_running_period_contains_the_day(
    probe: World, issue_day: int, period: int, later: int
) -> None:
    day = issue_day + later
    r = probe.call("Probe.running", issue_day, period, False, day)
    assert r >= 1
    assert due_day(issue_day, r - 1, period, Unit.MONTHS) <= day
    assert day < due_day(issue_day, r, period, Unit.MONTHS)


@quiet
@given(issue_day=ISSUE_DAYS, period=st.integers(1, 12), k=st.integers(1, 480))
def test_months_have_thirty_days_less_two_in_all(
    probe: World, issue_day: int, period: int, k: int
) -> None:
    # Whoever is not late by this count is not late by the calendar either.
    assert probe.call("Probe.due", issue_day, period, False, k) >= issue_day + 30 * period * k - 2


def test_a_day_before_the_issue_counts_as_the_first_period(probe: World) -> None:
    assert probe.call("Probe.running", 100, 1, False, 99) == 1
    assert probe.call("Probe.running", 100, 7, True, 99) == 1


TERMS_BITS = {
    "principal": 50, "rate_ppm": 20, "n": 9, "period": 9, "in_days": 1, "method": 2, "lead": 9,
    "grace_days": 9, "late_rate_ppm": 20, "late_cap_ppm": 20, "default_dpd": 10,
    "servicing_ppm": 20, "late_share_ppm": 20, "market_fee_ppm": 20, "recovery_ppm": 18,
    "quorum_ppm": 14,
}  # fmt: skip
PROGRESS_BITS = {
    "settled": 9, "paid": 9, "balance": 50, "level": 51, "issue_day": 20, "status": 4,
    "prepaid_on": 20, "version": 16, "released": 50, "last": 9, "parted": 1, "worst_dpd": 10,
    "arrears": 1, "impaired": 1,
}  # fmt: skip
PART_BITS = {"exposure": 74, "charge": 56, "counted_on": 20, "interest": 56, "principal": 50}
ARREARS_BITS = {"interest": 56, "charges": 56}
TOTALS_BITS = {"units": 50, "principal": 50, "interest": 56, "fees": 64, "ended": 1}


@pytest.mark.parametrize(
    ("function", "bits"),
    [
        ("terms_round_trip", TERMS_BITS),
        ("progress_round_trip", PROGRESS_BITS),
        ("part_round_trip", PART_BITS),
        ("arrears_round_trip", ARREARS_BITS),
        ("totals_round_trip", TOTALS_BITS),
    ],
)
@quiet
@given(data=st.data())
@pytest.mark.long
def test_packed_words_lose_nothing(
    probe: World, function: str, bits: dict[str, int], data: st.DataObject
) -> None:
    values: dict[str, Any] = {
        name: data.draw(st.one_of(st.just(2**size - 1), st.integers(0, 2**size - 1)), label=name)
        for name, size in bits.items()
    }
    for flag in {"in_days", "parted", "ended", "arrears", "impaired"} & set(values):
        values[flag] = bool(values[flag])
    if "quorum_ppm" in values:
        values["quorum_ppm"] *= 100  # kept in steps
    assert probe.call(f"Probe.{function}", values) == values
