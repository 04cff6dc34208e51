"""The chain that all share, and each process's line to it, on which answers get lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from simulation.faults import Fault
from tallystick.testing.session import Session, open_session
from tallystick_node.evm import EmbeddedProvider, Genesis
from tallystick_node.evm.admission import decode
from tallystick_node.evm.builder import BlockBuilder
from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from random import Random

    from web3.types import RPCEndpoint, RPCResponse

__all__ = ["REORG_MAX", "Line", "Network", "found_network"]

# As many blocks as the node waits for before it believes a transaction.
REORG_MAX = 2
_LATEST = ("latest", "pending")


@dataclass
class Network:
    """A chain with a platform; blocks are made when the world says so, dated by the world's clock.

    founded: the block of the platform's foundation, to which each new world goes back.
    """

    builder: BlockBuilder
    session: Session
    founded: int

    def begin(self) -> None:
        """Forget what an earlier world has done."""
        self.builder.revert(self.founded)
        self.session.platform.sender._last.clear()

    @property
    def second(self) -> int:
        """The second of the newest block."""
        return int(self.builder.header(self.builder.number).timestamp)

    def mine(self, now: int) -> None:
        """Put what waits into a block; an empty one when nothing does."""
        self.builder.set_next(max(now, self.second + 1))
        self.builder.seal()

    def reorganise(self, chance: Random, now: int) -> None:
        """Take the newest blocks back; most of what was in them comes again, in other blocks.

        Of some senders nothing comes again: the nodes that had it are gone.
        """
        depth = min(chance.randint(1, REORG_MAX), self.builder.number - self.founded)
        if depth < 1:
            return
        keep = self.builder.number - depth
        rows = self.builder.store.connection.execute(
            "SELECT raw FROM transactions WHERE block > ? ORDER BY block, place", (keep,)
        ).fetchall()
        waiting = [raw for _, _, raw in self.builder.store.pending()]
        self.builder.revert(keep)
        self.session.platform.sender._last.clear()
        forgotten: dict[bytes, bool] = {}
        for raw in [row[0] for row in rows] + waiting:
            sender = bytes(decode(self.builder.chain, bytes(raw)).sender)
            if forgotten.setdefault(sender, chance.random() < 0.4):
                continue
            try:
                self.builder.submit(bytes(raw))
            except RpcRefusal:
                forgotten[sender] = True  # its nonce's turn will not come
            if chance.random() < 0.3:
                self.mine(now)
        while self.builder.number <= keep + depth:
            self.mine(now)


def found_network(second: int) -> Network:
    """Deploy a platform with its people on a chain in memory."""
    builder = BlockBuilder(Genesis(second), instant=True)
    session = open_session(EmbeddedProvider(builder, development=True))
    return Network(builder, session, builder.number)


class Line(EmbeddedProvider):
    """One process's way to a node of the chain: lossy, and at times to one that lags behind."""

    # Behind a line there may be many nodes.
    in_process = False

    def __init__(self, builder: BlockBuilder, awaits: Callable[[str], Fault | None]) -> None:
        super().__init__(builder, development=True)
        self._awaits = awaits
        self.lag = 0

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        fault = self._awaits("rpc")
        if fault is Fault.NOT_SENT:
            raise requests.ConnectionError("the simulated network has lost the request")
        if fault is Fault.TWICE:
            self._ask(method, params)
        response = self._ask(method, params)
        fault = self._awaits("rpc answered")
        if fault is Fault.NO_ANSWER:
            raise requests.ConnectionError("the simulated network has lost the answer")
        if fault is Fault.GARBLED:
            return {"jsonrpc": "2.0", "id": 0, "result": {"garbled": True}}
        return response

    def _ask(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        lag = min(self.lag, self.builder.number)
        if not lag or method == "eth_sendRawTransaction":
            return super().make_request(method, params)
        seen = self.builder.number - lag
        response = super().make_request(method, _as_of(params, seen))
        return _unseen(method, response, seen)


def _as_of(params: Any, seen: int) -> Any:
    """The same question to a node whose newest block is `seen`."""
    return [
        hex(seen) if parameter in _LATEST
        else parameter | {"toBlock": hex(min(int(parameter["toBlock"], 16), seen))}
        if isinstance(parameter, dict) and str(parameter.get("toBlock", "")).startswith("0x")
        else parameter
        for parameter in params
    ]  # fmt: skip


def _unseen(method: str, response: Any, seen: int) -> RPCResponse:
    """Take out of an answer what a node whose newest block is `seen` cannot know."""
    result = response.get("result")
    same: RPCResponse = response
    if method == "eth_blockNumber":
        return {**same, "result": hex(seen)}
    if not isinstance(result, dict):
        return same
    number = result.get("number" if method.startswith("eth_getBlockBy") else "blockNumber")
    if isinstance(number, str) and int(number, 16) > seen:
        return {**same, "result": None}
    return same
