"""When a report is due and when it is late, by working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tallystick_node.policy.packs import load_pack
from tallystick_node.publication.monthly import DEADLINE, MONTH, Monthly
from tallystick_node.publication.workdays import (
    is_first_workday,
    month_before,
    months_between,
    workday,
)


@pytest.mark.parametrize(
    ("month", "number", "day"),
    [
        ("2026-09-01", 1, "2026-09-01"),  # a Tuesday
        ("2026-08-01", 1, "2026-08-03"),  # a Saturday
        ("2026-11-01", 1, "2026-11-02"),  # a Sunday
        ("2026-11-01", 5, "2026-11-06"),
        ("2026-08-01", 6, "2026-08-10"),
    ],
)
def test_working_days_are_monday_to_friday(month: str, number: int, day: str) -> None:
    assert workday(date.fromisoformat(month), number) == date.fromisoformat(day)


def test_a_month_has_one_first_working_day() -> None:
    days = [date(2026, 1, 1) + timedelta(one) for one in range(365)]
    assert len([day for day in days if is_first_workday(day)]) == 12


def test_months_are_counted_over_the_year() -> None:
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    found = months_between(date(2025, 11, 30), date(2026, 2, 1))
    assert [f"{one:%Y-%m}" for one in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == []


def test_jobs_come_on_the_first_working_day_and_after_the_deadline() -> None:
    nothing: object = None
    monthly = Monthly(nothing, nothing, nothing, load_pack("generic"), None)  # type: ignore[arg-type]
    days = [date(2026, 11, 1) + timedelta(one) for one in range(30)]
    kinds = {kind.name: kind for kind in monthly.kinds}

    def planned(name: str) -> list[str]:
        return [f"{day:%d}" for day in days if list(kinds[name].subjects(day))]

    assert planned(MONTH) == ["02"]
    assert planned(DEADLINE) == ["07"]  # five working days: the 2nd to the 6th
