"""Keys, feeds, files, events, questions and pause requests of supervisors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Octets, Row

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Nobody had a key before."""
    _keys()
    _records()
    op.create_table(
        "supervision_files",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", Octets(), nullable=False),
        sa.Column("reason", sa.String(length=400)),
        sa.Column("kept_by", sa.String(length=42), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_files")),
        sa.UniqueConstraint(
            "kind", "period", "version", name=op.f("uq_supervision_files_kind_period_version")
        ),
    )


def _keys() -> None:
    op.create_table(
        "regulator_keys",
        sa.Column("id", Row, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scopes", Json(), nullable=False),
        sa.Column("networks", Json(), nullable=False),
        sa.Column("created_by", sa.String(length=42), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_by", sa.String(length=42)),
        sa.Column("revoked_at", Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulator_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_regulator_keys_key_hash")),
    )
    op.create_table(
        "regulator_requests",
        sa.Column("key", Row, autoincrement=False, nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "minute", name=op.f("pk_regulator_requests")),
        _of_key("regulator_requests"),
    )
    op.create_table(
        "supervision_salt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", Octets(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_salt")),
        sa.CheckConstraint("id = 1", name=op.f("ck_supervision_salt_one_row")),
    )


def _records() -> None:
    op.create_table(
        "major_events",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("occurred_at", Moment(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.String(length=42), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("reported_by", sa.String(length=42)),
        sa.Column("reported_at", Moment()),
        sa.Column("reference", sa.String(length=120)),
        sa.Column("warned_at", Moment()),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_major_events")),
    )
    _index("major_events", "changed_at", "id")
    op.create_table(
        "regulator_questions",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", Row, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("answered_by", sa.String(length=42)),
        sa.Column("answered_at", Moment()),
        sa.Column("warned_at", Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulator_questions")),
        _of_key("regulator_questions"),
    )
    _index("regulator_questions", "key")
    op.create_table(
        "pause_requests",
        sa.Column("id", Row, nullable=False),
        sa.Column("key", Row, nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=42)),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decision", sa.String(length=8)),
        sa.Column("decided_by", sa.String(length=42)),
        sa.Column("decided_at", Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause_requests")),
        _of_key("pause_requests"),
    )
    _index("pause_requests", "key")


def _of_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["key"], ["regulator_keys.id"], name=op.f(f"fk_{table}_key_regulator_keys")
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_" + "_".join(columns)), table, list(columns), unique=False)
