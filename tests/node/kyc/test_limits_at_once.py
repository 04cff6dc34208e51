"""Limits hold when many ask at the same moment, and no stranger uses up what is another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from node.kyc.builders import account, id_number
from tallystick_node.kyc.checks import CHECKS_A_DAY, Checks
from tallystick_node.kyc.one_time_codes import (
    CODE_HOLDER,
    CODES_A_NUMBER_AN_HOUR,
    CODES_AN_HOUR,
    CODES_ASKED_AN_HOUR,
    code_place,
)
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import checks, codes, person_wallets
from tallystick_node.underwriting.applications import ApplicationRefused
from tallystick_node.underwriting.blacklist import Blacklist, Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from node.kyc.builders import Room

AT_ONCE = 20
PHONE = "13912345678"
VICTIM, STRANGER = "0xvictim", "0xstranger"


def together(act: Callable[[int], Any]) -> list[str]:
    """Do something twenty times at once; returns the codes of the refusals."""

    def tried(number: int) -> str:
        try:
            act(number)
        except (PersonRefused, ApplicationRefused) as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [code for code in pool.map(tried, range(AT_ONCE)) if code]


def count(room: Room, table: Any) -> int:
    with room.people.context.database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_twenty_checks_at_once_are_five(room: Room) -> None:
    person = room.named(id_number("901"))
    consent = room.agree(person)
    refused = together(lambda _: room.people.checks.identity(person, consent))
    assert refused == ["CHECK:LIMIT"] * (AT_ONCE - CHECKS_A_DAY)
    assert count(room, checks) == CHECKS_A_DAY


def test_a_check_that_was_begun_counts_though_nothing_came_of_it(room: Room) -> None:
    person = room.named(id_number("904"))
    consent = room.agree(person)

    class Stopped(BaseException):
        """As when the process ends."""

    def stop(_: object) -> None:
        raise Stopped

    provider: Any = type("Provider", (), {"name": "sandbox", "compare": staticmethod(stop)})()
    there = room.people.checks
    stopping = Checks(
        there.context, there.evidence, there.consents, there.challenges,
        type(there.providers)(identity=provider), there.remnants,
    )  # fmt: skip
    for _ in range(CHECKS_A_DAY):
        with pytest.raises(Stopped):
            stopping.identity(person, consent)
    with pytest.raises(PersonRefused, match="CHECK:LIMIT"):
        there.identity(person, consent)


def test_twenty_codes_at_once_are_five(room: Room) -> None:
    refused = together(lambda _: room.people.registration.ask_code(PHONE, VICTIM))
    assert refused == ["CODE:LIMIT"] * (AT_ONCE - CODES_AN_HOUR)
    assert count(room, codes) == CODES_AN_HOUR


def test_codes_to_other_numbers_are_counted_too(room: Room) -> None:
    refused = together(
        lambda number: room.people.registration.ask_code(f"139123456{number:02d}", STRANGER)
    )
    assert refused == ["CODE:LIMIT"] * (AT_ONCE - CODES_ASKED_AN_HOUR)
    room.people.registration.ask_code(PHONE, VICTIM)
    room.time.pass_by(seconds=3_601)
    room.people.registration.ask_code(PHONE, STRANGER)


def test_a_number_is_not_flooded_by_many_who_ask(room: Room) -> None:
    for number in range(CODES_A_NUMBER_AN_HOUR):
        room.people.registration.ask_code(PHONE, f"0x{number}")
    with pytest.raises(PersonRefused, match="CODE:LIMIT"):
        room.people.registration.ask_code(PHONE, "0xone more")


def test_a_strangers_codes_and_tries_lock_nobodys_number(room: Room) -> None:
    room.people.registration.ask_code(PHONE, VICTIM)
    right = newest_code(room)
    for _ in range(CODES_AN_HOUR):
        room.time.pass_by(seconds=1)
        room.people.registration.ask_code(PHONE, STRANGER)
    for _ in range(6):
        with pytest.raises(PersonRefused, match="CODE:WRONG|CODE:SPENT"):
            room.people.registration.register(PHONE, "000000", asker=STRANGER)
    room.people.registration.ask_code(PHONE, VICTIM)
    with pytest.raises(PersonRefused, match="CODE:WRONG"):
        room.people.registration.register(PHONE, right, asker=VICTIM)
    room.time.pass_by(seconds=1)
    room.people.registration.ask_code(PHONE, VICTIM)
    room.people.registration.register(PHONE, newest_code(room), asker=VICTIM)


def test_a_code_is_good_for_who_asked_for_it_alone(room: Room) -> None:
    room.people.registration.ask_code(PHONE, VICTIM)
    with pytest.raises(PersonRefused, match="CODE:SPENT"):
        room.people.registration.register(PHONE, newest_code(room), asker=STRANGER)
    room.people.registration.register(PHONE, newest_code(room), asker=VICTIM)


def test_one_wallet_is_bound_to_one_of_many(room: Room) -> None:
    people = [room.register() for _ in range(AT_ONCE)]
    address = account("newcomer").address

    def bind(number: int) -> None:
        with room.people.context.database.writing() as connection:
            room.people.wallets.bind_shown(connection, people[number], address)

    assert together(bind) == ["WALLET:TAKEN"] * (AT_ONCE - 1)
    assert count(room, person_wallets) == 1


def test_one_person_is_on_the_blacklist_once(room: Room) -> None:
    person, book = room.register(), Blacklist(room.people)

    def add(number: int) -> None:
        cause = Cause.FRAUD if number % 2 else Cause.FALSE_DOCUMENTS
        with room.people.context.database.writing() as connection:
            book.add(connection, person, cause, "staff")

    assert together(add) == ["BLACKLIST:THERE"] * (AT_ONCE - 1)
    with room.people.context.database.reading() as connection:
        assert len(book.standing(connection, person)) == 1


def test_gone_from_the_list_one_may_be_put_there_again(room: Room) -> None:
    person, book = room.register(), Blacklist(room.people)
    for _ in range(2):
        with room.people.context.database.writing() as connection:
            book.add(connection, person, Cause.FRAUD, "staff")
            (entry,) = book.standing(connection, person)
            book.appeal(connection, person, "It was somebody else, not me.")
            book.decide(connection, entry.id, "other", lifted=True)
            assert book.standing(connection, person) == []


def newest_code(room: Room) -> str:
    with room.people.context.database.reading() as connection:
        name = connection.scalars(select(codes.c.id).order_by(codes.c.sent_at.desc())).first()
        assert name is not None
        place = code_place(name, "code")
        return room.people.context.vault.get_text(connection, CODE_HOLDER + name, place)
