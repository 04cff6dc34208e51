"""Filters that a client polls; a bounded number, the longest unused forgotten first."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import hex_of, mapping_of, quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.rpc.limits import Limits
    from tallystick_node.evm.rpc.logs import LogMethods, LogQuestion
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["FilterMethods"]

# What is kept of a filter object besides its address and topics.
KEPT = ("fromBlock", "toBlock", "blockHash")


@dataclass
class _Filter:
    kind: str
    seen: int
    question: Mapping[str, Any] | None = None
    meant: LogQuestion | None = None


class FilterMethods:
    """The methods of polling. Filters live in memory: after a restart a client makes them anew."""

    def __init__(self, view: ChainView, logs: LogMethods, limits: Limits) -> None:
        self._view = view
        self._logs = logs
        self._limits = limits
        self._filters: OrderedDict[int, _Filter] = OrderedDict()
        self._ids = itertools.count(1)

    def new_filter(self, question: Any) -> str:
        """A filter for logs from now on."""
        asked = mapping_of(question, "the filter")
        meant = self._logs.read(asked)
        first = asked.get("fromBlock")
        seen = self._view.builder.number
        if first is not None:
            seen = min(seen, self._view.number_of(first) - 1)
            seen = seen if first not in {"latest", "pending"} else self._view.builder.number
        kept = {name: asked[name] for name in KEPT if asked.get(name) is not None}
        return self._keep(_Filter("logs", seen, kept, meant))

    def new_block_filter(self) -> str:
        """A filter for the hashes of new blocks."""
        return self._keep(_Filter("blocks", self._view.builder.number))

    def new_pending_filter(self) -> str:
        """A filter for waiting transactions: each is told when it is in a block."""
        return self._keep(_Filter("transactions", self._view.builder.number))

    def uninstall(self, name: Any) -> bool:
        """Forget a filter; whether there was one."""
        return self._filters.pop(quantity_of(name, "filter"), None) is not None

    def changes(self, name: Any) -> list[Any]:
        """What is new since the last time."""
        found = self._find(name)
        head = self._view.builder.number
        first = min(found.seen, head) + 1
        last = min(head, first + self._limits.log_blocks_max - 1)
        if found.meant is not None:
            told: list[Any] = self._logs.between(first, last, found.meant)
        elif found.kind == "blocks":
            told = [hex_of(self._view.header(one).hash) for one in range(first, last + 1)]
        else:
            told = [
                hex_of(tx_hash)
                for number in range(first, last + 1)
                for tx_hash in self._view.hashes(number)
            ]
        found.seen = last
        return told

    def logs(self, name: Any) -> list[dict[str, Any]]:
        """Everything a log filter means, from the beginning of its range."""
        found = self._find(name)
        if found.question is None or found.meant is None:
            raise RpcRefusal.invalid("the filter is not one for logs")
        return self._logs.found(found.question, found.meant)

    def rewind(self, number: int) -> None:
        """The chain went back to a block: what comes after it is new."""
        for one in self._filters.values():
            one.seen = min(one.seen, number)

    def _keep(self, made: _Filter) -> str:
        name = next(self._ids)
        self._filters[name] = made
        while len(self._filters) > self._limits.filters_max:
            self._filters.popitem(last=False)
        return hex(name)

    def _find(self, name: Any) -> _Filter:
        number = quantity_of(name, "filter")
        if number not in self._filters:
            raise RpcRefusal.refused("filter not found")
        self._filters.move_to_end(number)
        return self._filters[number]
