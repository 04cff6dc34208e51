"""Each end of a clock is warned of once before, and kept once after, whatever happens between."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from node.support.builders import CLERK, TUESDAY, Counter
from tallystick_node.storage.tables import clock_warnings
from tallystick_node.support.clock_watch import ClockSign, RunningClock
from tallystick_node.support.feed_files import FeedForm
from tallystick_node.support.service import make_support
from tallystick_node.support.ticket_rules import TicketTopic

WALLET = "0x3000000000000000000000000000000000000003"


@pytest.fixture
def client(counter: Counter) -> str:
    """Somebody who is registered; that has taken no time."""
    person = counter.room.real()
    counter.time.now = TUESDAY
    return person


def asked(counter: Counter, person: str) -> int:
    with counter.database.writing() as connection:
        return counter.support.tickets.ask(
            connection, TicketTopic.LENDING, "where is it?", person=person, by=WALLET
        )


def answered(counter: Counter, number: int, *, resolves: bool) -> None:
    with counter.database.writing() as connection:
        counter.support.tickets.answer(connection, number, "there", by=CLERK, resolves=resolves)


def looked(counter: Counter, **after: float) -> int:
    counter.time.now = TUESDAY + timedelta(**after)
    return counter.support.clocks.look()


def kept(counter: Counter) -> list[tuple[str, int, str, str]]:
    with counter.database.reading() as connection:
        rows = connection.execute(select(clock_warnings).order_by(clock_warnings.c.id)).all()
    return [(row.kind, row.number, row.milestone, row.sign) for row in rows]


def alerts(counter: Counter) -> list[dict[str, Any]]:
    return [each.content["data"] for each in counter.messages() if each.channel == "webhook"]


def test_a_clock_is_warned_of_once_before_and_kept_once_after(
    counter: Counter, client: str
) -> None:
    number = asked(counter, client)  # four working hours, from nine o'clock on
    assert looked(counter, hours=2, minutes=59) == 0
    assert looked(counter, hours=3) == 1
    assert looked(counter, hours=3, minutes=30) == 0
    assert kept(counter) == [("ticket", number, "answer", "due")]
    assert looked(counter, hours=4) == 0, "the last moment is in time"
    assert looked(counter, hours=4, seconds=1) == 1
    assert looked(counter, days=1) == 0
    assert kept(counter)[1:] == [("ticket", number, "answer", "overdue")]
    assert [each["sign"] for each in alerts(counter)] == ["due", "overdue"]
    assert counter.acts()[-2:] == ["clock.due", "clock.overdue"]
    assert client not in repr(alerts(counter))


def test_a_night_and_a_weekend_are_no_hours(counter: Counter, client: str) -> None:
    """What is due at the beginning of a day is warned of on the evening before."""
    counter.time.now = TUESDAY + timedelta(days=3, hours=4, minutes=30)  # Friday, 13:30
    number = asked(counter, client)  # due on Monday at 9:30
    assert looked(counter, days=3, hours=7) == 0
    assert looked(counter, days=3, hours=7, minutes=30) == 1
    assert kept(counter) == [("ticket", number, "answer", "due")]


def test_what_is_answered_in_time_has_its_second_clock(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    answered(counter, number, resolves=False)
    assert looked(counter, days=1) == 0
    assert looked(counter, days=9) == 1
    assert kept(counter) == [("ticket", number, "resolve", "overdue")]


def test_what_is_resolved_is_told_of_to_nobody(counter: Counter, client: str) -> None:
    answered(counter, asked(counter, client), resolves=True)
    assert looked(counter, days=90) == 0
    assert (kept(counter), alerts(counter)) == ([], [])


def test_a_node_that_stood_still_tells_what_it_missed_and_nothing_twice(
    counter: Counter, client: str
) -> None:
    number = asked(counter, client)
    assert looked(counter, days=9) == 1
    again = replace(counter, support=make_support(counter.support.desk))
    assert again.support.clocks.look() == 0
    assert kept(counter) == [("ticket", number, "answer", "overdue")]


def test_mentions_have_their_clock(counter: Counter) -> None:
    with counter.database.writing() as connection:
        counter.support.keywords.add(connection, "scam", 3, CLERK)
        content = json.dumps({"title": "a scam"}).encode()
        counter.support.mentions.bring_in(connection, content, FeedForm.JSONL, "forum", CLERK)
    assert looked(counter, minutes=30) == 0
    assert looked(counter, hours=1) == 1
    assert looked(counter, hours=3) == 1
    assert kept(counter) == [
        ("mention", 1, "respond", "due"), ("mention", 1, "respond", "overdue"),
    ]  # fmt: skip


def test_signs(counter: Counter) -> None:
    office = counter.support.desk.office
    clock = RunningClock("ticket", 1, "answer", TUESDAY + timedelta(hours=2))
    assert clock.sign(TUESDAY, office, 1) is None
    assert clock.sign(TUESDAY, office, 2) is ClockSign.DUE
    assert clock.sign(TUESDAY + timedelta(hours=3), office, 1) is ClockSign.OVERDUE
