"""Registration by a number and a code: who holds it comes in, once; nobody else learns anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import id_number
from tallystick.errors import InputError
from tallystick_node.kyc.fields import Field, PersonKind, masked
from tallystick_node.kyc.one_time_codes import CODES_AN_HOUR, TRIES_MAX
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import codes, messages, vault_keys

if TYPE_CHECKING:
    from node.kyc.builders import Room

NUMBER = "13912345678"
USCC = "91110000600037341L"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_lets_its_holder_in(room: Room) -> None:
    person = room.register(NUMBER)
    assert room.people.registration.sign_in(NUMBER, room.code_for(NUMBER)) == person
    with room.people.context.database.reading() as connection:
        assert room.people.evidence.value(connection, person, Field.PHONE) == f"+86{NUMBER}"
        finding = room.people.evidence.findings(connection, person)[Field.PHONE]
    assert (finding.verifier, finding.method, finding.holds) == ("node", "one-time code", True)


@pytest.mark.parametrize("number", ["12345678901", "1391234567", "+1 202 555 0100", "", "x"])
def test_what_is_no_mobile_number_is_refused_without_being_quoted(room: Room, number: str) -> None:
    with pytest.raises(InputError, match="PHONE:FORM") as refused:
        room.people.registration.ask_code(number)
    assert not number or number == "x" or number not in str(refused.value)


def test_a_wrong_code_lets_nobody_in_and_five_spend_the_right_one(room: Room) -> None:
    code = room.code_for(NUMBER)
    for _ in range(TRIES_MAX):
        with pytest.raises(PersonRefused, match="CODE:WRONG"):
            room.people.registration.register(NUMBER, wrong(code))
    with pytest.raises(PersonRefused, match="CODE:SPENT"):
        room.people.registration.register(NUMBER, code)


def test_the_last_try_may_be_the_right_one(room: Room) -> None:
    code = room.code_for(NUMBER)
    for _ in range(TRIES_MAX - 1):
        with pytest.raises(PersonRefused, match="CODE:WRONG"):
            room.people.registration.register(NUMBER, wrong(code))
    assert room.people.registration.register(NUMBER, code)


def test_a_code_holds_ten_minutes_and_once(room: Room) -> None:
    code = room.code_for(NUMBER)
    room.time.pass_by(seconds=600)
    with pytest.raises(PersonRefused, match="CODE:SPENT"):
        room.people.registration.register(NUMBER, code)
    code = room.code_for(NUMBER)
    room.time.pass_by(seconds=599)
    room.people.registration.register(NUMBER, code)
    with pytest.raises(PersonRefused, match="CODE:SPENT"):
        room.people.registration.sign_in(NUMBER, code)


def test_a_number_gets_five_codes_an_hour(room: Room) -> None:
    for _ in range(CODES_AN_HOUR):
        room.people.registration.ask_code(NUMBER)
    with pytest.raises(PersonRefused, match="CODE:LIMIT"):
        room.people.registration.ask_code(NUMBER)
    room.people.registration.ask_code("13912345679")
    room.time.pass_by(seconds=3_600)
    room.people.registration.ask_code(NUMBER)


def test_the_same_number_again_is_refused_without_saying_whose(room: Room) -> None:
    person = room.register(NUMBER)
    with pytest.raises(PersonRefused, match="REGISTER:KNOWN") as refused:
        room.register(NUMBER)
    assert person not in str(refused.value)
    assert NUMBER not in str(refused.value)


def test_asking_for_a_code_says_nothing_about_a_number(room: Room) -> None:
    room.register(NUMBER)
    assert room.people.registration.ask_code(NUMBER) is None  # type: ignore[func-returns-value]
    assert room.people.registration.ask_code("13912345670") is None  # type: ignore[func-returns-value]


def test_an_identity_number_belongs_to_one_person(room: Room) -> None:
    room.named()
    with pytest.raises(PersonRefused, match="PERSON:KNOWN") as refused:
        room.named()
    assert "110105" not in str(refused.value)


def test_who_has_stated_their_number_comes_back_with_it_and_not_without(room: Room) -> None:
    person = room.named(phone=NUMBER)
    back = room.people.registration.sign_in
    for identity in (None, "", id_number("125"), "1101"):
        room.time.pass_by(seconds=3_600)
        with pytest.raises(PersonRefused, match="REGISTER:NUMBER") as refused:
            back(NUMBER, room.code_for(NUMBER), identity)
        assert not identity or identity not in str(refused.value)
    assert back(NUMBER, room.code_for(NUMBER), id_number()) == person


def test_a_number_changes_with_a_code_and_not_by_stating_it(room: Room) -> None:
    person = room.register(NUMBER)
    with pytest.raises(PersonRefused, match="PHONE:CODE"):
        room.people.evidence.state(person, Field.PHONE, "13700001111")
    room.people.registration.change_number(person, "13700001111", room.code_for("13700001111"))
    assert room.people.registration.sign_in("13700001111", room.code_for("13700001111")) == person
    with pytest.raises(PersonRefused, match="REGISTER:UNKNOWN"):
        room.people.registration.sign_in(NUMBER, room.code_for(NUMBER))


def test_a_company_registers_with_its_code_and_a_person_without(room: Room) -> None:
    code = room.code_for(NUMBER)
    with pytest.raises(PersonRefused, match="REGISTER:KIND"):
        room.people.registration.register(NUMBER, code, PersonKind.LEGAL)
    with pytest.raises(InputError, match="USCC:CHECKSUM"):
        room.people.registration.register(NUMBER, code, PersonKind.LEGAL, USCC[:-1] + "M")
    company = room.people.registration.register(NUMBER, code, PersonKind.LEGAL, USCC)
    with pytest.raises(PersonRefused, match="PERSON:KIND"):
        room.people.evidence.state(company, Field.ID_NUMBER, "11010519491231002X")
    other = "13912345670"
    with pytest.raises(PersonRefused, match="PERSON:KNOWN"):
        room.people.registration.register(other, room.code_for(other), PersonKind.LEGAL, USCC)


def test_neither_code_nor_number_stands_in_the_outbox(room: Room) -> None:
    code = room.code_for(NUMBER)
    with room.people.context.database.reading() as connection:
        rows = connection.execute(select(messages)).all()
        marks = connection.execute(select(codes)).all()
    text = repr(rows) + repr(marks)
    assert "one-time code" in text
    assert NUMBER not in text
    assert f"'{code}'" not in text


def test_codes_of_yesterday_are_destroyed_and_those_of_today_stay(room: Room) -> None:
    room.code_for(NUMBER)
    room.time.pass_by(days=1, seconds=601)
    room.code_for("13912345670")
    with room.people.context.database.writing() as connection:
        room.people.codes.forget_old(connection)
        assert len(connection.execute(select(codes)).all()) == 1
        assert len(connection.execute(select(vault_keys)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (Field.CARD, "6222021234561234", "6222****1234"),
        (Field.PHONE, "+8613912345678", "139****5678"),
        (Field.ID_NUMBER, "11010519491231002X", "110****2X"),
        (Field.NAME, "欧阳明", "欧****"),
        (Field.CARD, "6222", "6222****"),
    ],
)
def test_values_are_shown_masked(field: Field, value: str, shown: str) -> None:
    assert masked(field, value) == shown


def test_who_has_a_number_learns_of_no_other_whether_it_is_somebodys(room: Room) -> None:
    room.named(id_number("125"))
    person = room.named()
    sentences = set()
    for number in (id_number("125"), id_number("377")):
        with pytest.raises(PersonRefused) as refused:
            room.people.evidence.state(person, Field.ID_NUMBER, number)
        sentences.add(str(refused.value))
    assert len(sentences) == 1
    assert sentences.pop().startswith("PERSON:NUMBER")
