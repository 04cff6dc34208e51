"""Questions to lists that readers have given a name."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, UniqueConstraint

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = ["saved_filters"]

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", Row, primary_key=True),
    Column("wallet", String(42), nullable=False),
    # The list's page, and what it is asked, as in an address.
    Column("path", String(64), nullable=False),
    Column("query", String(512), nullable=False),
    Column("name", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("wallet", "path", "name"),
    Index(None, "wallet"),
)
