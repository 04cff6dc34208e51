"""Working hours are counted while the office is open, and on working days alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tallystick.errors import ConfigError
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.support.ticket_rules import (
    OfficeHours,
    TicketState,
    due_of,
    ticket_clock,
)

OFFICE = OfficeHours(Calendar(), 9, 17, 0)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


# 10 March 2026 is a Tuesday.
@pytest.mark.parametrize(
    ("asked", "hours", "ends"),
    [
        (at(10, 9), 4, at(10, 13)), (at(10, 9), 8, at(10, 17)), (at(10, 9), 9, at(11, 10)),
        (at(10, 15, 30), 4, at(11, 11, 30)), (at(10, 6), 4, at(10, 13)),
        (at(10, 17), 1, at(11, 10)), (at(10, 23), 24, at(13, 17)),
        (at(13, 16), 2, at(16, 10)), (at(14, 12), 1, at(16, 10)),
    ],
)  # fmt: skip
def test_nights_and_weekends_do_not_count(asked: datetime, hours: int, ends: datetime) -> None:
    assert OFFICE.after(asked, hours) == ends


def test_holidays_do_not_count_and_days_made_up_do() -> None:
    calendar = Calendar(frozenset({date(2026, 3, 11)}), frozenset({date(2026, 3, 14)}))
    office = OfficeHours(calendar, 9, 17, 0)
    assert office.after(at(10, 16), 2) == at(12, 10)
    assert office.after(at(13, 16), 2) == at(14, 10)


def test_hours_are_of_the_platforms_own_time() -> None:
    east = OfficeHours(Calendar(), 9, 17, 8 * 3_600)
    assert east.after(at(10, 1), 4) == at(10, 5)
    assert east.after(at(10, 9), 1) == at(11, 2)


@pytest.mark.parametrize(("opens", "closes"), [(9, 9), (17, 9), (-1, 5), (9, 25)])
def test_an_office_that_is_never_open_is_refused(opens: int, closes: int) -> None:
    with pytest.raises(ConfigError) as refused:
        OfficeHours(Calendar(), opens, closes, 0).after(at(10, 9), 1)
    assert refused.value.code == "SUPPORT:HOURS"


def test_what_is_due_next() -> None:
    clock = ticket_clock(OFFICE, at(10, 9), 4, 24)
    assert (clock.answer_by, clock.resolve_by) == (at(10, 13), at(12, 17))
    assert due_of(TicketState.WAITING, None, clock) == clock.answer_by
    assert due_of(TicketState.WAITING, at(10, 10), clock) == clock.resolve_by
    assert due_of(TicketState.ANSWERED, at(10, 10), clock) == clock.resolve_by
    assert due_of(TicketState.RESOLVED, at(10, 10), clock) is None
    assert due_of(TicketState.COMPLAINT, None, clock) is None
