"""Logs of a long stretch of blocks, in as many questions as the node makes necessary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.translation import RANGE_REFUSED
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain._async.connection import AsyncConnection
    from tallystick.chain.types import RawLog

__all__ = ["RANGE_FIRST", "RANGE_MAX", "AsyncBlockRanges", "logs_in_ranges"]

RANGE_FIRST = 1_000
RANGE_MAX = 10_000


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
        self.width = width

    async def read(self, first: int, last: int) -> tuple[int, list[RawLog]]:
        """Return the logs of as many blocks as the node hands over at once.

        Args:
            first: The first block.
            last: The last block to read, not before the first.

        Returns:
            The end of the range that was read, not after `last`, and its logs in the chain's order.

        Raises:
            TransportError: When the node does not answer, or refuses even a single block.
        """
        while True:
            end = min(last, first + self.width - 1)
            try:
                logs = await self._connection.logs(self._addresses, first, end, self._topics)
            except TransportError as refused:
                if refused.code != RANGE_REFUSED or self.width == 1:
                    raise
                self.width = max(1, self.width // 2)
            else:
                self.width = min(2 * self.width, RANGE_MAX)
                return end, logs


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
