from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.schedule_reference import due_date
from tallystick.loans.dates import (
    DAY_MAX,
    Unit,
    add_months,
    civil_from_day,
    date_from_day,
    day_from_civil,
    day_from_date,
    days_in_month,
    due_day,
    local_day,
    month_of,
)
from tallystick.loans.rounding import TermsError

EPOCH = datetime.date(1970, 1, 1)
days = st.integers(0, DAY_MAX)
issue_dates = st.dates(EPOCH, datetime.date(2900, 12, 31))
month_ends = st.builds(
    lambda year, month: datetime.date(year, month, days_in_month(year, month)),
    st.integers(1970, 2900),
    st.integers(1, 12),
)


@given(days)
def test_calendar_dates_are_those_of_the_standard_library(day: int) -> None:
    expected = EPOCH + datetime.timedelta(days=day)
    assert civil_from_day(day) == (expected.year, expected.month, expected.day)
    assert day_from_civil(expected.year, expected.month, expected.day) == day
    assert date_from_day(day) == expected
    assert day_from_date(expected) == day


def test_every_day_of_four_centuries() -> None:
    for day in range(146_097):
        expected = EPOCH + datetime.timedelta(days=day)
        assert civil_from_day(day) == (expected.year, expected.month, expected.day)


@given(
    issue_dates | month_ends,
    st.integers(0, 480),
    st.integers(1, 12),
)
def test_due_dates_by_months(issued: datetime.date, k: int, period: int) -> None:
    k = min(k, 480 // period)
    expected = due_date(issued, k, period, "months")
    assert date_from_day(due_day(day_from_date(issued), k, period, Unit.MONTHS)) == expected


@given(issue_dates, st.integers(0, 480), st.integers(1, 366))
def test_due_dates_by_days(issued: datetime.date, k: int, period: int) -> None:
    k = min(k, 14_640 // period)
    expected = due_date(issued, k, period, "days")
    assert date_from_day(due_day(day_from_date(issued), k, period, Unit.DAYS)) == expected


@pytest.mark.parametrize(
    ("issued", "months", "due"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 2, "2027-03-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2099-12-30", 2, "2100-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2027-12-01", 1, "2028-01-01"),
    ],
)
def test_ends_of_months(issued: str, months: int, due: str) -> None:
    day = day_from_date(datetime.date.fromisoformat(issued))
    assert date_from_day(add_months(day, months)).isoformat() == due


@pytest.mark.parametrize(
    ("timestamp", "offset", "day"),
    [
        (0, 0, 0),
        (86_399, 0, 0),
        (86_400, 0, 1),
        (57_599, 28_800, 0),
        (57_600, 28_800, 1),
        (18_000, -18_000, 0),
        (86_400 + 17_999, -18_000, 0),
        (86_400 + 18_000, -18_000, 1),
        (86_400 + 43_199, -43_200, 0),
        (86_400 + 43_200, -43_200, 1),
        (36_000, 50_400, 1),
    ],
)
def test_the_local_day_turns_at_local_midnight(timestamp: int, offset: int, day: int) -> None:
    assert local_day(timestamp, offset) == day


def test_a_day_before_the_epoch_is_refused() -> None:
    with pytest.raises(TermsError, match="^DATES:DAY: "):
        local_day(17_999, -18_000)


@pytest.mark.parametrize("offset", [14 * 3_600 + 1, -12 * 3_600 - 1])
def test_an_offset_beyond_any_zone_is_refused(offset: int) -> None:
    with pytest.raises(TermsError, match="^DATES:OFFSET_SECONDS: "):
        local_day(10**9, offset)


def test_months_are_counted_from_march_of_year_0() -> None:
    # 31 January and 29 February of 2024 are the 11th and 12th months of the year from March 2023.
    days = ("2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01")
    months = [month_of(day_from_date(datetime.date.fromisoformat(text))) for text in days]
    assert months == [2023 * 12 + 10, 2023 * 12 + 11, 2023 * 12 + 11, 2024 * 12]
    with pytest.raises(TermsError, match="^DATES:DAY: "):
        month_of(-1)


def test_a_due_date_past_the_calendar_is_refused() -> None:
    assert due_day(DAY_MAX - 1, 1, 1, Unit.DAYS) == DAY_MAX
    with pytest.raises(TermsError, match="^DATES:DAY: "):
        due_day(DAY_MAX, 1, 1, Unit.DAYS)
    with pytest.raises(TermsError, match="^DATES:YEAR: "):
        due_day(DAY_MAX, 1, 1, Unit.MONTHS)


def test_a_unit_that_is_no_unit_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unit must be a Unit, not str"):
        due_day(0, 1, 1, "months")  # type: ignore[arg-type]


def test_a_datetime_is_not_a_date() -> None:
    with pytest.raises(TypeError, match=r"not datetime$"):
        day_from_date(datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC))


@pytest.mark.parametrize("civil", [(2027, 2, 29), (2027, 13, 1), (1969, 12, 31), (2027, 4, 0)])
def test_a_date_that_does_not_exist_is_refused(civil: tuple[int, int, int]) -> None:
    with pytest.raises(TermsError, match="^DATES:"):
        day_from_civil(*civil)
