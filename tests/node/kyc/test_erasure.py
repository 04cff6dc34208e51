"""To be forgotten when the law lets one, and to take along what is known."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from node.kyc.builders import PDF, Room, id_number
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import (
    event_parties,
    events,
    evidence,
    loans,
    persons,
    vault_fields,
    vault_keys,
    vault_marks,
)

if TYPE_CHECKING:
    from node.network import Network


def borrowed(room: Room, wallet: str, status: str, block: int) -> None:
    """Put a loan into the tables of the chain, as the indexer would."""
    address = wallet
    with room.people.context.database.writing() as connection:
        connection.execute(
            insert(events).values(
                block=block, place=0, tx_hash="0x", contract="Offers", name="Listed", loan=7,
                fields={"borrower": address},
            )
        )  # fmt: skip
        connection.execute(insert(event_parties).values(address=address, block=block, place=0))
        connection.execute(
            insert(loans).values(
                loan=7, borrower=address, status=status, principal=1, funded=1, risk_level=1,
                rate_ppm=1, instalments=1, settled=1, balance=0, total_principal=1,
                total_interest=0, listed_block=block, changed_block=block,
            )
        )  # fmt: skip


def test_after_erasure_nothing_of_a_person_can_be_read_and_others_stay(room: Room) -> None:
    person, other = room.full(), room.full(id_number("125"))
    room.bind(person, "newcomer")
    room.suit(person, "newcomer")
    room.people.documents.upload(person, "tax", PDF)
    room.people.erasure.erase(person)
    with pytest.raises(PersonRefused, match="PEOPLE:UNKNOWN"):
        room.people.erasure.export(person)
    with room.people.context.database.reading() as connection:
        assert connection.scalars(select(persons.c.state).order_by(persons.c.state)).all() == [
            "erased", "open",
        ]  # fmt: skip
        for table in (vault_fields, vault_marks):
            assert set(connection.scalars(select(table.c.holder))) == {other}
        assert person not in connection.scalars(select(vault_keys.c.holder)).all()
        assert set(connection.scalars(select(evidence.c.person))) == {other}
        assert connection.scalars(select(persons.c.commitment)).all().count(None) == 1
    assert "person.erased" in room.acts()
    assert room.level(other) == 2


def test_who_was_erased_may_come_back_as_the_same_person_on_chain(room: Room) -> None:
    person = room.named(phone="13912345678")
    with room.people.context.database.reading() as connection:
        before = connection.scalar(select(persons.c.commitment).where(persons.c.id == person))
    room.people.erasure.erase(person)
    again = room.named(phone="13912345678")
    assert again != person
    with room.people.context.database.reading() as connection:
        after = connection.scalar(select(persons.c.commitment).where(persons.c.id == again))
    assert after == before


def test_a_live_loan_keeps_its_parties_records(room: Room) -> None:
    person = room.real()
    borrowed(room, room.bind(person, "newcomer"), "active", 1)
    with pytest.raises(PersonRefused, match="ERASE:LOAN: 1 loans"):
        room.people.erasure.erase(person)
    assert room.level(person) == 1


def test_an_ended_loan_keeps_them_for_as_long_as_the_policy_says(
    room: Room, network: Network
) -> None:
    person = room.real()
    head = network.connection.block_number()
    borrowed(room, room.bind(person, "newcomer"), "repaid", head)
    with pytest.raises(PersonRefused, match=r"ERASE:RETENTION: .* 10 years, here until 2036-"):
        room.people.erasure.erase(person)
    room.time.pass_by(days=3_653)
    with pytest.raises(PersonRefused, match="ERASE:RETENTION"):
        room.people.erasure.erase(person)
    room.time.pass_by(days=1)
    room.people.erasure.erase(person)


def test_anothers_loan_keeps_nobody_else(room: Room) -> None:
    person, other = room.real(), room.real(id_number("125"))
    borrowed(room, room.bind(other, "newcomer"), "active", 1)
    room.bind(person, "another")
    room.people.erasure.erase(person)


def test_who_is_held_is_not_erased_and_is_not_told_why(room: Room) -> None:
    person = room.real(name="SANDBOX LISTED PERSON")
    with pytest.raises(PersonRefused, match="CASE:REVIEW") as refused:
        room.people.erasure.erase(person)
    assert "sanction" not in str(refused.value)


def test_an_export_holds_everything_for_the_person_themselves(room: Room) -> None:
    person = room.full(phone="13912345678")
    room.bind(person, "newcomer")
    room.suit(person, "newcomer")
    room.people.evidence.state(person, Field.ADDRESS, "北京市朝阳区 1 号")
    document = b"%PDF-1.4 \xff\xfe %%EOF"
    room.people.documents.upload(person, "tax", document)
    export = room.people.erasure.export(person)
    texts = {value.get("text") for value in export["values"]}
    assert {id_number(), "欧阳明", "+8613912345678", "北京市朝阳区 1 号"} <= texts
    assert base64.b64encode(document).decode() in {
        value.get("base64") for value in export["values"]
    }
    assert export["wallets"][0]["wallet"].startswith("0x")
    assert export["assessments"][0]["risk_class"] == 5
    assert room.acts()[-1] == "person.exported"


def test_an_export_tells_nothing_of_screenings(room: Room) -> None:
    person = room.real(name="SANDBOX LISTED PERSON")
    export = room.people.erasure.export(person)
    assert "screenings" not in repr(export)
    assert {value["of"] for value in export["values"]} == {"evidence"}


def test_rotation_of_the_ring_loses_nothing(room: Room) -> None:
    person = room.full()
    vault = room.people.context.vault
    vault.rotate()
    assert vault.rewrap_all() >= 1
    vault.retire(1)
    with room.people.context.database.reading() as connection:
        assert room.people.evidence.value(connection, person, Field.NAME) == "欧阳明"
