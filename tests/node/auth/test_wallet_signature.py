"""A wallet that is a contract may take its time, but not everybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.chain._sync.sending import Sender
from tallystick.chain.signer import signature_bytes
from tallystick.errors import InputError
from tallystick_node.auth import wallet_signature
from tallystick_node.auth.wallet_signature import check_signature, has_signed_digest
from tallystick_node.evm.rpc import call_budget
from tallystick_node.evm.rpc.call_budget import CallBudget

if TYPE_CHECKING:
    from node.network import Network

# Deploys JUMPDEST PUSH1 0 JUMP: it answers every question by an endless loop.
LOOP = "0x635b600056600052600460 1cf3".replace(" ", "")
SIGNATURE = "0x" + "01" * 65
# Of secp256k1.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def looping(network: Network) -> str:
    sender, who = Sender(network.connection), network.session.actors.custodian
    sent = sender.send(who, {"from": who.address, "data": LOOP}, 200_000)
    created = sender.wait(sent).contract
    assert created is not None
    assert bytes(network.connection.code(created)).hex() == "5b600056"
    return created


def test_an_endless_contract_has_not_signed_and_uses_up_its_own_share(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet, other = looping(network), looping(network)
    monkeypatch.setattr(wallet_signature, "_SHARES", CallBudget())
    monkeypatch.setattr(call_budget, "SECONDS_MAX", 0.05)
    monkeypatch.setattr(call_budget, "FREE_SECONDS", 0.001)
    codes = []
    for _ in range(20):
        with pytest.raises(InputError) as refused:
            check_signature(network.connection, wallet, "a text", SIGNATURE)
        codes.append(refused.value.code)
        if refused.value.code == "SIGNIN:SLOW":
            break
    assert codes[0] == "SIGNIN:SIGNATURE"
    assert codes[-1] == "SIGNIN:SLOW"
    # Another wallet's is not touched.
    with pytest.raises(InputError, match="^SIGNIN:SIGNATURE"):
        check_signature(network.connection, other, "a text", SIGNATURE)


def test_a_digest_is_signed_by_its_key_in_both_forms_and_by_no_other(network: Network) -> None:
    """As the contracts take it: a signature turned over, or of another digest, is nobody's."""
    actors, loans = network.session.actors, network.loans
    offer = loans.offer()
    who, digest = actors.underwriter, offer.digest(network.platform)
    r, vs = offer.sign(network.platform, who)
    v, s = vs >> 255, vs % 2**255

    def signed(text: str, wallet: str = who.address, of: bytes = digest) -> bool:
        return has_signed_digest(network.connection, wallet, of, text)

    short, whole = signature_bytes((r, vs)).hex(), f"{r:064x}{s:064x}{27 + v:02x}"
    assert signed(short)
    assert signed("0x" + whole)
    turned = f"{r:064x}{ORDER - s:064x}{28 - v:02x}"
    for text in (turned, whole[:-2] + f"{28 - v:02x}", whole[:-2] + "1d", "00" * 64, short[:-2]):
        assert not signed(text), text
    assert not signed(short, wallet=actors.second_underwriter.address)
    assert not signed(short, of=bytes(32))
    for bad in ("", "0x", "zz", "11" * 1_025):
        with pytest.raises(InputError, match="SIGNATURE:FORM"):
            signed(bad)
