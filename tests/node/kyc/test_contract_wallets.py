"""A wallet that is a contract signs like any other: it is asked itself (EIP-1271)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import Room, account, answers, signed
from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import artifact
from tallystick.chain.codec import Interface
from tallystick.errors import InputError
from tallystick_node.auth.wallet_signature import check_signature
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.wallets import wallet_text

if TYPE_CHECKING:
    from node.network import Network

OWNERS = ("investor 0", "investor 1")
GAS = 3_000_000


def deployed(network: Network, needed: int) -> str:
    """A wallet of two owners of whom one, or both, have to sign."""
    result = artifact("mocks/ContractWallet")
    shape = Interface("ContractWallet", result["abi"])
    owners = [account(name).address for name in OWNERS]
    code = result["bytecode"] + shape.encode_constructor((owners, needed)).hex()
    sender, who = Sender(network.connection), network.session.actors.custodian
    sent = sender.send(who, {"from": who.address, "data": code}, GAS)
    created = sender.wait(sent).contract
    assert created is not None
    return created


def joined(text: str, *names: str) -> str:
    return "0x" + "".join(signed(account(name), text)[2:] for name in names)


@pytest.mark.parametrize("needed", [1, 2])
def test_it_is_bound_and_signs_answers_and_declarations(
    room: Room, network: Network, needed: int
) -> None:
    wallet, owners = deployed(network, needed), OWNERS[:needed]
    person, people = room.real(), room.people
    nonce = people.wallets.challenge(person)
    people.wallets.bind(person, wallet, nonce, joined(wallet_text(wallet, nonce), *owners))
    assert people.wallets.owner(wallet) == person
    answer = people.assessments.answer(person, answers())
    text = people.assessments.text(person, answer.number, wallet)
    people.assessments.sign(person, answer.number, wallet, joined(text, *owners))
    with people.context.database.reading() as connection:
        current = people.assessments.current(connection, person)
    assert current is not None
    assert current.signed
    people.declarations.sign(
        person, wallet, joined(people.declarations.text(person, wallet), *owners)
    )
    with people.context.database.reading() as connection:
        assert people.declarations.missing(connection, person) == []


def test_what_it_does_not_agree_to_binds_nothing(room: Room, network: Network) -> None:
    wallet = deployed(network, 2)
    person, wallets = room.real(), room.people.wallets
    nonce = wallets.challenge(person)
    text = wallet_text(wallet, nonce)
    for signature in (
        joined(text, OWNERS[0]),
        joined(text, *reversed(OWNERS)),
        joined(text, OWNERS[0], "borrower 0"),
        joined(text + " ", *OWNERS),
        "0x00",
    ):
        with pytest.raises(PersonRefused, match="WALLET:SIGNER"):
            wallets.bind(person, wallet, nonce, signature)
    for nothing in ("0x", "0xzz", "0x" + "00" * 4_097):
        with pytest.raises(InputError, match="SIGNATURE:FORM"):
            wallets.bind(person, wallet, nonce, nothing)
    assert wallets.owner(wallet) is None


def test_a_contract_that_says_something_else_has_not_signed(room: Room, network: Network) -> None:
    """The settlement token has code and knows no such question."""
    token, wallets = network.platform.deployment.token, room.people.wallets
    person = room.real()
    nonce = wallets.challenge(person)
    text = wallet_text(token, nonce)
    with pytest.raises(PersonRefused, match="WALLET:SIGNER"):
        wallets.bind(person, token, nonce, joined(text, OWNERS[0]))


def test_it_signs_in(network: Network) -> None:
    wallet, text = deployed(network, 1), "sign in"
    check_signature(network.connection, wallet, text, joined(text, OWNERS[0]))
    with pytest.raises(InputError, match="SIGNIN:SIGNATURE"):
        check_signature(network.connection, wallet, text, joined(text, OWNERS[1]))
