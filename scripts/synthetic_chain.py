"""A synthetic history behind the JSON-RPC of a chain's node, for what indexes and reports."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any

from web3.providers.base import BaseProvider

if TYPE_CHECKING:
    from web3.types import RPCEndpoint, RPCResponse

    from synthetic_history import History
    from tallystick.replay.decoding import Log
    from tallystick.testing.session import Session

__all__ = ["SyntheticChain"]


class SyntheticChain(BaseProvider):
    """Answers about blocks and logs from a history, about everything else from its real beginning.

    Contracts are in the state of the real beginning: only their constants may be asked for.
    """

    in_process = True

    def __init__(self, session: Session, history: History) -> None:
        """Read the whole history into memory.

        Args:
            session: The chain that the history begins on.
            history: Its batches, not read yet.
        """
        super().__init__()
        self._real = session.chain.connection
        self._founded = self._real.block_number()
        self._template = self._real.request("eth_getBlockByNumber", hex(self._founded), False)  # noqa: FBT003
        self._logs: dict[int, list[dict[str, Any]]] = {}
        self._headers: dict[int, tuple[str, int]] = {}
        self.events = 0
        for number, logs in history.batches():
            self._headers[number] = (logs[-1].block_hash, history.seconds[number])
            self._logs[number] = [_shown(log) for log in logs]
            self.events += len(logs)
        for number in sorted({log.block for log in history.real}):
            self._logs[number] = [_shown(log) for log in history.real if log.block == number]
            self._headers[number] = self._real_header(number)
        self._numbers = sorted(self._headers)
        self.head = self._numbers[-1]

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Answer a request.

        Args:
            method: The JSON-RPC method.
            params: Its parameters.

        Returns:
            The response.
        """
        if method == "eth_blockNumber":
            result: Any = hex(self.head)
        elif method == "eth_getBlockByNumber":
            result = self._block(self._number(params[0]))
        elif method == "eth_getLogs":
            asked = params[0]
            result = self._between(
                self._number(asked["fromBlock"]), self._number(asked["toBlock"]),
                {address.lower() for address in asked["address"]},
            )  # fmt: skip
        elif method == "eth_call":
            result = self._real.request(method, params[0], "latest")
        else:
            result = self._real.request(method, *params)
        return {"jsonrpc": "2.0", "id": 1, "result": result}

    def _number(self, word: str) -> int:
        return self.head if word == "latest" else int(word, 16)

    def _real_header(self, number: int) -> tuple[str, int]:
        block = self._real.block(number)
        assert block is not None, "the history begins on this chain"
        return "0x" + block.hash.hex(), block.timestamp

    def _block(self, number: int) -> dict[str, Any] | None:
        if number > self.head:
            return None
        if number not in self._headers:
            if number <= self._founded:
                self._headers[number] = self._real_header(number)
            else:  # an empty block, of the time of the last one that is not
                at = bisect.bisect(self._numbers, number) - 1
                before = self._headers[self._numbers[at]][1]
                self._headers[number] = f"0x{number:064x}", before
        block_hash, second = self._headers[number]
        return {
            **self._template, "number": hex(number), "hash": block_hash,
            "timestamp": hex(second), "transactions": [],
        }  # fmt: skip

    def _between(self, first: int, last: int, addresses: set[str]) -> list[dict[str, Any]]:
        start, end = bisect.bisect_left(self._numbers, first), bisect.bisect(self._numbers, last)
        return [
            log
            for number in self._numbers[start:end]
            for log in self._logs[number]
            if log["address"] in addresses
        ]


def _shown(log: Log) -> dict[str, Any]:
    return {
        "address": log.address.lower(), "topics": list(log.topics), "data": log.data,
        "blockNumber": hex(log.block), "blockHash": log.block_hash, "logIndex": hex(log.log_index),
        "transactionHash": log.tx_hash, "transactionIndex": "0x0", "removed": False,
    }  # fmt: skip
