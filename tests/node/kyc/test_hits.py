"""Who is held, with whom, and by which wallets that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from node.kyc.builders import account
from node.kyc.test_matches import confirmed, held
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from node.kyc.builders import Room


def test_a_hit_holds_before_anybody_has_decided(room: Room) -> None:
    assert held(room, room.real(name="SANDBOX LISTED PERSON"))
    assert not held(room, room.register())


def test_a_held_person_is_known_by_each_of_their_wallets(room: Room) -> None:
    person = confirmed(room)
    for name in ("newcomer", "investor 0"):
        assert room.people.watchlist.holds_wallet(room.bind(person, name))
    other = room.bind(room.register(), "investor 1")
    assert not room.people.watchlist.holds_wallet(other)
    assert not room.people.watchlist.holds_wallet(account("nobody").address)


def test_a_company_is_held_with_whoever_acts_for_it(room: Room) -> None:
    person, company = confirmed(room), room.register()
    assert not held(room, company)
    with room.people.context.database.writing() as connection:
        connection.execute(
            persons.update().where(persons.c.id == company).values(representative=person)
        )
    assert held(room, company)
