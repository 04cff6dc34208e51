"""The jobs of each day: everybody is looked for, reminded in time, old secrets are destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from node.kyc.builders import id_number
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.planner import JobPlanner
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.jobs import PeopleDays
from tallystick_node.storage.tables import challenges, codes, jobs, messages

if TYPE_CHECKING:
    from node.kyc.builders import Room


def a_day(room: Room) -> None:
    """Plan today and do it."""
    kinds = PeopleDays(room.people.context.database, room.people).kinds
    queue = room.people.watchlist.queue
    JobPlanner(queue, kinds, BusinessClock(room.time, 0)).plan_due()
    worker = JobWorker(queue, kinds, "w")
    while worker.work():
        pass
    with room.people.context.database.reading() as connection:
        assert set(connection.scalars(select(jobs.c.state))) <= {"done"}


def reminders(room: Room) -> list[str]:
    with room.people.context.database.reading() as connection:
        keys = connection.scalars(select(messages.c.key).order_by(messages.c.id)).all()
    return [key for key in keys if key.startswith("remind:")]


def test_everybody_is_looked_for_each_day_by_what_is_stated_now(room: Room) -> None:
    person, other = room.real(), room.real(id_number("125"))
    room.people.evidence.state(person, Field.NAME, "SANDBOX LISTED PERSON")
    a_day(room)
    with room.people.context.database.reading() as connection:
        assert room.people.watchlist.standing(connection, person).held
        assert not room.people.watchlist.standing(connection, other).held


def test_who_was_erased_is_left_alone(room: Room) -> None:
    person = room.real()
    room.people.erasure.erase(person)
    a_day(room)


def test_people_are_reminded_thirty_days_seven_and_one_before_an_end(room: Room) -> None:
    person = room.real()
    room.bind(person, "newcomer")
    number = room.suit(person, "newcomer")
    with room.people.context.database.reading() as connection:
        assessment = room.people.assessments.current(connection, person)
    assert assessment is not None
    days = (assessment.expires_on - room.time.now.date()).days
    room.time.pass_by(days=days - 31)
    a_day(room)
    assert reminders(room) == []
    for before in (30, 7, 1):
        left = (assessment.expires_on - room.time.now.date()).days
        room.time.pass_by(days=left - before)
        a_day(room)
        assert reminders(room)[-1] == f"remind:assessment:{number}:{before}"
    a_day(room)
    assert len(reminders(room)) == 3


def test_an_ending_credential_is_reminded_of(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "newcomer")
    room.suit(person, "newcomer")
    issued = room.people.credentials.request(person, wallet, lend=True, borrow=False)
    left = issued.signed.credential.expiry - int(room.time.now.timestamp())
    room.time.pass_by(days=left // 86_400 - 7)
    a_day(room)
    assert reminders(room) == [f"remind:credential:{issued.number}:7"]


def test_old_codes_and_challenges_go_and_fresh_ones_stay(room: Room) -> None:
    person = room.register()
    room.people.registration.ask_code("13912345678")
    room.people.wallets.challenge(person)
    a_day(room)
    with room.people.context.database.reading() as connection:
        assert len(connection.execute(select(codes)).all()) == 2
        assert len(connection.execute(select(challenges)).all()) == 1
    room.time.pass_by(days=2)
    a_day(room)
    with room.people.context.database.reading() as connection:
        assert connection.execute(select(codes)).all() == []
        assert connection.execute(select(challenges)).all() == []
