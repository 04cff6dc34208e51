"""Requests counted by several processes on one database: each tells its own, and learns the sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from tallystick_node.infrastructure.vault.sealing import blind_mark
from tallystick_node.storage.tables import request_counts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.vault.key_ring import KeyRing
    from tallystick_node.storage import Database

__all__ = ["RequestCounts"]

_FIELD = "request_counts"


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Counts by the key of a caller and a window; kept as keyed marks, never as the key."""

    database: Database
    clock: Clock
    ring: KeyRing

    def exchange(
        self, own: Mapping[str, int], asked: Collection[str], keep_seconds: int
    ) -> dict[str, int]:
        """Add what this process has counted, and return what all have.

        Args:
            own: Requests since the last time, by key.
            asked: Further keys whose counts are wanted.
            keep_seconds: For how long the counts are kept.

        Returns:
            The counts by key, those of nobody left out.
        """
        secret, now = self.ring.index_key(_FIELD), self.clock()
        marks = {blind_mark(secret, key).hex(): key for key in {*own, *asked}}
        until = now + timedelta(seconds=keep_seconds)
        # In one order, so that no two processes wait for each other.
        rows = [
            {"mark": mark, "count": own[key], "until": until}
            for mark, key in sorted(marks.items())
            if own.get(key)
        ]
        with self.database.writing() as connection:
            connection.execute(delete(request_counts).where(request_counts.c.until < now))
            if rows:
                _add(connection, rows)
            counted = connection.execute(
                select(request_counts.c.mark, request_counts.c.count).where(
                    request_counts.c.mark.in_(marks)
                )
            ).all()
        return {marks[mark]: count for mark, count in counted}


def _add(connection: Connection, rows: list[dict[str, object]]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(request_counts)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["mark"],
            set_={"count": request_counts.c.count + statement.excluded.count},
        ),
        rows,
    )
