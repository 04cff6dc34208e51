"""Clocks over weekends, holidays, time zones and changed packs, and which state may follow."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from itertools import product

import pytest

from tallystick.errors import ConfigError
from tallystick_node.complaints.rules import (
    DECIDED,
    OPEN,
    ComplaintClock,
    ComplaintState,
    DisputeRung,
    Milestone,
    appeal_until,
    clock_of,
    complaint_may_follow,
    next_milestone,
    rung_of,
)
from tallystick_node.complaints.vocabulary import SUB_ISSUES, ComplaintProduct, SubIssue
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.policy.packs import Pack, load_pack, parse_pack

SHANGHAI, NEW_YORK = 8 * 3_600, -5 * 3_600
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)
LOAN, PAYMENT = ComplaintProduct.LOAN, ComplaintProduct.PAYMENT
GENERIC = load_pack("generic")


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def clock(
    day: date = MONDAY, about: ComplaintProduct = LOAN, offset: int = 0, pack: Pack = GENERIC,
    calendar: Calendar | None = None,
) -> ComplaintClock:  # fmt: skip
    return clock_of(pack, calendar or Calendar(), day, about, offset)


def changed(**figures: list[tuple[str, int]]) -> Pack:
    """The pack `generic` with other figures from days on: key, then since and value."""
    file = resources.files("tallystick_node.infrastructure.policy") / "packs" / "generic.toml"
    document = copy.deepcopy(tomllib.loads(file.read_text("utf-8")))
    for key, values in figures.items():
        figure = document["figures"][f"complaints.{key}"][0]
        rows = []
        for place, (since, value) in enumerate(values):
            row = {**figure, "since": date.fromisoformat(since), "value": value}
            if place + 1 < len(values):
                row["until"] = date.fromisoformat(values[place + 1][0]) - timedelta(days=1)
            rows.append(row)
        document["figures"][f"complaints.{key}"] = rows
    return parse_pack(document)


def test_a_week_without_holidays() -> None:
    running = clock()
    assert running.acknowledge_by == at(3, 10, 17)
    assert running.settle_by == at(3, 12, 17)
    assert running.final_by == at(5, 5)  # the end of the 56th day after, 4 May
    assert running.limit_by is None
    assert (running.pack, running.started_on) == ("generic", MONDAY)


def test_a_weekend_does_not_count_and_a_day_of_it_is_as_good_as_friday() -> None:
    for day in (FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)):
        assert clock(day).acknowledge_by == at(3, 9, 17)
        assert clock(day).settle_by == at(3, 11, 17)
    assert clock(FRIDAY).final_by != clock(FRIDAY + timedelta(days=1)).final_by


def test_holidays_push_on_and_worked_weekends_pull_back() -> None:
    holidays = Calendar(frozenset({date(2026, 3, 10), date(2026, 3, 11)}))
    assert clock(calendar=holidays).acknowledge_by == at(3, 12, 17)
    assert clock(calendar=holidays).settle_by == at(3, 16, 17)
    worked = Calendar(workdays=frozenset({date(2026, 3, 7)}))
    assert clock(FRIDAY, calendar=worked).acknowledge_by == at(3, 7, 17)


@pytest.mark.parametrize(("offset", "hour"), [(SHANGHAI, 9), (0, 17), (NEW_YORK, 22)])
def test_the_office_closes_in_the_platforms_own_time(offset: int, hour: int) -> None:
    assert clock(offset=offset).acknowledge_by == at(3, 10, hour)
    midnight = at(5, 5) - timedelta(seconds=offset)
    assert clock(offset=offset).final_by == midnight


def test_payment_services_are_answered_sooner_and_have_a_last_day() -> None:
    running = clock(about=PAYMENT)
    assert running.final_by == at(3, 30, 17)
    assert running.limit_by == at(4, 27, 17)


def test_a_pack_that_changes_rules_from_its_day_on() -> None:
    pack = changed(final_days=[("2000-01-01", 56), ("2026-03-09", 30)])
    assert clock(FRIDAY, pack=pack).final_by == at(5, 2)
    assert clock(MONDAY, pack=pack).final_by == at(4, 9)


@pytest.mark.parametrize(
    "figures",
    [
        {"acknowledge_workdays": [("2000-01-01", 0)]},
        {"close_hour": [("2000-01-01", 25)]},
        {"payment_limit_workdays": [("2000-01-01", 14)]},
    ],
)
def test_an_impossible_pack_is_refused(figures: dict[str, list[tuple[str, int]]]) -> None:
    with pytest.raises(ConfigError, match="COMPLAINT:PACK"):
        clock(pack=changed(**figures))


def test_a_day_without_a_pack_is_refused() -> None:
    with pytest.raises(ConfigError, match="POLICY:DAY"):
        clock(date(1999, 12, 31))


def test_six_months_end_with_a_shorter_month() -> None:
    assert appeal_until(date(2026, 3, 9), 6) == date(2026, 9, 9)
    assert appeal_until(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_what_is_due_next() -> None:
    running, held = clock(), date(2026, 6, 1)

    def due(
        state: ComplaintState, *, acknowledged: bool = True, until: date | None = None
    ) -> tuple[Milestone, datetime] | None:
        return next_milestone(
            running, state, acknowledged=acknowledged, held_until=until, offset=SHANGHAI
        )

    received = due(ComplaintState.RECEIVED, acknowledged=False)
    assert received == (Milestone.ACKNOWLEDGE, running.acknowledge_by)
    assert due(ComplaintState.INVESTIGATING) == (Milestone.FINAL, running.final_by)
    assert due(ComplaintState.HOLDING, until=held) == (Milestone.LIMIT, at(6, 1, 16))
    assert due(ComplaintState.UPHELD) is None
    paid = clock(about=PAYMENT)
    capped = next_milestone(
        paid, ComplaintState.HOLDING, acknowledged=True, held_until=held, offset=0
    )
    assert capped == (Milestone.LIMIT, paid.limit_by)


def test_a_complaint_is_answered_before_it_is_closed() -> None:
    for state in OPEN - {ComplaintState.PROPOSED}:
        assert not complaint_may_follow(state, ComplaintState.CLOSED)
        assert not complaint_may_follow(state, ComplaintState.UPHELD)
    for state in DECIDED:
        assert complaint_may_follow(state, ComplaintState.CLOSED)
        assert complaint_may_follow(state, ComplaintState.OMBUDSMAN)
    assert complaint_may_follow(ComplaintState.CLOSED, ComplaintState.INVESTIGATING)
    assert not complaint_may_follow(ComplaintState.CLOSED, ComplaintState.COURT)


def test_every_state_can_be_left_and_is_reached() -> None:
    pairs = [pair for pair in product(ComplaintState, repeat=2) if complaint_may_follow(*pair)]
    assert {now for now, _ in pairs} == set(ComplaintState)
    assert {then for _, then in pairs} == set(ComplaintState) - {ComplaintState.RECEIVED}


def test_a_dispute_never_comes_down_the_ladder() -> None:
    court = rung_of(ComplaintState.COURT, DisputeRung.SETTLEMENT)
    assert court is DisputeRung.COURT
    assert rung_of(ComplaintState.ACCEPTED, court) is DisputeRung.COURT
    assert rung_of(ComplaintState.MEDIATION, DisputeRung.SETTLEMENT) is DisputeRung.MEDIATION
    assert rung_of(ComplaintState.RECEIVED, DisputeRung.PREVENTION) is DisputeRung.SETTLEMENT


def test_each_sub_issue_has_one_issue() -> None:
    listed = [sub for subs in SUB_ISSUES.values() for sub in subs]
    assert sorted(listed) == sorted(SubIssue)
