"""Tickets are asked, answered and resolved; what is said is sealed; shares in time are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.support.builders import CLERK, TUESDAY, Counter
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.storage.tables import vault_fields
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.ticket_figures import TicketFigures, ticket_figures
from tallystick_node.support.ticket_rules import TicketState, TicketTopic
from tallystick_node.support.tickets import OPEN_MAX, due_at

if TYPE_CHECKING:
    from sqlalchemy import Row

WALLET = "0x3000000000000000000000000000000000000003"


@pytest.fixture
def client(counter: Counter) -> str:
    """Somebody who is registered."""
    return counter.room.real()


def asked(counter: Counter, person: str, words: str = " where is my note? ") -> int:
    with counter.database.writing() as connection:
        return counter.support.tickets.ask(
            connection, TicketTopic.LENDING, words, person=person, by=WALLET
        )


def answered(counter: Counter, number: int, *, resolves: bool = False) -> None:
    with counter.database.writing() as connection:
        counter.support.tickets.answer(connection, number, "there", by=CLERK, resolves=resolves)


def added(counter: Counter, number: int, person: str, words: str = "and now?") -> None:
    with counter.database.writing() as connection:
        counter.support.tickets.add(connection, number, words, person=person, by=WALLET)


def row(counter: Counter, number: int) -> Row[Any]:
    with counter.database.reading() as connection:
        return counter.support.tickets.one(connection, number)


def figures(counter: Counter) -> TicketFigures:
    with counter.database.reading() as connection:
        return ticket_figures(
            connection, TUESDAY, TUESDAY + timedelta(days=1), counter.support.desk.business_now
        )


def test_from_a_question_to_its_end(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    first = row(counter, number)
    assert (first.state, due_at(first)) == (TicketState.WAITING, first.answer_by)
    answered(counter, number)
    assert (row(counter, number).state, due_at(row(counter, number))) == (
        TicketState.ANSWERED, first.resolve_by,
    )  # fmt: skip
    added(counter, number, client)
    assert row(counter, number).state == TicketState.WAITING
    answered(counter, number, resolves=True)
    assert (row(counter, number).state, due_at(row(counter, number))) == (
        TicketState.RESOLVED, None,
    )  # fmt: skip
    with counter.database.reading() as connection:
        texts = counter.support.tickets.words(connection, row(counter, number))
        assert counter.support.tickets.queue(connection, 9) == []
        sealed = connection.execute(select(vault_fields)).all()
    assert [each.text for each in texts] == ["where is my note?", "there", "and now?", "there"]
    assert "where is my note?" not in repr(sealed)
    notices = [each for each in counter.messages() if each.key.startswith("ticket:")]
    assert [each.recipient for each in notices] == [f"person:{client}"] * 2


def test_what_has_ended_is_asked_anew(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    answered(counter, number, resolves=True)
    with pytest.raises(SupportRefused) as refused:
        answered(counter, number)
    assert refused.value.code == "TICKET:ENDED"
    with pytest.raises(SupportRefused) as late:
        added(counter, number, client)
    assert late.value.code == "TICKET:ENDED"


def test_a_ticket_is_its_clients_alone(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    other = counter.room.register("13800000002")
    for ticket, person in ((number, other), (number + 1, client)):
        with pytest.raises(NoSupport) as refused:
            added(counter, ticket, person)
        assert refused.value.code == "TICKET:NONE"
    with counter.database.reading() as connection:
        assert counter.support.tickets.of(connection, other, 9) == []


def test_nobody_answers_their_own(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    with counter.database.writing() as connection:
        counter.room.people.wallets.bind_shown(connection, client, CLERK)
    with pytest.raises(Forbidden) as refused:
        answered(counter, number)
    assert refused.value.code == "ACCESS:OWN"


@pytest.mark.parametrize("words", ["", "  ", "x" * 4_001])
def test_words_are_bounded(counter: Counter, client: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        asked(counter, client, words)
    assert refused.value.code == "TICKET:WORDS"


def test_whoever_has_many_adds_to_one_of_them(counter: Counter, client: str) -> None:
    numbers = [asked(counter, client) for _ in range(OPEN_MAX)]
    with pytest.raises(SupportRefused) as refused:
        asked(counter, client)
    assert refused.value.code == "TICKET:MANY"
    answered(counter, numbers[0], resolves=True)
    assert asked(counter, client) > numbers[-1]


def test_shares_in_time_count_what_is_late(counter: Counter, client: str) -> None:
    nothing = figures(counter)
    assert (nothing.asked, nothing.answered_ppm, nothing.resolved_ppm) == (0, None, None)
    quick, slow, _ = (asked(counter, client) for _ in range(3))
    answered(counter, quick, resolves=True)
    assert figures(counter) == TicketFigures(3, 1, 1, 1, 1)
    counter.time.now = TUESDAY + timedelta(days=30)
    answered(counter, slow, resolves=True)
    late = figures(counter)
    assert late == TicketFigures(3, 1, 3, 1, 3)
    assert (late.answered_ppm, late.resolved_ppm) == (333_333, 333_333)


def test_what_became_a_complaint_has_its_end_there(counter: Counter, client: str) -> None:
    number = asked(counter, client)
    with counter.database.writing() as connection:
        counter.support.tickets.turn(connection, number, 7, CLERK)
    counter.time.now = TUESDAY + timedelta(days=30)
    assert figures(counter) == TicketFigures(1, 0, 0, 0, 0)
    assert row(counter, number).complaint == 7


def test_what_is_due_first_is_first_in_the_queue(counter: Counter, client: str) -> None:
    early = asked(counter, client)
    answered(counter, early)
    counter.time.now += timedelta(hours=1)
    late = asked(counter, client)
    with counter.database.reading() as connection:
        queue = counter.support.tickets.queue(connection, 9)
        assert [each.id for each in queue] == [late, early]
        assert len(counter.support.tickets.queue(connection, 1)) == 1
