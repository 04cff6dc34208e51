"""Who else reads the chain through the index: the same stretches, the same hashes and rollbacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.replay.decoding import Log

__all__ = ["FollowedLogs", "Follower"]


@dataclass(frozen=True, slots=True)
class FollowedLogs:
    """Which logs: of which contracts, what each topic must be, None where it may be anything."""

    addresses: tuple[str, ...]
    topics: tuple[bytes | None, ...]


class Follower(Protocol):
    """Keeps tables of its own in step with the index, in the index's transactions."""

    @property
    def question(self) -> FollowedLogs:
        """Which logs it asks for."""

    def read_to(self, connection: Connection) -> int | None:
        """Return up to which block it has read.

        Args:
            connection: An open database transaction.

        Returns:
            The block's number, None before its first stretch.
        """

    def keep(self, connection: Connection, logs: Sequence[Log], last: int) -> None:
        """Take in what a stretch of blocks has.

        Args:
            connection: The index's transaction.
            logs: The logs that it asked for.
            last: The last block of the stretch.
        """

    def take_back(self, connection: Connection, block: int) -> None:
        """Take back what blocks had that are the chain's no longer.

        Args:
            connection: The index's transaction.
            block: The last block that stays.
        """
