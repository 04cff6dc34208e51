"""Adding rows that may be there already, in the words of each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Insert, Table

__all__ = ["insert_absent"]


def insert_absent(connection: Connection, table: Table) -> Insert:
    """Return an insert that leaves rows alone whose unique key is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
