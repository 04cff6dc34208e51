"""How often a key of a machine was used in a minute: one count for supervisors and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from tallystick_node.storage.insertion import insert_absent

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Table

__all__ = ["count_request"]

_MINUTE, _KEPT_MINUTES = 60, 2


def count_request(connection: Connection, table: Table, key: int, now: datetime) -> int:
    """Count a request with a key, and forget what is older than two minutes.

    Args:
        connection: An open transaction that writes.
        table: Counts by key and minute.
        key: The key's number.
        now: This moment.

    Returns:
        How many there were in this minute, with this one.
    """
    minute = int(now.timestamp()) // _MINUTE
    mine = (table.c.key == key, table.c.minute == minute)
    row = {"key": key, "minute": minute, "count": 0}
    connection.execute(insert_absent(connection, table).values(**row))
    connection.execute(
        delete(table).where(table.c.key == key, table.c.minute < minute - _KEPT_MINUTES)
    )
    counted = update(table).where(*mine).values(count=table.c.count + 1)
    return int(connection.scalar(counted.returning(table.c.count)) or 0)
