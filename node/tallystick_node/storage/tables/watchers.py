"""Verdicts that watchers have signed, all of them: a later one takes none away."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = ["watcher_verdicts"]

watcher_verdicts = Table(
    "watcher_verdicts",
    metadata,
    Column("number", Row, primary_key=True),
    Column("digest", String(66), nullable=False, unique=True),
    Column("watcher", String(42), nullable=False),
    Column("day", Date, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("block_hash", String(66), nullable=False),
    # Whether this node's chain had the same block when it came.
    Column("same_block", Boolean, nullable=False),
    Column("held", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    # The signed document as JSON.
    Column("document", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index(None, "day", "watcher"),
    Index(None, "watcher", "number"),
)
