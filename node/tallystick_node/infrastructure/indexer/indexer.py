"""Keeps the tables at the chain's head: each event once, and gone again with its block.

A stretch of blocks, what it changes and the new place of the cursor are one transaction, which is
kept only if the cursor still stands where the reading began. So a process that dies, or two that
index at once, leave every event in the tables exactly once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, func, insert, select, update

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.indexer.loan_table import refold, unfold
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import (
    blocks,
    event_parties,
    events,
    index_cursor,
    reorganisations,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.indexer.chain_reader import ChainReader, Stretch
    from tallystick_node.infrastructure.indexer.followers import Follower
    from tallystick_node.storage import Database

__all__ = ["Indexer"]

# Hashes of so many blocks without events are kept, to find where a fork began.
HASHES_KEPT = 256
_PRUNED_AT_ONCE = 2_000
# Until the first look is over, nothing was seen.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# A head that was seen so lately need not be written down again.
_SEEN_FOR = timedelta(seconds=1)
_CURSOR = select(index_cursor)
_log = structlog.get_logger("tallystick.indexer")


class Indexer:
    """The index of one platform in one database."""

    def __init__(
        self, database: Database, reader: ChainReader, platform: Platform, clock: Clock,
        confirmations: int = 0, *, follower: Follower | None = None,
    ) -> None:  # fmt: skip
        self._database = database
        self._reader = reader
        self._platform = platform.address("Escrow")
        self._clock = clock
        self._confirmations = confirmations
        self._follower = follower
        self._followed: int | None = None

    def catch_up(self) -> int:
        """Read what is there by now.

        Returns:
            How many events came or went.

        Raises:
            ConfigError: INDEX:PLATFORM when the tables are of another platform; INDEX:CHAIN when
                the chain no longer reaches to the deployment.
            TransportError: When the chain's node does not answer.
        """
        cursor = self._cursor()
        head, timestamp = self._reader.head()
        if cursor.head != head:
            self._ahead(head)
        changed = 0
        fork = self._fork(cursor)
        if fork is not None:
            changed += self._take_back(cursor, *fork)
            cursor = self._cursor()
        cursor = self._with_follower(cursor)
        target = max(head - self._confirmations, self._reader.first - 1)
        while cursor.block < target:
            stretch = self._reader.stretch(cursor.block + 1, target)
            if self._reader.hash_of(cursor.block) != cursor.hash:
                break  # a fork while we read: the next look takes it back
            if not self._keep(cursor, stretch, head, timestamp):
                break  # another process was faster
            changed += len(stretch.events)
            cursor = self._cursor()
        if cursor.head_timestamp != timestamp or cursor.head_seen_at < self._clock() - _SEEN_FOR:
            self._seen(head, timestamp)
        return changed

    def _cursor(self) -> Row[tuple[object, ...]]:
        with self._database.reading() as connection:
            cursor = connection.execute(_CURSOR).one_or_none()
            if self._follower is not None:
                self._followed = self._follower.read_to(connection)
        if cursor is None:
            self._begin()
            return self._cursor()
        if cursor.platform != self._platform:
            raise ConfigError(
                "INDEX:PLATFORM",
                f"the database is of the platform with the Escrow {cursor.platform}, the deployment"
                f" names {self._platform}; use another database",
            )
        return cursor

    def _begin(self) -> None:
        number = self._reader.first - 1
        block_hash = self._reader.hash_of(number)
        assert block_hash is not None, "the deployment was found on this chain"
        row = {
            "id": 1, "version": 0, "platform": self._platform, "block": number,
            "hash": block_hash, "head": number, "head_timestamp": 0, "head_seen_at": _NEVER,
            "events": 0, "reorgs": 0,
        }  # fmt: skip
        with self._database.writing() as connection:
            if inserted(connection, index_cursor, row):
                connection.execute(insert(blocks).values(number=number, hash=block_hash, events=0))

    def _fork(self, cursor: Row[tuple[object, ...]]) -> tuple[int, str] | None:
        """Return the last block that is still the chain's, None when nothing has forked."""
        if self._reader.hash_of(cursor.block) == cursor.hash:
            return None
        with self._database.reading() as connection:
            kept = connection.execute(
                select(blocks.c.number, blocks.c.hash)
                .where(blocks.c.number < cursor.block)
                .order_by(blocks.c.number.desc())
            )
            for number, block_hash in kept:
                if self._reader.hash_of(number) == block_hash:
                    return number, block_hash
        number = self._reader.first - 1
        block_hash = self._reader.hash_of(number)
        if block_hash is None:
            raise ConfigError("INDEX:CHAIN", "the chain no longer reaches to the deployment")
        return number, block_hash

    def _with_follower(self, cursor: Row[tuple[object, ...]]) -> Row[tuple[object, ...]]:
        """Go back to where the follower is, which was not there when the rest was read."""
        if self._follower is None:
            return cursor
        known = self._followed
        if known == cursor.block:
            return cursor
        first = self._reader.first - 1
        block = min(max(first if known is None else known, first), cursor.block)
        block_hash = self._reader.hash_of(block)
        if (known is None and block == cursor.block) or not block_hash:
            return cursor
        self._take_back(cursor, block, block_hash, forked=False)
        return self._cursor()

    def _take_back(
        self, cursor: Row[tuple[object, ...]], block: int, block_hash: str, *, forked: bool = True
    ) -> int:
        with self._database.writing() as connection:
            gone = int(connection.scalar(select(func.count()).where(events.c.block > block)) or 0)
            unfold(connection, block)
            for table, column in (
                (event_parties, event_parties.c.block),
                (events, events.c.block),
                (blocks, blocks.c.number),
            ):
                connection.execute(delete(table).where(column > block))
            if self._follower is not None:
                self._follower.take_back(connection, block)
            known = update(blocks).where(blocks.c.number == block).values(hash=block_hash)
            if not connection.execute(known).rowcount:
                row = {"number": block, "hash": block_hash, "events": 0}
                connection.execute(insert(blocks).values(row))
            moved = self._move(
                connection, cursor, block=block, hash=block_hash,
                events=cursor.events - gone, reorgs=cursor.reorgs + forked,
            )  # fmt: skip
            if not moved:
                connection.rollback()
                return 0
            if forked:
                row = {"number": cursor.reorgs + 1, "block": block}
                connection.execute(insert(reorganisations).values(row))
        _log.warning("reorganisation" if forked else "read again", block=block, count=gone)
        return gone

    def _keep(
        self, cursor: Row[tuple[object, ...]], stretch: Stretch, head: int, timestamp: int
    ) -> bool:
        with self._database.writing() as connection:
            moved = self._move(
                connection, cursor, block=stretch.last, hash=stretch.hash, head=head,
                head_timestamp=timestamp, head_seen_at=self._clock(),
                events=cursor.events + len(stretch.events),
            )  # fmt: skip
            if not moved:
                return False
            self._write(connection, stretch)
            if self._follower is not None:
                self._follower.keep(connection, stretch.others, stretch.last)
            self._prune(connection, stretch.last)
        return True

    def _write(self, connection: Connection, stretch: Stretch) -> None:
        counts = dict.fromkeys(stretch.hashes, 0)
        for event in stretch.events:
            counts[event.block] += 1
        connection.execute(
            insert(blocks),
            [
                {"number": number, "hash": block_hash, "events": counts[number]}
                for number, block_hash in stretch.hashes.items()
            ],
        )
        if not stretch.events:
            return
        connection.execute(
            insert(events),
            [
                {
                    "block": event.block, "place": event.place, "tx_hash": event.tx_hash,
                    "contract": event.contract, "name": event.name, "loan": event.loan,
                    "fields": event.fields,
                }
                for event in stretch.events
            ],
        )  # fmt: skip
        parties = [
            {"address": address, "block": event.block, "place": event.place}
            for event in stretch.events
            for address in event.parties
        ]
        if parties:
            connection.execute(insert(event_parties), parties)
        refold(connection, stretch.events)

    def _prune(self, connection: Connection, last: int) -> None:
        """Forget hashes of old blocks without events; the one before the first stays."""
        until = last - HASHES_KEPT
        connection.execute(
            delete(blocks).where(
                blocks.c.number < until,
                blocks.c.number >= max(until - _PRUNED_AT_ONCE, self._reader.first),
                blocks.c.events == 0,
            )
        )

    def _ahead(self, head: int) -> None:
        """Say how far the chain is before it is read: who cannot read it is seen to stay behind."""
        with self._database.writing() as connection:
            connection.execute(
                update(index_cursor).where(index_cursor.c.head != head).values(head=head)
            )

    def _seen(self, head: int, timestamp: int) -> None:
        with self._database.writing() as connection:
            connection.execute(
                update(index_cursor).values(
                    head=head, head_timestamp=timestamp, head_seen_at=self._clock()
                )
            )

    def _move(
        self, connection: Connection, cursor: Row[tuple[object, ...]], **values: object
    ) -> bool:
        moved = connection.execute(
            update(index_cursor)
            .where(index_cursor.c.version == cursor.version)
            .values(version=cursor.version + 1, **values)
        )
        return moved.rowcount == 1
