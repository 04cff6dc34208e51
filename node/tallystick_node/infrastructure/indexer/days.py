"""The blocks of a local day, found by their times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.errors import TransportError
from tallystick.loans.dates import local_day

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection

__all__ = ["DayNotOver", "day_of", "last_block_of"]


class DayNotOver(TransportError):  # noqa: N818 - named by what is the case
    """The chain or the index has not come to the end of a day yet; it is tried again."""


def last_block_of(connection: Connection, offset: int, day: int, today: int) -> int:
    """Return the last block of a local day, or of the last one before it that has any.

    Args:
        connection: The chain's connection.
        offset: Of the platform's local time from UTC, in seconds.
        day: The local day, as days since 1970-01-01.
        today: The local day of now, likewise.

    Returns:
        The block's number.

    Raises:
        DayNotOver: INDEX:EARLY while a block of that day may still come: the newest block is not
            later, and it is not the second day after.
        TransportError: When the chain's node does not answer.
    """
    low, high = 0, connection.block_number()
    if day_of(connection, high, offset) <= day and today < day + 2:
        raise DayNotOver("INDEX:EARLY", "the chain may still get a block of that day")
    while low < high:
        middle = (low + high + 1) // 2
        if day_of(connection, middle, offset) <= day:
            low = middle
        else:
            high = middle - 1
    return low


def day_of(connection: Connection, number: int, offset: int) -> int:
    """Return the local day of a block.

    Args:
        connection: The chain's connection.
        number: The block's number.
        offset: Of the platform's local time from UTC, in seconds.

    Returns:
        Days since 1970-01-01.

    Raises:
        TransportError: RPC:BLOCK when there is no such block; otherwise when the chain's node does
            not answer.
    """
    header = connection.block(number)
    if header is None:
        raise TransportError("RPC:BLOCK", f"the node does not have block {number}")
    return local_day(header.timestamp, offset)
