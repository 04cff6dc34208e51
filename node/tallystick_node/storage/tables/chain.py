"""What was read from the chain: events, the blocks they stand in, and how far reading has come."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, String, Table

from tallystick_node.storage.schema import Json, Moment, metadata

__all__ = ["blocks", "event_parties", "events", "index_cursor", "loans", "reorganisations"]

# Blocks with events, and those at which a reading ended: enough to notice a reorganisation.
blocks = Table(
    "blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(66), nullable=False),
    Column("events", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("tx_hash", String(66), nullable=False),
    Column("contract", String(32), nullable=False),
    Column("name", String(32), nullable=False),
    Column("loan", BigInteger),
    Column("fields", Json, nullable=False),
    Index(None, "contract", "name", "block"),
    Index(None, "loan", "block"),
    Index(None, "tx_hash"),
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("address", String(42), primary_key=True),
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Index(None, "block"),
)

index_cursor = Table(
    "index_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("platform", String(42), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("hash", String(66), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("head_timestamp", BigInteger, nullable=False),
    Column("head_seen_at", Moment, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("reorgs", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# Each time blocks were no longer the chain's: the last that still was. By its number, which the
# cursor counts, whoever has read further is told what to forget.
reorganisations = Table(
    "reorganisations",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("block", BigInteger, nullable=False),
)

# What the events of each loan come to; made anew from them when some are taken back.
loans = Table(
    "loans",
    metadata,
    Column("loan", BigInteger, primary_key=True, autoincrement=False),
    Column("borrower", String(42), nullable=False),
    Column("status", String(16), nullable=False),
    Column("principal", BigInteger, nullable=False),
    Column("funded", BigInteger, nullable=False),
    Column("risk_level", Integer, nullable=False),
    Column("rate_ppm", Integer, nullable=False),
    Column("instalments", Integer, nullable=False),
    Column("settled", Integer, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("total_principal", BigInteger, nullable=False),
    Column("total_interest", BigInteger, nullable=False),
    Column("issue_day", BigInteger),
    Column("restructured_day", BigInteger),
    Column("impaired", Boolean, nullable=False, default=False),
    Column("guaranteed", BigInteger, nullable=False, default=0),
    Column("listed_block", BigInteger, nullable=False),
    Column("changed_block", BigInteger, nullable=False),
    Index(None, "status", "loan"),
    Index(None, "borrower"),
)
