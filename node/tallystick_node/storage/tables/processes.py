"""What several processes on one database have to know of each other."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table

from tallystick_node.storage.schema import Moment, metadata

__all__ = ["request_counts", "schema_floor"]

# How many requests a caller has made in a window of time, as a mark that says nothing without the
# key: no address is kept, and no row for longer than two windows.
request_counts = Table(
    "request_counts",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", Moment, nullable=False),
    Index(None, "until"),
)

# The earliest revision whose programs still work with this schema: each migration keeps it, or
# moves it when what earlier programs use is gone.
schema_floor = Table(
    "schema_floor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", String(32), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
