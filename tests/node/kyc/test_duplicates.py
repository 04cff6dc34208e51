"""Two registrations of one person never share number, telephone or wallet, and are noticed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import Room, account, id_number, signed
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.kyc.duplicates import SHOWN_DAYS, TRIES_A_DAY, Double
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.wallets import wallet_text

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = "13912345678"


def shown(room: Room) -> list[Double]:
    with room.people.context.database.reading() as connection:
        return room.people.doubles.open_ones(connection)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(PersonRefused, match=f"^{code}:"):
        act()


def state(room: Room, person: str, number: str) -> None:
    room.people.evidence.state(person, Field.ID_NUMBER, number)


def test_who_registered_twice_without_a_number_is_noticed_when_they_state_it(room: Room) -> None:
    first, second = room.register(), room.register()
    state(room, second, id_number())
    refused("PERSON:KNOWN", lambda: state(room, first, id_number()))
    (double,) = shown(room)
    assert (double.person, double.other, double.field, double.tries) == (
        first, second, "id_number", 1,
    )  # fmt: skip
    assert room.acts()[-1] == "person.doubled"
    with room.people.context.database.reading() as connection:
        assert room.people.evidence.value(connection, first, Field.ID_NUMBER) is None
        assert room.people.context.person(connection, first).commitment is None


def test_who_states_their_own_number_is_no_double(room: Room) -> None:
    person = room.named()
    state(room, person, id_number())
    room.named(id_number("125"))
    assert shown(room) == []


def test_a_number_that_is_tried_by_another_is_no_oracle(room: Room) -> None:
    holders = [room.named(id_number(sequence)) for sequence in ("123", "125", "127", "129")]
    stranger = room.register()
    for sequence in ("123", "125", "127"):
        refused("PERSON:KNOWN", partial(state, room, stranger, id_number(sequence)))
    refused("PERSON:TRIES", lambda: state(room, stranger, id_number("129")))
    # Of a number that is nobody's they learn as little.
    refused("PERSON:TRIES", lambda: state(room, stranger, id_number("131")))
    assert len(shown(room)) == TRIES_A_DAY == len(holders) - 1
    room.time.pass_by(seconds=86_400)
    state(room, stranger, id_number("131"))


def test_an_erasure_makes_no_new_tries(room: Room) -> None:
    for sequence in ("123", "125", "127", "129"):
        room.named(id_number(sequence))
    stranger = room.register(NUMBER)
    for sequence in ("123", "125", "127"):
        refused("PERSON:KNOWN", partial(state, room, stranger, id_number(sequence)))
    for _ in range(2):  # a second erasure forgets them no more than the first
        room.people.erasure.erase(stranger)
        stranger = room.register(NUMBER)
        refused("PERSON:TRIES", partial(state, room, stranger, id_number("129")))
        refused("PERSON:TRIES", partial(state, room, stranger, id_number("131")))
    room.time.pass_by(seconds=86_400)
    refused("PERSON:KNOWN", partial(state, room, stranger, id_number("129")))
    state(room, stranger, id_number("131"))


def test_tries_before_and_after_an_erasure_are_counted_together(room: Room) -> None:
    for sequence in ("123", "125", "127", "129"):
        room.named(id_number(sequence))
    first = room.register(NUMBER)
    refused("PERSON:KNOWN", partial(state, room, first, id_number("123")))
    refused("PERSON:KNOWN", partial(state, room, first, id_number("125")))
    room.people.erasure.erase(first)
    second = room.register(NUMBER)
    refused("PERSON:KNOWN", partial(state, room, second, id_number("127")))
    refused("PERSON:TRIES", partial(state, room, second, id_number("129")))


def test_an_erasure_takes_tries_from_nobody_else(room: Room) -> None:
    for sequence in ("123", "125", "127"):
        room.named(id_number(sequence))
    stranger = room.register(NUMBER)
    for sequence in ("123", "125", "127"):
        refused("PERSON:KNOWN", partial(state, room, stranger, id_number(sequence)))
    room.people.erasure.erase(stranger)
    state(room, room.register(), id_number("131"))


def test_a_company_code_is_no_oracle_either(room: Room) -> None:
    code = "91110000MA000000F0"
    company = room.people.registration.register(
        NUMBER, room.code_for(NUMBER), PersonKind.LEGAL, code
    )
    other = "13912345670"
    refused(
        "PERSON:KNOWN",
        lambda: room.people.registration.register(
            other, room.code_for(other), PersonKind.LEGAL, code
        ),
    )
    assert company not in {double.person for double in shown(room)}


def test_who_shows_a_code_of_another_persons_telephone_is_noticed(room: Room) -> None:
    first, second = room.register(NUMBER), room.register()
    code = room.code_for(NUMBER)
    refused("PERSON:KNOWN", lambda: room.people.registration.change_number(second, NUMBER, code))
    (double,) = shown(room)
    assert (double.person, double.other, double.field) == (second, first, "phone")


def bind(room: Room, person: str, name: str) -> None:
    wallet = account(name)
    nonce = room.people.wallets.challenge(person)
    text = wallet_text(wallet.address, nonce)
    room.people.wallets.bind(person, wallet.address, nonce, signed(wallet, text))


def test_who_signs_with_another_persons_wallet_is_noticed(room: Room) -> None:
    first, second = room.register(), room.register()
    bind(room, first, "newcomer")
    refused("WALLET:TAKEN", lambda: bind(room, second, "newcomer"))
    (double,) = shown(room)
    assert (double.person, double.other, double.field) == (second, first, "wallet")
    bind(room, first, "newcomer")
    assert len(shown(room)) == 1


def test_after_a_month_or_an_erasure_it_is_shown_no_more(room: Room) -> None:
    room.named()
    first, second = room.register(), room.register()
    for person in (first, second):
        refused("PERSON:KNOWN", partial(state, room, person, id_number()))
    room.people.erasure.erase(second)
    assert [double.person for double in shown(room)] == [first]
    room.time.pass_by(seconds=SHOWN_DAYS * 86_400 + 1)
    assert shown(room) == []


@pytest.mark.parametrize("tried", [True, False])
def test_staff_who_gave_a_persons_number_do_not_decide_on_them(room: Room, tried: bool) -> None:
    person = room.named()
    staff = room.register()
    bind(room, staff, "newcomer")
    if tried:
        refused("PERSON:KNOWN", lambda: state(room, staff, id_number()))
    conflicts, wallet = room.people.conflicts, account("newcomer").address
    with room.people.context.database.reading() as connection:
        if tried:
            with pytest.raises(Forbidden, match="ACCESS:OWN"):
                conflicts.not_about_oneself(connection, wallet, person)
        else:
            conflicts.not_about_oneself(connection, wallet, person)
