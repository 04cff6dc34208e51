"""The outbox of the chain: what is to be sent, every version that was signed, what was spent."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tallystick_node.storage.schema import BigNumber, Json, Moment, Row, metadata

__all__ = ["send_accounts", "send_halts", "send_versions", "sends", "spending", "sponsorship_days"]

send_accounts = Table(
    "send_accounts",
    metadata,
    Column("address", String(42), primary_key=True),
    Column("next_nonce", BigInteger, nullable=False),
    # Why nothing may be sent until someone has looked; null when all is well.
    Column("halted", String(256)),
)

sends = Table(
    "sends",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", String(128), nullable=False, unique=True),
    Column("account", String(42), nullable=False),
    Column("contract", String(32), nullable=False),
    Column("function", String(64), nullable=False),
    Column("arguments", Json, nullable=False),
    Column("to", String(42), nullable=False),
    Column("data", Text, nullable=False),
    Column("value", BigNumber, nullable=False, server_default="0"),
    Column("state", String(16), nullable=False),
    Column("nonce", BigInteger),
    Column("reserved", BigNumber),
    Column("reserved_on", Date),
    Column("attempts", Integer, nullable=False),
    Column("code", String(64)),
    Column("reason", String(512)),
    Column("tx_hash", String(66)),
    Column("block", BigInteger),
    Column("block_hash", String(66)),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    UniqueConstraint("account", "nonce"),
    Index(None, "account", "state"),
    Index(None, "contract", "function", "created_at"),
)

# Actions that were asked for abnormally often, or for abnormally much; lifted by somebody.
send_halts = Table(
    "send_halts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("contract", String(32), nullable=False),
    Column("function", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("value", BigNumber, nullable=False),
    Column("bound", BigNumber, nullable=False),
    Column("halted_at", Moment, nullable=False),
    Column("lifted_at", Moment),
    Column("lifted_by", String(64)),
    Column("reason", String(1000)),
    Index(None, "contract", "function", "lifted_at"),
)

# Each signed transaction stands here before any node has seen it.
send_versions = Table(
    "send_versions",
    metadata,
    Column("tx_hash", String(66), primary_key=True),
    Column("send", ForeignKey("sends.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("raw", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("signed_at", Moment, nullable=False),
    UniqueConstraint("send", "number"),
)

spending = Table(
    "spending",
    metadata,
    Column("account", String(42), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("wei", BigNumber, nullable=False),
)

# What wallets were given for their gas on a day (UTC), all together.
sponsorship_days = Table(
    "sponsorship_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("wei", BigNumber, nullable=False),
)
