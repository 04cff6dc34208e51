"""Where clients' own systems hear of what concerns them, and what was sent there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.schema import UniqueConstraint

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["hook_deliveries", "hook_endpoints"]

# Secrets are sealed in the vault, under the endpoint.
hook_endpoints = Table(
    "hook_endpoints",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("url", String(500), nullable=False),
    Column("events", Json, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    # Tries in a row that have failed.
    Column("failures", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Until when the secret before a rotation signs too.
    Column("old_until", Moment),
    Column("ended_at", Moment),
    # The last event of the chain that was looked at.
    Column("block", BigInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("id", Row, primary_key=True),
    Column("endpoint", Row, ForeignKey("hook_endpoints.id"), nullable=False),
    Column("event", String(24), nullable=False),
    # What it is of, so that it is sent once.
    Column("cause", String(120), nullable=False),
    Column("content", Json, nullable=False),
    Column("state", String(9), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("code", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("settled_at", Moment),
    # How often it was asked for anew.
    Column("turn", Integer, nullable=False),
    UniqueConstraint("endpoint", "cause"),
    Index(None, "endpoint", "id"),
)
