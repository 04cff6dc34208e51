"""Signed transfers for the chain's tests, and a contract that logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_account import Account

from tallystick_node.evm import Genesis

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

START = 1_700_000_000
RICH: LocalAccount = Account.from_key(b"\1" * 32)
POOR: LocalAccount = Account.from_key(b"\2" * 32)
OTHER: LocalAccount = Account.from_key(b"\3" * 32)
GENESIS = Genesis(START, funded=(RICH.address, OTHER.address))
# Stores how often it was called, and logs it under the topic 7: the runtime after its loader.
_RUNTIME = "60005460010180600055600052600760206000a100"
COUNTER = bytes.fromhex("601580600b6000396000f3" + _RUNTIME)


def raw(nonce: int = 0, who: LocalAccount = RICH, **changes: Any) -> bytes:
    """Return a signed transfer of one unit."""
    transaction: dict[str, Any] = {
        "to": POOR.address,
        "value": 1,
        "gas": 21_000,
        "nonce": nonce,
        "chainId": 31_337,
        "maxFeePerGas": 2 * 10**9,
        "maxPriorityFeePerGas": 1,
    } | changes
    if transaction["to"] is None:
        del transaction["to"]
    return bytes(who.sign_transaction(transaction).raw_transaction)


def creation(nonce: int = 0, who: LocalAccount = RICH) -> bytes:
    """Return a signed creation of the counter."""
    return raw(nonce, who, to=None, value=0, data=COUNTER, gas=200_000)
