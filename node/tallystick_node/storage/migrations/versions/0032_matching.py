"""Mandates, and the rounds in which they lend."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "mandates",
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("owner", sa.String(length=42), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("expiry", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("stop_at", sa.BigInteger(), nullable=True),
        sa.Column("sell_at", sa.BigInteger(), nullable=True),
        sa.Column("sell_price_ppm", sa.Integer(), nullable=True),
        sa.Column("idle_reason", sa.String(length=24), nullable=True),
        sa.Column("excluded", Json(), nullable=True),
        sa.Column("looked_block", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_owner"), "mandates", ["owner"], unique=False)
    op.create_table(
        "matching_rounds",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("allocations", sa.Integer(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_matching_rounds")),
    )
    op.create_table(
        "mandate_allocations",
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("loan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["matching_rounds.number"],
            name=op.f("fk_mandate_allocations_round_matching_rounds"),
        ),
        sa.PrimaryKeyConstraint(
            "round", "digest", "loan", name=op.f("pk_mandate_allocations")
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_mandate_allocations_digest"), "mandate_allocations", ["digest"], unique=False
    )
