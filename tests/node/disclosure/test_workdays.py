"""When a report is due and when it is late, by working days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tallystick.errors import ConfigError
from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.disclosure.jobs import DEADLINE, MONTH, Monthly
from tallystick_node.disclosure.workdays import Calendar, month_before, months_between
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage import Database

# The State Council for 2017: closed from 1 to 8 October, worked on Saturday, 30 September.
GOLDEN_WEEK = Calendar(
    frozenset(date(2017, 10, day) for day in range(1, 9)), frozenset({date(2017, 9, 30)})
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
    assert Calendar().workday(date.fromisoformat(month), number) == date.fromisoformat(day)


def test_a_month_has_one_first_working_day() -> None:
    days = [date(2026, 1, 1) + timedelta(number) for number in range(365)]
    assert len([day for day in days if Calendar().is_first_workday(day)]) == 12


def test_months_are_counted_over_the_year() -> None:
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    result = months_between(date(2025, 11, 30), date(2026, 2, 1))
    assert [f"{entry:%Y-%m}" for entry in result] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == []


def test_jobs_come_on_the_first_working_day_and_after_the_deadline() -> None:
    nothing: object = None
    monthly = Monthly(nothing, nothing, nothing, load_pack("generic"), None)  # type: ignore[arg-type]
    days = [date(2026, 11, 1) + timedelta(number) for number in range(30)]
    kinds = {kind.name: kind for kind in monthly.kinds}

    def planned(name: str) -> list[str]:
        return [f"{day:%d}" for day in days if list(kinds[name].subjects(day))]

    assert planned(MONTH) == ["02"]
    assert planned(DEADLINE) == ["07"]  # five working days: the 2nd to the 6th


def test_holidays_are_no_working_days_and_made_up_ones_are() -> None:
    october = date(2017, 10, 1)
    assert GOLDEN_WEEK.workday(october, 1) == date(2017, 10, 9)
    assert GOLDEN_WEEK.workday(october, 5) == date(2017, 10, 13)
    assert GOLDEN_WEEK.works(date(2017, 9, 30))  # a Saturday
    assert [day for day in range(1, 15) if GOLDEN_WEEK.works(date(2017, 10, day))] == [
        9, 10, 11, 12, 13,
    ]  # fmt: skip


def test_without_named_days_only_the_week_counts() -> None:
    assert Calendar().workday(date(2017, 10, 1), 1) == date(2017, 10, 2)
    assert not Calendar().works(date(2017, 9, 30))


def test_jobs_keep_the_holidays_that_the_operator_names() -> None:
    nothing: object = None
    monthly = Monthly(nothing, nothing, nothing, load_pack("generic"), None, GOLDEN_WEEK)  # type: ignore[arg-type]
    days = [date(2017, 10, 1) + timedelta(number) for number in range(31)]
    kinds = {kind.name: kind for kind in monthly.kinds}
    for name, day in ((MONTH, 9), (DEADLINE, 14)):
        assert [entry.day for entry in days if list(kinds[name].subjects(entry))] == [day]


def test_a_nodes_jobs_come_by_its_own_calendar(tmp_path: Path) -> None:
    document = {
        "holidays": [f"2017-10-{day:02}" for day in range(1, 9)],
        "workdays": ["2017-09-30"],
    }
    for publication, day in ((document, 9), ({}, 2)):
        fields = {"data_dir": tmp_path, "dev": True, "publication": publication}
        settings = load_settings(fields, {})[0]
        values = {
            daily_kind.name: daily_kind
            for daily_kind in daily_kinds(settings, Database("sqlite:///unused"))
        }
        days = [date(2017, 10, 1) + timedelta(number) for number in range(31)]
        assert [entry.day for entry in days if list(values[MONTH].subjects(entry))] == [day]


def test_a_day_is_not_both(tmp_path: Path) -> None:
    both = {"holidays": ["2026-10-01"], "workdays": ["2026-10-01"]}
    with pytest.raises(ConfigError, match="2026-10-01 is named as a holiday and as a working day"):
        load_settings({"data_dir": tmp_path, "publication": both}, {})
