"""A hit holds the person, whatever they are called later and whatever lists come in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import account, id_number
from node.kyc.test_watchlist import cleared_by_two, held, ofac, open_hits, work
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.sanctions.lists import SanctionsList

if TYPE_CHECKING:
    from node.kyc.builders import Room

LISTED = "SANDBOX LISTED PERSON"


def renamed(room: Room, person: str, name: str) -> None:
    room.people.evidence.state(person, Field.NAME, name)
    room.people.watchlist.screen(person)


def test_a_held_person_who_takes_another_name_stays_held(room: Room) -> None:
    person = room.real(name=LISTED)
    (hit,) = open_hits(room)
    renamed(room, person, "欧阳明")
    room.people.credentials.missing(person, lend=True, borrow=False)
    assert held(room, person)
    assert room.level(person) == 0
    with pytest.raises(PersonRefused, match="CASE:REVIEW"):
        room.people.erasure.erase(person)
    assert open_hits(room) == [hit], "staff still see what they have to decide"
    cleared_by_two(room)
    assert not held(room, person)
    assert open_hits(room) == []


def test_a_daily_screening_under_another_name_does_not_end_a_hold(room: Room) -> None:
    person, other = room.real(name=LISTED), room.real(id_number("125"))
    room.people.evidence.state(person, Field.NAME, "欧阳明")
    with room.people.context.database.writing() as connection:
        room.people.watchlist.looked(person)(connection)
    assert held(room, person)
    assert not held(room, other)


def test_one_decision_ends_the_very_same_hits_of_every_version(room: Room) -> None:
    person = room.real(name="Ordinary Alias")
    listed = ofac()
    room.people.watchlist.bring_in(listed, actor="a")
    work(room)
    newer = SanctionsList("OFAC", date(2026, 3, 2), "cd" * 32, listed.entries)
    room.people.watchlist.bring_in(newer, actor="a")
    work(room)
    assert len(open_hits(room)) == 1
    cleared_by_two(room)
    assert not held(room, person)


def test_clearing_one_hit_leaves_another_one_open(room: Room) -> None:
    person = room.real(name=LISTED)
    renamed(room, person, "SANDBOX LISTED PERSONS")
    first, second = open_hits(room)
    for staff in ("one", "two"):
        room.people.watchlist.decide(first, staff=staff, same_person=False)
    assert open_hits(room) == [second]
    assert held(room, person)


@pytest.mark.parametrize(("name", "holds"), [(LISTED, True), ("Ordinary Name", False)])
def test_a_name_is_looked_for_in_the_transaction_that_states_it(
    room: Room, name: str, *, holds: bool
) -> None:
    person = room.real()
    watchlist = room.people.watchlist
    room.people.evidence.state(
        person, Field.NAME, name, and_then=watchlist.changed(person, Field.NAME)
    )
    assert held(room, person) is holds


@pytest.mark.parametrize(("field", "holds"), [(None, True), (Field.INCOME, False)])
def test_a_listed_wallet_is_looked_for_and_an_income_is_not(
    room: Room, field: Field | None, *, holds: bool
) -> None:
    person = room.real()
    room.people.watchlist.bring_in(ofac(account("investor 1").address), actor="a")
    work(room)
    room.bind(person, "investor 1")
    assert not held(room, person)
    with room.people.context.database.writing() as connection:
        room.people.watchlist.changed(person, field)(connection)
    assert held(room, person) is holds
