"""Whose eyes see for a wallet, and who stands for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from node.kyc.builders import account, id_number
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from node.kyc.builders import Room


def test_two_wallets_of_one_person_see_with_the_same_eyes(room: Room) -> None:
    person = room.named()
    first, second = room.bind(person, "newcomer"), room.bind(person, "investor 0")
    other = room.bind(room.named(id_number("125")), "investor 1")
    conflicts = room.people.conflicts
    with room.people.context.database.reading() as connection:
        assert conflicts.seen_by(connection, first, [other, second])
        assert not conflicts.seen_by(connection, first, [other, "node", "staff"])
        assert conflicts.seen_by(connection, "staff", ["staff"])


def test_a_wallet_sees_with_the_eyes_of_its_person_though_they_were_erased(room: Room) -> None:
    person = room.named(phone="13912345678")
    wallet = room.bind(person, "newcomer")
    room.people.erasure.erase(person)
    again = room.named(phone="13912345679")
    with room.people.context.database.reading() as connection:
        assert room.people.conflicts.is_own(connection, wallet, again)
        assert not room.people.conflicts.is_own(connection, account("x").address, again)


@pytest.mark.parametrize("head", ["actor", "subject", "neither"])
def test_related_persons_are_one(room: Room, head: str) -> None:
    actor, subject = room.named(), room.named(id_number("125"))
    wallet = room.bind(actor, "newcomer")
    with room.people.context.database.writing() as connection:
        context = room.people.context
        heads = {
            "actor": context.person(connection, actor).commitment,
            "subject": context.person(connection, subject).commitment,
            "neither": "0x" + "1" * 64,
        }
        related = {"actor": [subject], "subject": [actor], "neither": [actor, subject]}[head]
        connection.execute(
            update(persons).where(persons.c.id.in_(related)).values(related_to=heads[head])
        )
    with (
        room.people.context.database.reading() as connection,
        pytest.raises(Forbidden, match="ACCESS:OWN"),
    ):
        room.people.conflicts.not_about_oneself(connection, wallet, None, subject)


def test_two_of_whom_nothing_is_known_are_not_related(room: Room) -> None:
    actor, subject = room.register(), room.register()
    wallet = room.bind(actor, "newcomer")
    with room.people.context.database.reading() as connection:
        assert not room.people.conflicts.is_own(connection, wallet, subject)
        room.people.conflicts.not_on_own_wallet(connection, wallet, account("other").address)


def test_who_wrote_a_file_by_one_wallet_does_not_approve_it_by_another(room: Room) -> None:
    member, person = room.named(), room.named(id_number("125"))
    first, second = room.bind(member, "newcomer"), room.bind(member, "investor 0")
    document = room.people.documents.upload(person, "tax", b"%PDF-1.4 x %%EOF").number
    text = "What was asked, answered and seen, at some length."
    number = room.people.ratings.write_file(person, staff=first, text=text, documents=[document])
    with pytest.raises(PersonRefused, match="REVIEW:SELF"):
        room.people.ratings.decide(number, staff=second, approved=True)
    room.people.ratings.decide(number, staff="other", approved=True)
