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
    from tallystick_node.evm.rpc.limits import RpcLimits
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

    def __init__(self, view: ChainView, logs: LogMethods, limits: RpcLimits) -> None:
        self._view = view
        self._logs = logs
        self._limits = limits
        self._filters: OrderedDict[int, _Filter] = OrderedDict()
        self._ids = itertools.count(1)

    def new_filter(self, question: Any) -> str:
        """Make a filter for logs from now on (eth_newFilter).

        Args:
            question: The filter object.

        Returns:
            The filter's name.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
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
        """Make a filter for the hashes of new blocks.

        Returns:
            The filter's name.
        """
        return self._keep(_Filter("blocks", self._view.builder.number))

    def new_pending_filter(self) -> str:
        """Make a filter for waiting transactions: each is reported when it is in a block.

        Returns:
            The filter's name.
        """
        return self._keep(_Filter("transactions", self._view.builder.number))

    def uninstall(self, name: Any) -> bool:
        """Forget a filter.

        Args:
            name: The filter's name, as a quantity.

        Returns:
            Whether there was one.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return self._filters.pop(quantity_of(name, "filter"), None) is not None

    def changes(self, name: Any) -> list[Any]:
        """Return what is new since the last time.

        Args:
            name: The filter's name, as a quantity.

        Returns:
            Logs, or hashes of blocks or transactions.

        Raises:
            RpcRefusal: -32000 when there is no such filter; -32005 when there is too much.
        """
        polled = self._find(name)
        head = self._view.builder.number
        first = min(polled.seen, head) + 1
        last = min(head, first + self._limits.log_blocks_max - 1)
        if polled.meant is not None:
            news: list[Any] = self._logs.between(first, last, polled.meant)
        elif polled.kind == "blocks":
            news = [hex_of(self._view.header(number).hash) for number in range(first, last + 1)]
        else:
            news = [
                hex_of(tx_hash)
                for number in range(first, last + 1)
                for tx_hash in self._view.hashes(number)
            ]
        polled.seen = last
        return news

    def logs(self, name: Any) -> list[dict[str, Any]]:
        """Return everything a log filter matches, from the beginning of its range.

        Args:
            name: The filter's name, as a quantity.

        Returns:
            The logs as a node shows them.

        Raises:
            RpcRefusal: -32000 when there is no such filter; -32602 when it is not one for logs;
                -32005 when there is too much.
        """
        polled = self._find(name)
        if polled.question is None or polled.meant is None:
            raise RpcRefusal.invalid("the filter is not one for logs")
        return self._logs.found(polled.question, polled.meant)

    def rewind(self, number: int) -> None:
        """Note that the chain went back to a block: what comes after it is new.

        Args:
            number: The block's number.
        """
        for polled in self._filters.values():
            polled.seen = min(polled.seen, number)

    def _keep(self, polled: _Filter) -> str:
        name = next(self._ids)
        self._filters[name] = polled
        while len(self._filters) > self._limits.filters_max:
            self._filters.popitem(last=False)
        return hex(name)

    def _find(self, name: Any) -> _Filter:
        number = quantity_of(name, "filter")
        if number not in self._filters:
            raise RpcRefusal.refused("filter not found")
        self._filters.move_to_end(number)
        return self._filters[number]
