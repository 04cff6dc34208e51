"""The market as the chain's events tell it: one replay, which one at a time looks at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.errors import TransportError
from tallystick_node.disclosure.indexed import IndexedReplay
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.storage.tables import index_cursor

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.replay.replay import Replay
    from tallystick_node.storage import Database

__all__ = ["MarketMoment", "MarketView"]


@dataclass(frozen=True, slots=True)
class MarketMoment:
    """The replay of every event up to a block. now: the block's Unix second."""

    replay: Replay
    block: int
    block_hash: str
    now: int


@dataclass(frozen=True, slots=True)
class MarketView:
    """Shows the market at the newest block that is indexed."""

    database: Database
    platform: Platform
    replayed: IndexedReplay
    _alone: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, database: Database, platform: Platform) -> MarketView:
        """Return a view that has seen nothing yet.

        Args:
            database: The node's, with the index.
            platform: The platform.

        Returns:
            The view.
        """
        return cls(database, platform, IndexedReplay(database, platform, queue=True))

    def indexed_block(self) -> int:
        """Return the newest block that is indexed.

        Returns:
            Its number.

        Raises:
            NothingIndexed: INDEX:EMPTY before the index has looked.
        """
        with self.database.reading() as connection:
            block = connection.scalar(select(index_cursor.c.block))
        if block is None:
            raise NothingIndexed("INDEX:EMPTY", "nothing was read from the chain yet")
        return int(block)

    @contextmanager
    def look(self, block: int | None = None) -> Iterator[MarketMoment]:
        """Yield the market at a block, while nobody else looks at it.

        Args:
            block: The block, which is indexed; the newest without one.

        Yields:
            The moment, which holds within the block of code alone.

        Raises:
            NothingIndexed: INDEX:EMPTY before the index has looked.
            TransportError: RPC:BLOCK when the chain's node does not have the block, or as
                `IndexedReplay` raises.
            VerificationFailed: PUBLICATION:EVENTS when events break the rules.
        """
        with self._alone:
            at = self.indexed_block() if block is None else block
            header = self.platform.connection.block(at)
            if header is None:
                raise TransportError("RPC:BLOCK", f"the chain's node does not have block {at}")
            replay = self.replayed.at(at)
            yield MarketMoment(replay, at, "0x" + header.hash.hex(), header.timestamp)
