"""Erasure undoes no prohibition, no limit and no binding, and waits for what is still open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from node.kyc.builders import account, answers, id_number, picture
from tallystick_node.kyc.checks import CHECKS_A_DAY
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.gas_sponsorship import sponsored
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Remnant
from tallystick_node.storage.tables import (
    applications,
    blacklist,
    credit_offers,
    payment_orders,
    remnants,
    sends,
)

if TYPE_CHECKING:
    from node.kyc.builders import Room

PHONE, OTHER_PHONE = "13912345678", "13912345679"


def again(room: Room, **named: Any) -> str:
    """Let the person of `room.named` come back, with another telephone."""
    return room.named(phone=OTHER_PHONE, **named)


def left(room: Room, person: str, kind: Remnant) -> int:
    with room.people.context.database.reading() as connection:
        return len(room.people.remnants.of(connection, person, kind))


def prohibit(room: Room, person: str, **values: Any) -> None:
    with room.people.context.database.writing() as connection:
        row = {
            "person": person, "reason": "fraud", "by": "staff", "since": room.people.context.now,
        }  # fmt: skip
        connection.execute(insert(blacklist).values(row | values))


def prohibitions(room: Room, person: str) -> list[Any]:
    with room.people.context.database.reading() as connection:
        return list(connection.execute(select(blacklist).where(blacklist.c.person == person)))


def test_a_prohibition_is_there_when_the_same_number_comes_back(room: Room) -> None:
    person = room.named(phone=PHONE)
    prohibit(room, person)
    room.people.erasure.erase(person)
    (entry,) = prohibitions(room, again(room))
    assert (entry.reason, entry.by, entry.lifted) == ("fraud", "staff", None)


def test_an_appeal_that_failed_is_not_made_twice(room: Room) -> None:
    person = room.named(phone=PHONE)
    now = room.people.context.now
    prohibit(room, person, lifted=False, appealed_at=now, decided_at=now, decided_by="other")
    room.people.erasure.erase(person)
    (entry,) = prohibitions(room, again(room))
    assert (entry.lifted, entry.decided_by, entry.appealed_at is None) == (False, "other", False)


def test_what_was_lifted_stays_lifted(room: Room) -> None:
    person = room.named(phone=PHONE)
    prohibit(room, person, lifted=True)
    room.people.erasure.erase(person)
    assert prohibitions(room, again(room)) == []


def test_a_telephones_next_owner_is_somebody_else(room: Room) -> None:
    person = room.named(phone=PHONE)
    prohibit(room, person)
    room.people.erasure.erase(person)
    assert prohibitions(room, room.named(id_number("125"), phone=PHONE)) == []


def test_a_failed_test_waits_through_an_erasure(room: Room) -> None:
    person = room.named(phone=PHONE)
    room.people.assessments.answer(person, answers(best=False))
    room.people.erasure.erase(person)
    person = again(room)
    with pytest.raises(PersonRefused, match="ANSWERS:WAIT"):
        room.people.assessments.answer(person, answers())
    room.time.pass_by(days=1, seconds=1)
    room.people.assessments.answer(person, answers())


def test_without_a_number_the_telephone_keeps_the_wait(room: Room) -> None:
    person = room.register(PHONE)
    room.people.assessments.answer(person, answers(best=False))
    room.people.erasure.erase(person)
    with pytest.raises(PersonRefused, match="ANSWERS:WAIT"):
        room.people.assessments.answer(room.register(PHONE), answers())


def test_a_days_checks_are_counted_through_erasures(room: Room) -> None:
    for number in range(CHECKS_A_DAY):
        person = room.named(id_number("901"), phone=f"1391234500{number}")
        room.people.checks.identity(person, room.agree(person))
        room.people.erasure.erase(person)
    for number in range(2):
        person = room.named(id_number("901"), phone=f"1391234501{number}")
        with pytest.raises(PersonRefused, match="CHECK:LIMIT"):
            room.people.checks.identity(person, room.agree(person))
        room.people.erasure.erase(person)
    room.time.pass_by(days=1, seconds=1)
    person = room.named(id_number("901"))
    room.people.checks.identity(person, room.agree(person))


def test_gas_is_given_once_through_an_erasure(room: Room) -> None:
    person = room.named(phone=PHONE)
    with room.people.context.database.writing() as connection:
        row = {
            "key": f"sponsorship:{person}", "account": "0x", "to": "0x", "data": "0x", "value": 1,
            "state": "done",
        }  # fmt: skip
        known = {column.name for column in sends.columns}
        now = room.people.context.now
        for column in sends.columns:
            if not column.nullable and column.name not in {*row, "id"}:
                row[column.name] = now if "Moment" in repr(column.type) else 1
        connection.execute(
            insert(sends).values({name: value for name, value in row.items() if name in known})
        )
        assert sponsored(connection, person)
    room.people.erasure.erase(person)
    person = again(room)
    room.people.erasure.erase(person)
    assert left(room, room.named(phone="13912345670"), Remnant.GAS) == 1


def test_a_picture_counts_once_through_an_erasure(room: Room) -> None:
    person = room.named(phone=PHONE)
    for refused in (False, True):
        challenge = room.people.checks.liveness_challenge(person)
        asked = (person, room.agree(person), challenge, picture(b"mine"))
        if refused:
            with pytest.raises(PersonRefused, match="IMAGE:AGAIN"):
                room.people.checks.liveness(*asked)
            return
        assert room.people.checks.liveness(*asked).passed
        room.people.erasure.erase(person)
        person = again(room)


def test_a_wallet_stays_its_persons(room: Room) -> None:
    person = room.named(phone=PHONE)
    wallet = room.bind(person, "newcomer")
    room.people.erasure.erase(person)
    other = room.named(id_number("125"))
    with pytest.raises(PersonRefused, match="WALLET:TAKEN"):
        room.bind(other, "newcomer")
    assert room.bind(again(room), "newcomer") == wallet


def test_a_wallet_binds_its_next_holder_to_the_number_it_had(room: Room) -> None:
    person = room.named(phone=PHONE)
    room.bind(person, "newcomer")
    prohibit(room, person)
    room.people.erasure.erase(person)
    other = room.register()
    room.bind(other, "newcomer")
    assert len(prohibitions(room, other)) == 1
    with pytest.raises(PersonRefused, match="WALLET:TAKEN"):
        room.people.evidence.state(other, Field.ID_NUMBER, id_number("125"))
    room.people.evidence.state(other, Field.ID_NUMBER, id_number())


def test_marks_name_nobody(room: Room) -> None:
    person = room.named(phone=PHONE)
    wallet = room.bind(person, "newcomer")
    prohibit(room, person)
    room.people.erasure.erase(person)
    with room.people.context.database.reading() as connection:
        rows = repr(connection.execute(select(remnants)).all())
    for value in (person, wallet, wallet.lower(), PHONE, id_number(), "欧阳明"):
        assert value not in rows
    assert room.people.context.commitment("natural", id_number()) not in rows


def test_what_has_ended_is_removed(room: Room) -> None:
    person = room.named(phone=PHONE)
    room.people.assessments.answer(person, answers(best=False))
    room.people.erasure.erase(person)
    room.time.pass_by(days=2)
    with room.people.context.database.writing() as connection:
        room.people.remnants.forget_old(connection)
        assert connection.execute(select(remnants)).all() == []


@pytest.mark.parametrize("state", ["submitted", "referred", "approved", "offered"])
def test_erasure_waits_for_an_application(room: Room, state: str) -> None:
    person = room.named()
    apply(room, person, state)
    with pytest.raises(PersonRefused, match="ERASE:APPLICATION"):
        room.people.erasure.erase(person)


@pytest.mark.parametrize("state", ["listed", "refused", "withdrawn", "expired"])
def test_an_application_that_has_ended_keeps_nobody(room: Room, state: str) -> None:
    person = room.named()
    apply(room, person, state)
    room.people.erasure.erase(person)


def test_erasure_waits_for_a_signed_offer(room: Room) -> None:
    person = room.named()
    apply(room, person, "expired")
    now = room.people.context.now
    with room.people.context.database.writing() as connection:
        connection.execute(
            insert(credit_offers).values(
                application="a" * 32, offer={}, r="0x", vs="0x", signed_by="0x", signed_at=now,
                expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
    with pytest.raises(PersonRefused, match="ERASE:APPLICATION"):
        room.people.erasure.erase(person)
    room.time.pass_by(days=2)
    room.people.erasure.erase(person)


@pytest.mark.parametrize("state", ["awaiting", "asked", "instructed", "authorised", "settled"])
def test_erasure_waits_for_a_payment(room: Room, state: str) -> None:
    person = room.named()
    pay(room, room.bind(person, "newcomer"), state)
    with pytest.raises(PersonRefused, match="ERASE:ORDER"):
        room.people.erasure.erase(person)


@pytest.mark.parametrize("state", ["done", "refused", "expired"])
def test_a_payment_that_has_ended_keeps_nobody(room: Room, state: str) -> None:
    person = room.named()
    pay(room, room.bind(person, "newcomer"), state)
    room.people.erasure.erase(person)


def apply(room: Room, person: str, state: str) -> None:
    with room.people.context.database.writing() as connection:
        connection.execute(
            insert(applications).values(
                id="a" * 32, person=person, wallet=account("newcomer").address, state=state,
                amount=1, months=12, purpose="other", project="p", applied_at=room.time(),
            )
        )  # fmt: skip


def pay(room: Room, wallet: str, state: str) -> None:
    now = room.time()
    with room.people.context.database.writing() as connection:
        connection.execute(
            insert(payment_orders).values(
                key="k" * 64, kind="deposit", account="a", wallet=wallet, amount=1, currency="CNY",
                state=state, created_at=now, changed_at=now, looked_at=now,
            )
        )  # fmt: skip
