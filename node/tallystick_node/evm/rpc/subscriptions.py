"""What a WebSocket client is sent without asking again: new heads and logs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.headers import header_fields
from tallystick_node.evm.rpc.logs import LogQuestion, shown_log
from tallystick_node.evm.rpc.values import hex_of

if TYPE_CHECKING:
    from tallystick_node.evm.lookups import FoundLog
    from tallystick_node.evm.rpc.table import RpcTable

__all__ = ["BlockNews", "Subscriptions"]

KINDS = ("newHeads", "logs", "newPendingTransactions")
PARAMETERS_MAX = 2


@dataclass(frozen=True, slots=True)
class _Subscription:
    kind: str
    meant: LogQuestion | None
    since: int


class BlockNews:
    """What a new block has to report, made once for all who asked."""

    def __init__(self, table: RpcTable, number: int) -> None:
        self._table = table
        self.number = number

    def of(self, kind: str, meant: LogQuestion | None) -> Iterator[str]:
        """Yield what a subscription is sent about the block.

        Args:
            kind: newHeads, logs or newPendingTransactions.
            meant: Which logs are meant; None for other kinds.

        Yields:
            JSON texts.

        Raises:
            RpcRefusal: -32005 when the block has more logs than may be sent.
        """
        if meant is not None:
            yield from (text for log, text in self._logs if meant.fits(log))
        elif kind == "newHeads":
            yield self._head
        else:
            yield from self._hashes

    @cached_property
    def _head(self) -> str:
        with self._table.lock:
            return json.dumps(header_fields(self._table.view.header(self.number)))

    @cached_property
    def _hashes(self) -> list[str]:
        with self._table.lock:
            return [json.dumps(hex_of(tx_hash)) for tx_hash in self._table.view.hashes(self.number)]

    @cached_property
    def _logs(self) -> list[tuple[FoundLog, str]]:
        limits, number = self._table.limits, self.number
        limit = limits.logs_max
        with self._table.lock:
            logs = self._table.view.builder.logs(
                (), (), number, number, limit + 1, bytes_max=limits.unsent_bytes_max
            )
        if len(logs) > limit:
            raise RpcRefusal.limit(f"block {number} has more than {limit} logs")
        return [(log, json.dumps(shown_log(log))) for log in logs]


class Subscriptions:
    """One connection's subscriptions and its responses: the table's, and eth_subscribe's.

    total: how many subscriptions all connections have together.
    """

    def __init__(self, table: RpcTable, total: Callable[[], int]) -> None:
        self._table = table
        self._total = total
        self._asked: dict[str, _Subscription] = {}

    def __len__(self) -> int:
        return len(self._asked)

    def answer(self, method: str, params: Any) -> Any:
        """Return a method's result, the two of subscribing included.

        Args:
            method: The method's name.
            params: Its parameters.

        Returns:
            A JSON value.

        Raises:
            RpcRefusal: With code, message and data.
        """
        if method == "eth_subscribe":
            return self._subscribe(params)
        if method == "eth_unsubscribe":
            return self._unsubscribe(params)
        return self._table.answer(method, params)

    def send_all(self, sent: Sequence[Any]) -> list[Any]:
        """Send several raw transactions, see `RpcTable.send_all`.

        Args:
            sent: Raw transactions, as 0x hex.

        Returns:
            The hash, or the RpcRefusal, of each.
        """
        return self._table.send_all(sent)

    def news(self, block: BlockNews) -> Iterator[str]:
        """Yield the messages about a new block.

        Args:
            block: What the block has to report.

        Yields:
            JSON texts.

        Raises:
            RpcRefusal: -32005 when the block has more logs than may be sent.
        """
        head = self._table.view.builder.number
        for name, asked in self._asked.items():
            # Blocks from before it subscribed may not have been reported yet; it did not ask for
            # them. A head behind that one has gone back to a snapshot, and all that comes is new.
            if block.number <= asked.since <= head:
                continue
            for text in block.of(asked.kind, asked.meant):
                yield (
                    '{"jsonrpc": "2.0", "method": "eth_subscription", "params": '
                    f'{{"subscription": "{name}", "result": {text}}}}}'
                )

    def _subscribe(self, params: Any) -> str:
        parameters = params if isinstance(params, list) and len(params) <= PARAMETERS_MAX else []
        kind = parameters[0] if parameters else None
        if kind not in KINDS:
            raise RpcRefusal.invalid(f"a subscription is one of {', '.join(KINDS)}")
        limits = self._table.limits
        if len(self._asked) >= limits.subscriptions_max:
            raise RpcRefusal.limit(
                f"more than {limits.subscriptions_max} subscriptions on a connection"
            )
        if self._total() >= limits.subscriptions_total_max:
            raise RpcRefusal.limit(f"more than {limits.subscriptions_total_max} subscriptions")
        meant = None
        if kind == "logs":
            meant = self._table.logs.read(parameters[1] if len(parameters) > 1 else {})
        name = "0x" + secrets.token_hex(16)
        self._asked[name] = _Subscription(kind, meant, self._table.view.builder.number)
        return name

    def _unsubscribe(self, params: Any) -> bool:
        name = params[0] if isinstance(params, list) and len(params) == 1 else None
        if not isinstance(name, str):
            raise RpcRefusal.invalid("eth_unsubscribe needs a subscription's id")
        return self._asked.pop(name, None) is not None
