"""Signing in, sessions, second factors, and what was asked under which idempotency key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Moment, Octets, metadata

__all__ = ["idempotency_keys", "second_factors", "sessions", "sign_in_challenges"]

sign_in_challenges = Table(
    "sign_in_challenges",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)

# A token itself stands nowhere: whoever reads the table cannot act for anybody.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("wallet", String(42), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("second_factor_at", Moment),
    # The roles of the chain that the second factor opened; without one of them the session ends.
    Column("roles", String(128)),
    # Only events of later blocks take one of them away.
    Column("roles_block", BigInteger),
    Column("development", Boolean, nullable=False),
    Column("ended_at", Moment),
    Index(None, "wallet"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("wallet", String(42), primary_key=True),
    Column("ring_key", Integer, nullable=False),
    Column("wrapped_key", Octets, nullable=False),
    Column("sealed_secret", Octets, nullable=False),
    Column("confirmed_at", Moment),
    # The newest half minute whose code was used: no code counts twice.
    Column("step", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("route", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)
