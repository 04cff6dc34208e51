"""Adding rows that may be there already, or that are counted, in the words of each database."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

__all__ = ["insert_absent", "inserted", "one_at_a_time"]


def insert_absent(connection: Connection, table: Table) -> PostgresqlInsert | SqliteInsert:
    """Return an insert that leaves rows alone whose unique key is there already.

    Args:
        connection: Its database decides the dialect.
        table: The table.

    Returns:
        The statement, without values.
    """
    return _absent(connection.dialect.name, table)


@cache
def _absent(dialect: str, table: Table) -> PostgresqlInsert | SqliteInsert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


@cache
def _absent_told(dialect: str, table: Table) -> Any:
    key = next(iter(table.primary_key.columns))
    return _absent(dialect, table).returning(key)


def inserted(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Add a row unless one with its unique key is there already.

    What comes back shows it, not a count of rows: one of the drivers does not report that.

    Args:
        connection: An open database transaction.
        table: The table.
        row: Values by column.

    Returns:
        True when the row was added.
    """
    added = _absent_told(connection.dialect.name, table)
    return connection.execute(added, dict(row)).one_or_none() is not None


def one_at_a_time(connection: Connection, *names: str) -> None:
    """Make whoever names the same wait until this transaction ends: what is counted stays so.

    On SQLite one transaction writes at a time anyway.

    Args:
        connection: An open transaction that writes.
        *names: What is counted, such as `codes to MARK`.
    """
    if connection.dialect.name != "postgresql":
        return
    numbers = (hashlib.sha256(name.encode()).digest()[:8] for name in names)
    # In one order, so that nobody waits in a circle.
    for number in sorted(int.from_bytes(digest, "big", signed=True) for digest in numbers):
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": number})
