"""Money at the bank: orders, tokens that came back for one, and each day's comparison."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from tallystick_node.storage.schema import BigNumber, Json, Moment, metadata

__all__ = ["payment_orders", "reconciliations", "token_arrivals", "token_cursor"]

payment_orders = Table(
    "payment_orders",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    # The custodian's own name for the client's account, never the number of a card.
    Column("account", String(128), nullable=False),
    Column("wallet", String(42), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reference", String(128)),
    Column("authorise_at", String(512)),
    Column("reason", String(256)),
    # The custodian's day: reconciliation counts by it on all three sides.
    Column("booked_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # Those that were looked at longest ago come first, so none keeps others from their turn.
    Column("looked_at", Moment, nullable=False),
    Index(None, "state", "looked_at"),
    Index(None, "booked_on"),
)

# Tokens that clients have sent to the custodian's address, each for one withdrawal at most.
token_arrivals = Table(
    "token_arrivals",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("tx_hash", String(66), nullable=False),
    Column("sender", String(42), nullable=False),
    Column("amount", BigNumber, nullable=False),
    Column("order_key", ForeignKey("payment_orders.key"), unique=True),
    Index(None, "sender"),
)

token_cursor = Table(
    "token_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("block", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

reconciliations = Table(
    "reconciliations",
    metadata,
    Column("day", Date, primary_key=True),
    Column("agrees", Boolean, nullable=False),
    Column("document", Json, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "agrees"),
)
