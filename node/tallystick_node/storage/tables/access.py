"""Signing in, sessions, second factors, passkeys, and what was asked under which key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from tallystick_node.storage.schema import Moment, Octets, metadata

__all__ = [
    "account_writes",
    "idempotency_keys",
    "passkey_challenges",
    "passkeys",
    "second_factors",
    "sessions",
    "sign_in_challenges",
]

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
    # How it was opened: wallet, passkey or token.
    Column("method", String(16), nullable=False, server_default="wallet"),
    # Within a minute.
    Column("used_at", Moment),
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

# Public keys alone: whoever reads the table can sign nothing.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", String(1024), primary_key=True),
    Column("wallet", String(42), nullable=False),
    Column("name", String(64), nullable=False),
    Column("public_key", Octets, nullable=False),
    # Authenticators that count tell by it that a copy of them is in use.
    Column("sign_count", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "wallet"),
)

passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("challenge", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    # Nobody's where somebody signs in.
    Column("wallet", String(42)),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
)

# How often a wallet has asked for a change, minute by minute; all processes count together.
account_writes = Table(
    "account_writes",
    metadata,
    Column("wallet", String(42), primary_key=True),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Index(None, "minute"),
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
