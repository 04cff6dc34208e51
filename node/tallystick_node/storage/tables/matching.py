"""Mandates as their owners have signed them, and the rounds in which they lend."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Json, Moment, metadata

__all__ = ["mandate_allocations", "mandates", "matching_rounds"]

mandates = Table(
    "mandates",
    metadata,
    Column("digest", String(66), primary_key=True),
    Column("owner", String(42), nullable=False),
    # The signed message as JSON.
    Column("document", Text, nullable=False),
    Column("expiry", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Its owner has taken it back from this node, which lends nothing for it from then on.
    Column("withdrawn_at", Moment),
    # The exit plan: Unix seconds from which on nothing is lent, and notes are to be sold.
    Column("stop_at", BigInteger),
    Column("sell_at", BigInteger),
    Column("sell_price_ppm", Integer),
    # What the last look has found: why it lends nothing, and how many loans each limit keeps out.
    Column("idle_reason", String(24)),
    Column("excluded", Json),
    Column("looked_block", BigInteger),
    Index(None, "owner"),
)

# The published bytes of each round, and what they come to.
matching_rounds = Table(
    "matching_rounds",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("block", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("allocations", Integer, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
)

mandate_allocations = Table(
    "mandate_allocations",
    metadata,
    Column("round", BigInteger, ForeignKey("matching_rounds.number"), primary_key=True),
    Column("digest", String(66), primary_key=True),
    Column("loan", BigInteger, primary_key=True, autoincrement=False),
    Column("units", BigInteger, nullable=False),
    Index(None, "digest"),
)
