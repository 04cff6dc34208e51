"""What the auditor asks of a node: all logs up to one block, and the time of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from tallystick.chain._sync.ranges import BlockRanges
from tallystick.errors import TransportError
from tallystick.replay.decoding import Log, raw_log

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.types import Block

__all__ = ["BlockClock", "Clock", "block_hash", "read_logs", "time_of"]

BLOCKS_PER_QUESTION = 5_000


class Clock(Protocol):
    """Knows when a log was written."""

    def time(self, log: Log) -> int:
        """Return when a log was written.

        Args:
            log: The log.

        Returns:
            The Unix second of its block.
        """


class BlockClock:
    """Asks the node for the header of each block once, and notes headers of another hash."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._times: dict[int, tuple[int, str]] = {}
        self.asked = 0
        self.foreign: Log | None = None

    def time(self, log: Log) -> int:
        """Return when a log was written; `foreign` keeps the first log of another block's hash.

        Args:
            log: The log.

        Returns:
            The Unix second of its block.

        Raises:
            TransportError: RPC:BLOCK when the node does not have the block.
        """
        known = self._times.get(log.block)
        if known is None:
            header = self._connection.block(log.block)
            if header is None:
                raise TransportError(
                    "RPC:BLOCK", f"the node has logs of block {log.block}, but not the block"
                )
            known = self._times[log.block] = (header.timestamp, "0x" + header.hash.hex())
            self.asked += 1
        if known[1] != log.block_hash and self.foreign is None:
            self.foreign = log
        return known[0]


def read_logs(
    connection: Connection, addresses: Sequence[str], first: int, last: int
) -> Iterator[tuple[int, list[Log]]]:
    """Yield the logs of a stretch of blocks, range by range; those found too wide are halved.

    Args:
        connection: The chain.
        addresses: The contracts' addresses.
        first: The first block.
        last: The last block.

    Yields:
        The last block read, and the logs as they came.

    Raises:
        TransportError: When the node does not answer, or refuses even a single block.
    """
    ranges = BlockRanges(connection, addresses, width=BLOCKS_PER_QUESTION)
    while first <= last:
        until, response = ranges.read_raw(first, last, asked_only=False)
        yield until, [raw_log(log) for log in response]
        first = until + 1


def block_hash(connection: Connection, number: int) -> bytes:
    """Return the hash of a block.

    Args:
        connection: The chain.
        number: The block's number.

    Returns:
        The hash, 32 bytes.

    Raises:
        TransportError: RPC:BLOCK when the node does not have it.
    """
    return _header(connection, number).hash


def time_of(connection: Connection, number: int) -> int:
    """Return when a block was made.

    Args:
        connection: The chain.
        number: The block's number.

    Returns:
        The Unix second.

    Raises:
        TransportError: RPC:BLOCK when the node does not have it.
    """
    return _header(connection, number).timestamp


def _header(connection: Connection, number: int) -> Block:
    header = connection.block(number)
    if header is None:
        raise TransportError("RPC:BLOCK", f"the node does not have block {number}; is it synced?")
    return header
