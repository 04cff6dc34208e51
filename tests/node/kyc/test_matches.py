"""A confirmed match holds a person, whatever they are called and whatever list comes in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import account, id_number
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList

if TYPE_CHECKING:
    from node.kyc.builders import Room

REASON = "Another year of birth, and another face in the passport."


def one_line(name: str = "NOBODY HERE", publisher: str = "SANDBOX", day: int = 9) -> SanctionsList:
    entry = ListEntry("1", name, "individual", "X")
    return SanctionsList(publisher, date(2026, 3, day), f"{day:064d}", (entry,))


def confirmed(room: Room, name: str = "SANDBOX LISTED PERSON") -> str:
    """Somebody whom two of staff have found to be the listed one."""
    person = room.real(name=name)
    room.bind(person, "newcomer")
    with room.people.context.database.reading() as connection:
        hits = room.people.watchlist.open_hits(connection)
    number = next(hit["id"] for hit in hits if hit["person"] == person)
    for staff in ("one", "two"):
        room.people.watchlist.decide(number, staff=staff, same_person=True)
    return person


def held(room: Room, person: str) -> bool:
    with room.people.context.database.reading() as connection:
        return room.people.watchlist.standing(connection, person).held


def match_of(room: Room, person: str) -> int:
    with room.people.context.database.reading() as connection:
        matches = room.people.matches.open_ones(connection, "one")
    return int(next(match["id"] for match in matches if match["person"] == person))


def test_a_new_name_does_not_end_the_hold(room: Room) -> None:
    person = confirmed(room)
    room.people.evidence.state(person, Field.NAME, "欧阳明")
    room.people.watchlist.screen(person)
    assert held(room, person)
    assert room.level(person) == 0
    for refused in (
        lambda: room.people.erasure.erase(person),
        lambda: room.people.credentials.request(
            person, account("newcomer").address, lend=True, borrow=False
        ),
    ):
        with pytest.raises(PersonRefused, match="CASE:REVIEW"):
            refused()


def test_a_list_of_one_line_does_not_end_the_hold(room: Room) -> None:
    person = confirmed(room)
    room.people.watchlist.bring_in(one_line(), actor="one", confirmed=True)
    room.people.watchlist.screen(person)
    assert held(room, person)
    with pytest.raises(PersonRefused, match="CASE:REVIEW"):
        room.people.erasure.erase(person)


def test_every_list_is_screened_on_top_of_it(room: Room) -> None:
    person = confirmed(room)
    match = match_of(room, person)
    room.people.watchlist.bring_in(one_line("SANDBOX LISTED PERSON", "OTHER"), actor="one")
    room.people.watchlist.screen(person)
    assert not room.people.matches.lift(match, staff="one", reason=REASON)
    assert room.people.matches.lift(match, staff="two", reason=REASON)
    assert held(room, person), "the other list's hit is looked at as any other"


def test_two_of_staff_lift_it_with_a_reason_each(room: Room) -> None:
    person = confirmed(room)
    match = match_of(room, person)
    with pytest.raises(InputError, match="MATCH:REASON"):
        room.people.matches.lift(match, staff="one", reason="no")
    assert not room.people.matches.lift(match, staff="one", reason=REASON)
    assert held(room, person)
    with pytest.raises(PersonRefused, match="MATCH:SAME"):
        room.people.matches.lift(match, staff="one", reason=REASON)
    assert room.people.matches.lift(match, staff="two", reason=REASON)
    assert not held(room, person)
    assert room.level(person) == 1
    with pytest.raises(PersonRefused, match="MATCH:NONE"):
        room.people.matches.lift(match, staff="three", reason=REASON)
    assert REASON not in repr(room.people.erasure.export(person))
    room.people.erasure.erase(person)


def test_one_person_with_two_wallets_does_not_lift_it_alone(room: Room) -> None:
    person = confirmed(room)
    member = room.real(id_number("125"))
    first, second = room.bind(member, "investor 0"), room.bind(member, "investor 1")
    match = match_of(room, person)
    assert not room.people.matches.lift(match, staff=first, reason=REASON)
    with pytest.raises(PersonRefused, match="MATCH:SAME"):
        room.people.matches.lift(match, staff=second, reason=REASON)


def test_nobody_lifts_their_own(room: Room) -> None:
    person = confirmed(room)
    match = match_of(room, person)
    own = account("newcomer").address
    with pytest.raises(Forbidden, match="ACCESS:OWN"):
        room.people.matches.lift(match, staff=own, reason=REASON)
    with room.people.context.database.reading() as connection:
        assert room.people.matches.open_ones(connection, own) == []
