"""Attempts at exams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "exam_attempts",
        sa.Column("id", Row, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("holder", sa.String(length=42), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drawn", Json(), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("handed_in_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_attempts")),
    )
    op.create_index(
        op.f("ix_exam_attempts_kind_holder"), "exam_attempts", ["kind", "holder"], unique=False
    )
