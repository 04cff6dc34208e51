"""Asks and bids for notes, as they were signed, and the log of what became of orders."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Moment, metadata

__all__ = ["asks", "bids", "order_log"]

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
    # Once it can never be filled again here, and why: a code.
    Column("ended_at", Moment),
    Column("end_reason", String(64)),
    Index(None, "seller"),
    Index(None, "loan"),
    Index(None, "expiry"),
)

bids = Table(
    "bids",
    metadata,
    Column("digest", String(66), primary_key=True),
    Column("loan", BigInteger, nullable=False),
    Column("buyer", String(42), nullable=False),
    Column("document", Text, nullable=False),
    Column("expiry", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("ended_at", Moment),
    Column("end_reason", String(64)),
    Index(None, "buyer"),
    Index(None, "loan"),
    Index(None, "expiry"),
)

# Public facts of orders, none of a person: rows are added, and never changed.
order_log = Table(
    "order_log",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("fact", String(16), nullable=False),
    # None where the order was never here: the chain does not say which side signed it.
    Column("side", String(8)),
    Column("digest", String(66)),
    Column("loan", BigInteger),
    Column("units", BigInteger),
    Column("price_ppm", Integer),
    Column("dpd_max", BigInteger),
    Column("expiry", BigInteger),
    Column("reason", String(64)),
    # Of what was executed: price and fee, what the units would have cost at what was outstanding,
    # and days past due and risk level of the loan then.
    Column("price", BigInteger),
    Column("fee", BigInteger),
    Column("par", BigInteger),
    Column("overdue", Integer),
    Column("level", Integer),
    Column("block", BigInteger),
    Column("place", BigInteger),
    Column("tx_hash", String(66)),
    # The entry that the chain has taken back.
    Column("undoes", BigInteger),
    Column("at", Moment, nullable=False),
    Index(None, "loan", "number"),
    Index(None, "fact", "number"),
    Index(None, "digest"),
    Index(None, "block", "place"),
)
