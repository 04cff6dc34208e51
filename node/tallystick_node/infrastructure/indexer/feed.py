"""Events as they come: from a place on, and what a reader has to forget when the chain has forked.

A place names the last event that was read, and how many forks there had been: by that number a
reader who comes back after any time learns of every fork since.
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.errors import InputError
from tallystick_node.infrastructure.indexer.queries import NothingIndexed, events_after
from tallystick_node.storage.tables import index_cursor, reorganisations

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
    from tallystick_node.storage import Database

__all__ = ["AT_ONCE_MAX", "EventFeed", "Fed", "FeedPlace"]

AT_ONCE_MAX = 200
# No block has so many events: the place after its last.
_LAST = 10**9
_FORM = re.compile(r"(\d{1,18})-(\d{1,10})-(\d{1,18})", re.ASCII)
# So often a process looks how far the tables are, for all who follow.
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """The last event that was read, and how many reorganisations there had been."""

    block: int
    place: int
    forks: int

    def __str__(self) -> str:
        return f"{self.block}-{self.place}-{self.forks}"

    @classmethod
    def parse(cls, text: str) -> FeedPlace:
        """Read a place as it was written.

        Args:
            text: The id of an event.

        Returns:
            The place.

        Raises:
            InputError: EVENTS:ID when it is none.
        """
        form = _FORM.fullmatch(text)
        if form is None:
            raise InputError("EVENTS:ID", "that is no id of an event; leave it out to begin anew")
        return cls(*(int(number) for number in form.groups()))


@dataclass(frozen=True, slots=True)
class Fed:
    """What came after a place: events, or the block after which all is to be forgotten."""

    place: FeedPlace
    events: tuple[IndexedEvent, ...] = ()
    forget_after: int | None = None
    more: bool = False


@dataclass(slots=True)
class EventFeed:
    """The events of one database; of many who wait, one looks whether there is anything."""

    database: Database
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: tuple[float, FeedPlace] | None = None

    def newest(self) -> FeedPlace:
        """Return the place after the last event there is, at most half a second old.

        Returns:
            The place.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
        """
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen[0] > _LOOK_SECONDS:
                with self.database.reading() as connection:
                    cursor = _cursor(connection)
                place = FeedPlace(cursor.block, _LAST, cursor.reorgs)
                self._seen = (time.monotonic(), place)
            return self._seen[1]

    def after(
        self, place: FeedPlace, *, name: str | None = None, loan: int | None = None,
        limit: int = AT_ONCE_MAX,
    ) -> Fed:  # fmt: skip
        """Return what came after a place, from one state of the database.

        Args:
            place: Where the reader is.
            name: Only events of this name.
            loan: Only events of this loan.
            limit: How many events at most.

        Returns:
            The events, or what to forget; and the place to go on from.

        Raises:
            InputError: EVENTS:ID for a place of another node, or of a later state of this one.
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
        """
        with self.database.reading() as connection:
            cursor = _cursor(connection)
            if place.forks > cursor.reorgs:
                raise InputError(
                    "EVENTS:ID", "that id is of another node's events; leave it out to begin anew"
                )
            if place.forks < cursor.reorgs:
                kept = connection.scalar(
                    select(func.min(reorganisations.c.block)).where(
                        reorganisations.c.number > place.forks
                    )
                )
                if kept is not None and kept < place.block:
                    back = FeedPlace(kept, _LAST, cursor.reorgs)
                    return Fed(back, forget_after=kept, more=True)
            rows = events_after(
                connection, (place.block, place.place), limit, name=name, loan=loan
            )  # fmt: skip
            if len(rows) == limit:
                last = FeedPlace(rows[-1].block, rows[-1].place, cursor.reorgs)
                return Fed(last, tuple(rows), more=True)
            # While read blocks are read again, the tables are behind whoever follows them.
            end = max((cursor.block, _LAST), (place.block, place.place))
            return Fed(FeedPlace(*end, cursor.reorgs), tuple(rows))


def _cursor(connection: Connection) -> Row[tuple[object, ...]]:
    cursor = connection.execute(select(index_cursor)).one_or_none()
    if cursor is None:
        raise NothingIndexed("INDEX:EMPTY", "nothing was read from the chain yet; try again soon")
    return cursor
