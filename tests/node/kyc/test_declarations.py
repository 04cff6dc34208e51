"""What somebody stated is signed by their own key, field by field, and again on a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import account, id_number, signed
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import evidence

if TYPE_CHECKING:
    from node.kyc.builders import Room


def undeclared(room: Room, person: str) -> list[Field]:
    with room.people.context.database.reading() as connection:
        return room.people.declarations.missing(connection, person)


def test_each_field_is_signed_by_the_persons_key(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "newcomer")
    assert undeclared(room, person) == [Field.ID_NUMBER, Field.NAME, Field.PHONE]
    text = room.people.declarations.text(person, wallet)
    assert all(f"{field}: 0x" in text for field in undeclared(room, person))
    assert id_number() not in text
    room.people.declarations.sign(person, wallet, signed(account("newcomer"), text))
    assert undeclared(room, person) == []
    assert room.level(person) == 1, "a declaration takes nothing away from what was verified"
    with room.people.context.database.reading() as connection:
        rows = connection.execute(select(evidence).where(evidence.c.verdict == "declared")).all()
    assert {(row.verifier, row.at) for row in rows} == {(wallet, room.time.now)}


def test_a_field_stated_anew_is_to_be_signed_anew(room: Room) -> None:
    person = room.named()
    wallet = room.bind(person, "newcomer")
    text = room.people.declarations.text(person, wallet)
    signature = signed(account("newcomer"), text)
    room.people.evidence.state(person, Field.NAME, "王小明")
    with pytest.raises(PersonRefused, match="DECLARATION:SIGNER"):
        room.people.declarations.sign(person, wallet, signature)
    text = room.people.declarations.text(person, wallet)
    room.people.declarations.sign(person, wallet, signed(account("newcomer"), text))
    room.people.evidence.state(person, Field.ADDRESS, "北京市 1 号")
    assert undeclared(room, person) == [Field.ADDRESS]


def test_another_wallet_signs_nothing_for_a_person(room: Room) -> None:
    person = room.named()
    wallet = room.bind(person, "newcomer")
    text = room.people.declarations.text(person, wallet)
    with pytest.raises(PersonRefused, match="DECLARATION:SIGNER"):
        room.people.declarations.sign(person, wallet, signed(account("another"), text))
    with pytest.raises(PersonRefused, match="WALLET:FOREIGN"):
        room.people.declarations.text(person, account("another").address)
