"""The outbox of notices and webhooks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["messages"]

messages = Table(
    "messages",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", String(128), nullable=False, unique=True),
    Column("channel", String(16), nullable=False),
    Column("recipient", String(256), nullable=False),
    Column("content", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("lease_token", BigInteger, nullable=False),
    Column("leased_until", Moment),
    Column("error", String(256)),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index(None, "state", "not_before"),
)
