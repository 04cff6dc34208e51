from __future__ import annotations

from typing import Any

import pytest

from tallystick.chain.artifacts import CONTRACTS, TOKEN, artifact, interface
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.errors import InputError, TransportError

ADDRESS = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
WITHDRAW = interface("Escrow").function("withdraw")


@pytest.mark.parametrize("amount", [1.0, True, "1", None, 1.5])
def test_an_amount_that_is_no_int_is_a_type_error(amount: Any) -> None:
    with pytest.raises(TypeError, match="withdraw.amount must be an int"):
        WITHDRAW.encode((amount,))


@pytest.mark.parametrize("amount", [-1, 2**256])
def test_an_amount_out_of_range_is_refused(amount: int) -> None:
    with pytest.raises(InputError, match="INPUT:RANGE: withdraw.amount must be 0 to"):
        WITHDRAW.encode((amount,))


def test_the_number_of_arguments_is_checked() -> None:
    with pytest.raises(InputError, match="INPUT:ARGUMENTS: withdraw takes 1"):
        WITHDRAW.encode(())


def test_call_data_is_selector_and_words() -> None:
    assert WITHDRAW.encode((5,)).hex() == "2e1a7d4d" + f"{5:064x}"


def test_lists_are_checked_inside() -> None:
    claim = interface("Book").function("claim_many")
    with pytest.raises(TypeError, match=r"claim_many.loans\[1\] must be an int"):
        claim.encode(([1, 2.0],))
    with pytest.raises(TypeError, match="must be a list"):
        claim.encode((7,))


def test_structs_need_exactly_their_fields() -> None:
    fill = interface("Market").function("cancel_ask")
    with pytest.raises(InputError, match="INPUT:FIELDS"):
        fill.encode(({"seller": ADDRESS},))
    with pytest.raises(TypeError, match="must be a mapping"):
        fill.encode((7,))


def test_answers_are_named() -> None:
    gate = interface("Registry").function("gate_state")
    assert gate.decode(bytes(31) + b"\x07" + bytes(64)) == (7, False, 0)
    person = interface("Registry").function("person_of").decode(bytes(32 * 8))
    assert person["exposure"] == 0
    assert person["staff"] is False


def test_an_answer_that_is_too_short_is_no_answer() -> None:
    with pytest.raises(TransportError, match="RPC:ANSWER"):
        interface("Escrow").function("balance_of").decode(b"\x00")


@pytest.mark.parametrize("name", [*CONTRACTS, TOKEN])
def test_every_contract_has_an_interface(name: str) -> None:
    assert interface(name).functions
    # The Lens only answers.
    assert bool(interface(name).events) is (name != "Lens")


def test_unknown_names_say_so() -> None:
    with pytest.raises(InputError, match="INPUT:CONTRACT"):
        artifact("Vault")
    with pytest.raises(InputError, match="INPUT:FUNCTION: Escrow has no function 'sweep'"):
        interface("Escrow").function("sweep")


def test_addresses_are_checksummed_and_nothing_else_is_one() -> None:
    assert address_of("x", ADDRESS.lower()) == ADDRESS
    assert address_of("x", "0x" + ADDRESS[2:].upper()) == ADDRESS
    for wrong in ("", "0x12", ADDRESS[2:], "vitalik.eth"):
        with pytest.raises(InputError, match="INPUT:ADDRESS"):
            address_of("x", wrong)
    with pytest.raises(TypeError):
        address_of("x", 7)


def test_bytes32_are_bytes_or_hex() -> None:
    assert bytes32_of("x", "0x" + "ab" * 32) == b"\xab" * 32
    for wrong in (b"\x00", "0x12", "zz"):
        with pytest.raises(InputError, match="INPUT:BYTES"):
            bytes32_of("x", wrong)
    with pytest.raises(TypeError):
        bytes32_of("x", 7)


def test_an_address_with_a_mistyped_letter_is_refused() -> None:
    right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # of EIP-55
    assert address_of("x", right) == right
    for wrong in (right[:-1] + "D", right[:-1] + "e", right.replace("aA", "Aa")):
        with pytest.raises(InputError, match="^INPUT:ADDRESS: x has letters whose case"):
            address_of("x", wrong)
