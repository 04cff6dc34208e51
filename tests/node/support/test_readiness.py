"""Minutes are counted once, and old days are forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from node.support.builders import TUESDAY, Counter

if TYPE_CHECKING:
    from datetime import datetime

    from tallystick_node.support.status_rules import ReadinessDay


def look(counter: Counter, at: datetime, *, ready: bool = True) -> bool:
    with counter.database.writing() as connection:
        return counter.support.readiness.count(connection, at, ready=ready)


def days(counter: Counter, now: datetime) -> list[ReadinessDay]:
    with counter.database.reading() as connection:
        return counter.support.readiness.days(connection, now)


def wanted(counter: Counter, now: datetime) -> bool:
    with counter.database.reading() as connection:
        return counter.support.readiness.wanted(connection, now)


def test_a_minute_counts_once_by_its_first_look(counter: Counter) -> None:
    assert days(counter, TUESDAY) == []
    assert wanted(counter, TUESDAY)
    assert look(counter, TUESDAY)
    assert not wanted(counter, TUESDAY + timedelta(seconds=59))
    assert not look(counter, TUESDAY + timedelta(seconds=50), ready=False)
    assert wanted(counter, TUESDAY + timedelta(seconds=61))
    assert look(counter, TUESDAY + timedelta(seconds=61), ready=False)
    (today,) = days(counter, TUESDAY + timedelta(seconds=70))
    assert (today.minutes, today.looked, today.ready) == (2, 2, 1)


def test_a_clock_that_was_set_back_counts_nothing_twice(counter: Counter) -> None:
    assert look(counter, TUESDAY)
    assert not look(counter, TUESDAY - timedelta(minutes=5))
    (today,) = days(counter, TUESDAY + timedelta(seconds=10))
    assert (today.looked, today.ready) == (1, 1)


def test_days_of_long_ago_are_forgotten(counter: Counter) -> None:
    assert look(counter, TUESDAY)
    later = TUESDAY + timedelta(days=401)
    assert look(counter, later)
    (today,) = days(counter, later)
    assert (today.day, today.looked) == (later.date(), 1)
