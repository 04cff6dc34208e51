"""Which days are owed, and how long a failure waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tallystick_node.infrastructure.jobs.rules import missed_days, retry_delay

TODAY = date(2026, 3, 10)


def test_a_new_kind_begins_today() -> None:
    assert missed_days(None, TODAY, 400) == [TODAY]


def test_missed_days_come_oldest_first_and_end_today() -> None:
    days = missed_days(date(2026, 2, 26), TODAY, 400)
    assert days[0] == date(2026, 2, 27)
    assert days[-1] == TODAY
    assert days == sorted(days)
    assert len(days) == 12


@pytest.mark.parametrize("through", [TODAY, TODAY + timedelta(days=1)])
def test_nothing_is_owed_when_the_clock_stands_or_goes_back(through: date) -> None:
    assert missed_days(through, TODAY, 400) == []


def test_of_a_long_absence_the_last_days_are_owed() -> None:
    days = missed_days(TODAY - timedelta(days=500), TODAY, 3)
    assert days == [TODAY - timedelta(days=2), TODAY - timedelta(days=1), TODAY]


def test_failures_wait_longer_each_time_and_never_more_than_an_hour() -> None:
    delays = [retry_delay(attempts) for attempts in range(1, 40)]
    assert delays[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(hours=1)
