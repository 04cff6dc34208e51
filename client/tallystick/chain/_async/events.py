"""A platform's events as a stream that can be stopped and taken up, and that sees reorganisations.

The place in the stream is a checkpoint: the next (block, log index) and the hashes of the last
blocks read. When one of those hashes is no longer the chain's, a `Reorg` comes first: everything
from its block on is void, and the stream goes on there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from tallystick.chain._async.ranges import RANGE_FIRST, AsyncBlockRanges
from tallystick.chain.artifacts import CONTRACTS
from tallystick.chain.checkpoint import Checkpoint, Reorg, confirmations_of
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from tallystick.chain._async.connection import AsyncConnection
    from tallystick.chain.logs import Event, LogDecoder
    from tallystick.chain.types import RawLog

__all__ = ["AsyncEventSource", "AsyncEventStream"]

HASHES_KEPT = 128
_READ_AGAIN_MAX = 5
_PAUSE_MAX_SECONDS = 60


class AsyncEventSource(Protocol):
    """What a stream reads: contracts on a chain. A platform is one."""

    connection: AsyncConnection
    decoder: LogDecoder

    @property
    def first_block(self) -> int:
        """The block that the contracts were deployed in."""

    def address(self, contract: str) -> str:
        """Return the address of a contract.

        Args:
            contract: Its name, such as `Escrow`.

        Returns:
            The checksummed address.
        """


class AsyncEventStream:
    """Reads events in the chain's order, each once; keep `checkpoint` to go on after a restart."""

    def __init__(
        self,
        platform: AsyncEventSource,
        *,
        since: Checkpoint | None = None,
        confirmations: int | None = None,
        contracts: Sequence[str] = CONTRACTS,
        range_first: int = RANGE_FIRST,
    ) -> None:
        """Begin at a checkpoint, at the deployment's first block without one.

        Args:
            platform: The platform whose events to read.
            since: Where to go on.
            confirmations: Blocks that have to lie on top of an event's before it is passed on, from
                0. Without it 12 on a network, and 0 on a chain in this process or a development
                chain, which makes no block by itself (`confirmations_of`).
            contracts: The names of the contracts whose events to read.
            range_first: How many blocks to ask for at first.

        Raises:
            InputError: EVENTS:CONFIRMATIONS when they are negative.
        """
        self.checkpoint = since or Checkpoint(platform.first_block)
        self._platform = platform
        self._connection = platform.connection
        self._confirmations = confirmations_of(
            confirmations, remote=self._connection.remote, chain_id=self._connection.chain_id
        )
        addresses = [platform.address(name) for name in contracts]
        self._ranges = AsyncBlockRanges(platform.connection, addresses, width=range_first)

    async def poll(self) -> AsyncIterator[Event | Reorg]:
        """Pass on everything that is there by now, then end.

        The checkpoint moves with each event: stop anywhere and go on from it.

        Yields:
            Events in the chain's order; a Reorg first when what was read is void.

        Raises:
            TransportError: When the node does not answer, EVENTS:UNSTABLE when the chain changes
                while it is read.
        """
        back_to = await self._forked()
        if back_to is not None:
            yield Reorg(back_to)
        last = await self._connection.block_number() - self._confirmations
        while self.checkpoint.block <= last:
            end, logs, end_hash = await self._read(last)
            start = (self.checkpoint.block, self.checkpoint.index)
            for log in logs:
                if (log.block, log.index) < start:
                    continue
                event = self._platform.decoder.decode(log)  # a garbled one is read again
                self._note(log.block, log.index + 1, log.block, log.block_hash)
                if event is not None:
                    yield event
            self._note(end + 1, 0, end, end_hash)

    async def follow(
        self,
        *,
        pause_seconds: int = 1,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> AsyncIterator[Event | Reorg]:
        """Pass on events for ever.

        A node that does not answer is asked again, ever more rarely, up to once a minute.

        Args:
            pause_seconds: How long to wait between two polls.
            sleep: What waits so many seconds.

        Yields:
            Events in the chain's order; a Reorg first when what was read is void.

        Raises:
            TransportError: When repeating the request cannot help.
        """
        pause = pause_seconds
        while True:
            try:
                async for event in self.poll():
                    yield event
                pause = pause_seconds
            except TransportError as failed:
                if not failed.retryable:
                    raise
                pause = min(2 * pause, _PAUSE_MAX_SECONDS)
            await sleep(pause)

    async def _read(self, last: int) -> tuple[int, list[RawLog], bytes]:
        """Read one range whose end did not change under our hands."""
        for _ in range(_READ_AGAIN_MAX):
            end, logs = await self._ranges.read(self.checkpoint.block, last)
            before = {log.block: log.block_hash for log in logs}
            block = await self._connection.block(end)
            if block is not None and before.get(end, block.hash) == block.hash:
                return end, logs, block.hash
        raise TransportError("EVENTS:UNSTABLE", "the chain changes while it is read; try again")

    async def _forked(self) -> int | None:
        """Go back to the last block that is still the chain's; the first void one, or None."""
        hashes = list(self.checkpoint.hashes)
        void: int | None = None
        while hashes:
            number, known = hashes[-1]
            block = await self._connection.block(number)
            if block is not None and block.hash.hex() == known:
                break
            hashes.pop()
            void = number
        if void is None:
            return None
        start = hashes[-1][0] + 1 if hashes else self._platform.first_block
        self.checkpoint = Checkpoint(start, 0, tuple(hashes))
        return start

    def _note(self, block: int, index: int, read: int, read_hash: bytes) -> None:
        hashes = self.checkpoint.hashes
        if not hashes or hashes[-1][0] != read:
            hashes = (*hashes, (read, read_hash.hex()))[-HASHES_KEPT:]
        self.checkpoint = Checkpoint(block, index, hashes)
