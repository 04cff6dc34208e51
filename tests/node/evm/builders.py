"""A small chain with a few contracts, written as bytes, and someone who pays."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account
from eth_utils.address import to_checksum_address

from tallystick_node.evm import BlockBuilder, Genesis
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc import RpcLimits, RpcTable

__all__ = ["COUNTER", "LOOP", "POOR", "RELAY_OF", "REVERTER", "RICH", "START", "Scene", "padded"]

START = 1_700_000_000
RICH = Account.from_key(b"\1" * 32)
POOR = Account.from_key(b"\2" * 32)
# Adds one to slot 0, tells it in a log with the topics 0xaa and the caller, and returns it.
COUNTER = "5f54600101805f555f523360aa60205fa260205ff3"
# Reverts with what it was given.
REVERTER = "365f5f37365ffd"
LOOP = "5b5f56"


def RELAY_OF(address: str) -> str:  # noqa: N802 - reads as the constants beside it
    """Calls a contract, then statically, and returns the size of the last answer."""
    to = "73" + address[2:].lower()
    return f"5f5f5f5f5f{to}5af1505f5f5f5f{to}61ffff fa503d5f5260205ff3".replace(" ", "")


class Scene:
    """Asks the table and sends transactions of one rich account."""

    def __init__(self, limits: RpcLimits | None = None, *, instant: bool = True) -> None:
        genesis = Genesis(START, funded=(RICH.address,))
        self.builder = BlockBuilder(genesis, instant)
        self.table = RpcTable(self.builder, limits, development=True)
        self.nonce = 0

    def ask(self, method: str, *params: Any) -> Any:
        return self.table.answer(method, params)

    def refusal(self, method: str, *params: Any) -> RpcRefusal:
        with pytest.raises(RpcRefusal) as refused:
            self.table.answer(method, params)
        return refused.value

    def raw(self, **changes: Any) -> str:
        if changes.get("to"):
            changes["to"] = to_checksum_address(changes["to"])
        transaction: dict[str, Any] = {
            "to": POOR.address,
            "value": 0,
            "gas": 200_000,
            "nonce": self.nonce,
            "chainId": 31_337,
            "maxFeePerGas": 2 * 10**9,
            "maxPriorityFeePerGas": 1,
        } | changes
        transaction = {
            name: item for name, item in transaction.items() if item is not None or name == "to"
        }
        return "0x" + bytes(RICH.sign_transaction(transaction).raw_transaction).hex()

    def send(self, **changes: Any) -> str:
        answer: str = self.ask("eth_sendRawTransaction", self.raw(**changes))
        self.nonce += 1
        return answer

    def writes_counted(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """A list that grows with each write of waiting transactions, by how many it wrote."""
        writes: list[int] = []
        plain = self.builder.store.write_pending

        def counted(waiting: Any, replaced: Any) -> None:
            rows = list(waiting)
            writes.append(len(rows))
            plain(rows, replaced)

        monkeypatch.setattr(self.builder.store, "write_pending", counted)
        return writes

    def deploy(self, code: str) -> str:
        """Put code on the chain and return its address."""
        size = len(code) // 2
        tx_hash = self.send(
            to=None, gas=1_000_000, data=f"0x60{size:02x}600a5f3960{size:02x}5ff3" + code
        )
        created: str = self.ask("eth_getTransactionReceipt", tx_hash)["contractAddress"]
        assert self.ask("eth_getCode", created, "latest") == "0x" + code
        return created


def padded(number: int) -> str:
    """A word of 32 bytes."""
    return f"0x{number:064x}"
