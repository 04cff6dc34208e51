"""Keys of partners, what they have handed over, and which clients let them read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["partner_consents", "partner_keys", "partner_referrals", "partner_requests"]

# Of a key the hash alone, once a second person has confirmed it. A key that was rotated opens by
# the hash before too, for a day.
partner_keys = Table(
    "partner_keys",
    metadata,
    Column("id", Row, primary_key=True),
    Column("partner", String(16), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("networks", Json, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("proposed_by", String(42), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("confirmed_by", String(42)),
    Column("confirmed_at", Moment),
    Column("key_hash", String(64), unique=True),
    Column("old_hash", String(64), unique=True),
    Column("old_until", Moment),
    Column("revoked_by", String(42)),
    Column("revoked_at", Moment),
)

# How often each key was used in a minute; kept for two minutes.
partner_requests = Table(
    "partner_requests",
    metadata,
    Column("key", Row, ForeignKey("partner_keys.id"), primary_key=True, autoincrement=False),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

# The words are sealed in the vault, and gone once the client has answered or the time is over.
partner_referrals = Table(
    "partner_referrals",
    metadata,
    Column("id", Row, primary_key=True),
    Column("partner", String(16), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("state", String(9), nullable=False),
    Column("referred_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("person", String(32), index=True),
    Column("settled_at", Moment),
    Index(None, "partner", "state"),
    Index(None, "state", "expires_at"),
)

partner_consents = Table(
    "partner_consents",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("wallet", String(42), nullable=False),
    Column("partner", String(16), nullable=False),
    # How the partner names the client: it says nothing to anybody else.
    Column("client", String(32), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "partner", "withdrawn_at"),
)
