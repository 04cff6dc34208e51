"""Outages are opened, followed and ended; whose payment they hold up is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from node.support.builders import CLERK, Counter
from tallystick.errors import InputError
from tallystick_node.support.outages import BEGAN_MINUTES_MAX
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.status_rules import StatusComponent

OUT, IN, INDEX = StatusComponent.WITHDRAWALS, StatusComponent.DEPOSITS, StatusComponent.INDEX


def opened(counter: Counter, *components: StatusComponent, minutes_ago: int = 0) -> int:
    with counter.database.writing() as connection:
        return counter.support.outages.open(
            connection, components, " the bank is closed ", by=CLERK, minutes_ago=minutes_ago
        )


def ended(counter: Counter, number: int) -> None:
    with counter.database.writing() as connection:
        counter.support.outages.end(connection, number, "its certificate ran out", CLERK)


def test_an_outage_from_its_beginning_to_its_cause(counter: Counter) -> None:
    number = opened(counter, OUT, INDEX, minutes_ago=30)
    counter.time.now += timedelta(minutes=15)
    with counter.database.writing() as connection:
        counter.support.outages.add_notice(connection, number, "they look into it", CLERK)
    with counter.database.reading() as connection:
        (running,) = counter.support.outages.running(connection)
        assert counter.support.outages.past(connection, 9) == []
    assert running.components == (INDEX, OUT)
    assert running.lasted == timedelta(minutes=45)
    assert [each.words for each in running.notices] == ["the bank is closed", "they look into it"]
    ended(counter, number)
    counter.time.now += timedelta(days=1)
    with counter.database.reading() as connection:
        assert counter.support.outages.running(connection) == []
        (past,) = counter.support.outages.past(connection, 9)
    assert (past.row.cause, past.lasted) == ("its certificate ran out", timedelta(minutes=45))
    assert [act for act in counter.acts() if act.startswith("outage.")] == [
        "outage.opened", "outage.notice", "outage.ended",
    ]  # fmt: skip


def test_whose_payment_is_held_up_is_told_once_and_nobody_else(counter: Counter) -> None:
    counter.waiting[OUT], counter.waiting[IN] = ["p1", "p2"], ["p3"]
    number = opened(counter, OUT, INDEX)
    assert {row.recipient for row in counter.messages()} == {"person:p1", "person:p2"}
    counter.waiting[OUT] = ["p2"]
    ended(counter, number)
    notices = [row.content for row in counter.messages() if row.recipient == "person:p2"]
    assert [content["over"] for content in notices] == [False, True]
    assert len([row for row in counter.messages() if row.recipient == "person:p1"]) == 1


def test_an_outage_of_nothing_that_is_paid_tells_nobody(counter: Counter) -> None:
    counter.waiting[OUT] = ["p1"]
    opened(counter, INDEX)
    assert counter.messages() == []


def test_what_is_open_already_gets_a_notice_and_no_second_outage(counter: Counter) -> None:
    number = opened(counter, OUT)
    with pytest.raises(SupportRefused) as refused:
        opened(counter, IN, OUT)
    assert refused.value.code == "OUTAGE:OPEN"
    assert f"outage {number}" in refused.value.sentence
    assert opened(counter, IN) != number
    ended(counter, number)
    assert opened(counter, OUT) > number


def test_what_is_over_is_not_written_to_any_more(counter: Counter) -> None:
    number = opened(counter, OUT)
    ended(counter, number)
    with pytest.raises(SupportRefused) as refused:
        ended(counter, number)
    assert refused.value.code == "OUTAGE:ENDED"
    with pytest.raises(NoSupport) as none, counter.database.writing() as connection:
        counter.support.outages.add_notice(connection, 99, "what", CLERK)
    assert none.value.code == "OUTAGE:NONE"


@pytest.mark.parametrize("minutes", [-1, BEGAN_MINUTES_MAX + 1])
def test_when_it_began_is_bounded(counter: Counter, minutes: int) -> None:
    with pytest.raises(InputError) as refused:
        opened(counter, OUT, minutes_ago=minutes)
    assert refused.value.code == "OUTAGE:BEGAN"
    with pytest.raises(InputError) as empty:
        opened(counter)
    assert empty.value.code == "OUTAGE:COMPONENTS"
    assert opened(counter, OUT, minutes_ago=BEGAN_MINUTES_MAX)
