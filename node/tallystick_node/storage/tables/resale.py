"""Asks for notes, as their sellers have signed them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from tallystick_node.storage.schema import Moment, metadata

__all__ = ["asks"]

asks = Table(
    "asks",
    metadata,
    Column("digest", String(66), primary_key=True),
    Column("loan", BigInteger, nullable=False),
    Column("seller", String(42), nullable=False),
    # The signed message as JSON.
    Column("document", Text, nullable=False),
    Column("expiry", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "seller"),
    Index(None, "loan"),
    Index(None, "expiry"),
)
