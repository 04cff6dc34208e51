"""What a WebSocket client is told without asking again: new heads and logs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc.blocks import header_fields
from tallystick_node.chain.rpc.values import hex_of

if TYPE_CHECKING:
    from tallystick_node.chain.rpc.logs import LogQuestion
    from tallystick_node.chain.rpc.table import RpcTable

__all__ = ["Subscriptions"]

KINDS = ("newHeads", "logs", "newPendingTransactions")


class Subscriptions:
    """One connection's subscriptions and its answers: the table's, and eth_subscribe's."""

    def __init__(self, table: RpcTable) -> None:
        self._table = table
        self._asked: dict[str, tuple[str, LogQuestion | None]] = {}

    def answer(self, method: str, params: Any) -> Any:
        """Return a method's result, the two of subscribing included."""
        if method == "eth_subscribe":
            return self._subscribe(params)
        if method == "eth_unsubscribe":
            return self._unsubscribe(params)
        return self._table.answer(method, params)

    def news(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield what the connection is to be told of a new block."""
        if not self._asked:
            return
        with self._table.lock:
            told = [
                (name, one)
                for name, (kind, meant) in self._asked.items()
                for one in self._of_block(number, kind, meant)
            ]
        for name, one in told:
            yield {
                "jsonrpc": "2.0",
                "method": "eth_subscription",
                "params": {"subscription": name, "result": one},
            }

    def _of_block(self, number: int, kind: str, meant: LogQuestion | None) -> list[Any]:
        if meant is not None:
            return list(self._table.logs.between(number, number, meant))
        if kind == "newHeads":
            return [header_fields(self._table.view.header(number))]
        return [hex_of(tx_hash) for tx_hash in self._table.view.hashes(number)]

    def _subscribe(self, params: Any) -> str:
        kind = params[0] if isinstance(params, list) and params else None
        if kind not in KINDS:
            raise RpcRefusal.invalid(f"a subscription is one of {', '.join(KINDS)}")
        if len(self._asked) >= self._table.limits.subscriptions_max:
            raise RpcRefusal.limit(
                f"more than {self._table.limits.subscriptions_max} subscriptions on a connection"
            )
        meant = None
        if kind == "logs":
            meant = self._table.logs.read(params[1] if len(params) > 1 else {})
        name = "0x" + secrets.token_hex(16)
        self._asked[name] = (kind, meant)
        return name

    def _unsubscribe(self, params: Any) -> bool:
        name = params[0] if isinstance(params, list) and params else None
        if isinstance(params, Mapping) or not isinstance(name, str):
            raise RpcRefusal.invalid("eth_unsubscribe needs a subscription's id")
        return self._asked.pop(name, None) is not None
