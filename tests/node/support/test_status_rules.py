"""What works, and for how much of a day it did, by rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick_node.support.status_rules import (
    UPTIME_DAYS,
    ComponentState,
    ReadinessDay,
    StatusComponent,
    component_states,
    uptime_days,
)

W, F = ComponentState.WORKING, ComponentState.FAILING
C = StatusComponent
FIRST = datetime(2026, 3, 10, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failing", "taken"),
    [
        ("database", {C.SIGN_IN, C.PAGES, C.DEPOSITS, C.WITHDRAWALS}),
        ("chain", {C.CHAIN, C.DEPOSITS, C.WITHDRAWALS}), ("index", {C.INDEX}),
        ("workers", {C.DEPOSITS, C.WITHDRAWALS}), ("sender", {C.DEPOSITS, C.WITHDRAWALS}),
        ("setup", set()),
    ],
)  # fmt: skip
def test_a_failed_check_takes_its_parts_and_no_other(failing: str, taken: set[C]) -> None:
    states = component_states([failing], [])
    assert {component for component, state in states.items() if state is F} == taken
    assert {state for component, state in states.items() if component not in taken} <= {W}


def test_what_staff_say_comes_before_a_check() -> None:
    states = component_states(["index"], [C.INDEX, C.PAGES])
    assert (states[C.INDEX], states[C.PAGES], states[C.CHAIN]) == (
        ComponentState.OUTAGE,
        ComponentState.OUTAGE,
        W,
    )
    assert set(component_states([], []).values()) == {W}


def test_a_minute_without_a_look_counts_as_not_ready() -> None:
    counted = {FIRST.date(): (60, 60), date(2026, 3, 12): (720, 360)}
    now = datetime(2026, 3, 12, 12, 0, 30, tzinfo=UTC)
    days = uptime_days(counted, FIRST, datetime(2026, 3, 12, 11, 59, tzinfo=UTC), now)
    assert days == [
        ReadinessDay(date(2026, 3, 10), 60, 60, 60),
        ReadinessDay(date(2026, 3, 11), 1_440, 0, 0),
        ReadinessDay(date(2026, 3, 12), 720, 720, 360),
    ]
    assert [day.uptime_ppm for day in days] == [1_000_000, 0, 500_000]


def test_the_minute_that_runs_counts_once_it_was_looked_at() -> None:
    now = FIRST + timedelta(seconds=20)
    (seen,) = uptime_days({FIRST.date(): (1, 1)}, FIRST, FIRST, now)
    assert (seen.minutes, seen.uptime_ppm) == (1, 1_000_000)
    (later,) = uptime_days({FIRST.date(): (1, 1)}, FIRST, FIRST, now + timedelta(minutes=3))
    assert (later.minutes, later.uptime_ppm) == (3, 333_333)
    assert ReadinessDay(FIRST.date(), 0, 0, 0).uptime_ppm is None


def test_no_more_than_ninety_days_are_told() -> None:
    now = FIRST + timedelta(days=200)
    days = uptime_days({}, FIRST, FIRST, now)
    assert (len(days), days[-1].day) == (UPTIME_DAYS, now.date())
    assert {day.minutes for day in days[:-1]} == {1_440}
