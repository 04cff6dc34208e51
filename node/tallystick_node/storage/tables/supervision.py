"""What supervisors may read, what they ask for, and what they were sent."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Octets, Row, metadata

__all__ = [
    "major_events",
    "pause_requests",
    "regulator_keys",
    "regulator_questions",
    "regulator_requests",
    "supervision_files",
    "supervision_salt",
]

# Of a key the hash alone: who reads the database cannot ask by it.
regulator_keys = Table(
    "regulator_keys",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("networks", Json, nullable=False),
    Column("created_by", String(42), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_by", String(42)),
    Column("revoked_at", Moment),
)

# How often each key was used in a minute; kept for two minutes.
regulator_requests = Table(
    "regulator_requests",
    metadata,
    Column("key", Row, ForeignKey("regulator_keys.id"), primary_key=True, autoincrement=False),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

# What borrowers' addresses are hashed with, the same in every feed and file.
supervision_salt = Table(
    "supervision_salt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("salt", Octets, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# Texts are sealed in the vault.
major_events = Table(
    "major_events",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("opened_by", String(42), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("reported_by", String(42)),
    Column("reported_at", Moment),
    Column("reference", String(120)),
    Column("warned_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Index(None, "changed_at", "id"),
)

regulator_questions = Table(
    "regulator_questions",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", Row, ForeignKey("regulator_keys.id"), nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("answered_by", String(42)),
    Column("answered_at", Moment),
    Column("warned_at", Moment),
)

pause_requests = Table(
    "pause_requests",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", Row, ForeignKey("regulator_keys.id"), nullable=False, index=True),
    Column("scope", String(16), nullable=False),
    Column("subject", String(42)),
    Column("asked_at", Moment, nullable=False),
    Column("decision", String(8)),
    Column("decided_by", String(42)),
    Column("decided_at", Moment),
)

# Every version of every file, as it was sent: a correction takes none away.
supervision_files = Table(
    "supervision_files",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("period", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Octets, nullable=False),
    Column("reason", String(400)),
    Column("kept_by", String(42), nullable=False),
    Column("kept_at", Moment, nullable=False),
    UniqueConstraint("kind", "period", "version"),
)
