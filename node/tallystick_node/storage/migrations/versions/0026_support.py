"""Support: how the service stood, outages with their notices, tickets of clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Nobody looked before."""
    op.create_table(
        "readiness_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_readiness_days")),
    )
    op.create_table(
        "outages",
        sa.Column("id", Row, nullable=False),
        sa.Column("components", Json(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.String(length=42), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(length=42), nullable=True),
        sa.Column("cause", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index(op.f("ix_outages_ended_at"), "outages", ["ended_at"], unique=False)
    op.create_table(
        "outage_notices",
        sa.Column("id", Row, nullable=False),
        sa.Column("outage", Row, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["outage"], ["outages.id"], name=op.f("fk_outage_notices_outage_outages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_notices")),
    )
    op.create_index(op.f("ix_outage_notices_outage"), "outage_notices", ["outage"], unique=False)
    _create_tickets()


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=False),
        sa.Column("resolve_by", Moment(), nullable=False),
        sa.Column("pack", sa.String(length=32), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("complaint", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    for column in ("asked_at", "person", "state"):
        op.create_index(op.f(f"ix_tickets_{column}"), "tickets", [column], unique=False)
    op.create_table(
        "ticket_words",
        sa.Column("id", Row, nullable=False),
        sa.Column("ticket", Row, nullable=False),
        sa.Column("by", sa.String(length=42), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=op.f("fk_ticket_words_ticket_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_words")),
    )
    op.create_index(op.f("ix_ticket_words_ticket"), "ticket_words", ["ticket"], unique=False)
