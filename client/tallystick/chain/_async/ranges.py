"""Logs of a long stretch of blocks: as many questions as the node makes necessary, none left out.

A node behind a balancer may not have the last blocks yet, or not their logs, and answers with fewer
logs and no error. So each of the newest blocks without a log is held against its own bloom, and
when that is in doubt against its receipts, before anybody goes on behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick.chain.questions import LogQuestion, listed
from tallystick.chain.types import may_log, number_of, sensible
from tallystick.errors import TallystickError, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tallystick.chain._async.connection import AsyncConnection
    from tallystick.chain.types import RawLog

__all__ = ["RANGE_FIRST", "RANGE_MAX", "AsyncBlockRanges", "logs_in_ranges"]

RANGE_FIRST = 1_000
RANGE_MAX = 10_000
# Nodes that answer to one address are not so many blocks apart; older blocks have their logs.
CHECKED_BLOCKS = 128
# What a smaller question would not change.
_NOT_THE_WIDTH = {"RPC:BUSY", "RPC:UNREACHABLE", "RPC:LAGGING"}


class AsyncBlockRanges:
    """Reads logs from a block on; the range is halved when it is refused and grows back."""

    def __init__(
        self,
        connection: AsyncConnection,
        addresses: Sequence[str],
        topics: Sequence[bytes | None] = (),
        width: int = RANGE_FIRST,
    ) -> None:
        self._connection = connection
        self._addresses = list(addresses)
        self._topics = topics
        self._question = LogQuestion(tuple(addresses), tuple(topics))
        self.width = width

    async def read(self, first: int, last: int) -> tuple[int, list[RawLog]]:
        """Return the logs of as many blocks as the node hands over at once.

        Args:
            first: The first block.
            last: The last block to read, not before the first.

        Returns:
            The end of the range that was read, not after `last`, and its logs in the chain's order.

        Raises:
            TransportError: When the node does not answer, refuses even a single block, or leaves
                out the logs of the first one (RPC:LAGGING).
        """
        while True:
            end = self.end(first, last)
            try:
                logs = await self._connection.logs(self._addresses, first, end, self._topics)
            except TallystickError as refused:
                self._narrow(end - first + 1, refused)
            else:
                whole = await self._whole(first, end, last, {log.block for log in logs})
                self.width = min(2 * self.width, RANGE_MAX)
                return whole, [log for log in logs if log.block <= whole]

    async def read_raw(
        self, first: int, last: int, *, asked_only: bool = True
    ) -> tuple[int, list[Mapping[str, Any]]]:
        """Return the same as `read`, the logs with the keys and hex of JSON-RPC, as they came.

        Args:
            first: The first block.
            last: The last block to read, not before the first.
            asked_only: Whether logs that were not asked for, and second ones, are left out; whoever
                audits wants to see them.

        Returns:
            The end of the range that was read, not after `last`, and its logs.

        Raises:
            TransportError: As `read` does.
        """
        while True:
            end = self.end(first, last)
            try:
                answer = await self._asked(self._question.worded(first, end))
                if asked_only:
                    logs = self._question.answered_raw(answer, first, end)
                else:
                    logs = listed(answer)
                with sensible("log"):
                    there = {number_of(log["blockNumber"]) for log in logs}
            except TallystickError as refused:
                self._narrow(end - first + 1, refused)
            else:
                whole = await self._whole(first, end, last, there)
                self.width = min(2 * self.width, RANGE_MAX)
                return whole, [log for log in logs if number_of(log["blockNumber"]) <= whole]

    def end(self, first: int, last: int) -> int:
        """Return up to which block the next question would go.

        Args:
            first: The first block.
            last: The last block to read.

        Returns:
            The block's number.
        """
        return min(last, first + self.width - 1)

    def _narrow(self, width: int, refused: TallystickError) -> None:
        """Ask for half as much next time; vendors say in too many words that it was too much."""
        if refused.code in _NOT_THE_WIDTH or width <= 1:
            if isinstance(refused, TransportError):
                raise refused
            raise TransportError(
                "RPC:ERROR", f"the node answered: {refused.sentence}", retryable=False
            ) from refused
        self.width = max(1, width // 2)

    async def _whole(self, first: int, end: int, last: int, there: set[int]) -> int:
        """Return up to which block the logs are complete; at least the first block's are."""
        if not self._connection.remote:
            return end
        for number in range(max(first, last - CHECKED_BLOCKS + 1), end + 1):
            if number not in there and await self._left_out(number):
                if number > first:
                    return number - 1
                raise TransportError(
                    "RPC:LAGGING", f"the node leaves out the logs of block {number}; try again"
                )
        return end

    async def _left_out(self, number: int) -> bool:
        block = await self._connection.block(number)
        if block is None:
            return True  # whoever answered does not have the block either
        if not block.bloom or not may_log(block.bloom, self._addresses, self._topics):
            return False
        by_hash = {**self._question.filter(), "blockHash": "0x" + block.hash.hex()}
        if any(self._question.asks_for(log) for log in listed(await self._asked(by_hash))):
            return True
        try:
            receipts = await self._connection.request("eth_getBlockReceipts", hex(number))
        except TransportError as failed:
            if failed.code in _NOT_THE_WIDTH:
                raise
            return False  # it has no such method; by the hash it said that there are none
        with sensible("receipts"):
            logs = [raw for receipt in listed(receipts) for raw in receipt["logs"]]
        return any(self._question.asks_for(log) for log in logs)

    async def _asked(self, question: Mapping[str, Any]) -> Any:
        return await self._connection.request("eth_getLogs", question)


async def logs_in_ranges(
    connection: AsyncConnection,
    addresses: Sequence[str],
    first: int,
    last: int,
    topics: Sequence[bytes | None] = (),
) -> list[RawLog]:
    """Return all logs of a closed stretch of blocks.

    Args:
        connection: The chain.
        addresses: The contracts' addresses.
        first: The first block.
        last: The last block.
        topics: What each topic must be, None where it may be anything.

    Returns:
        The logs in the chain's order.

    Raises:
        TransportError: When the node does not answer.
    """
    ranges, stretch = AsyncBlockRanges(connection, addresses, topics), []
    while first <= last:
        end, logs = await ranges.read(first, last)
        stretch += logs
        first = end + 1
    return stretch
