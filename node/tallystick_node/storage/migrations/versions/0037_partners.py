"""Days of the public dataset, and plans of lenders who leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment, Row

revision = "0037"
down_revision = "0035"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "dataset_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(length=66), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("manifests", Json(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_dataset_days")),
    )
    _create_exit_plans()


def _create_exit_plans() -> None:
    op.create_table(
        "exit_plans",
        sa.Column("id", Row, nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("stop_on", sa.Date(), nullable=False),
        sa.Column("sell_on", sa.Date(), nullable=True),
        sa.Column("price_ppm", sa.Integer(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("stop_told_at", Moment(), nullable=True),
        sa.Column("sell_told_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=9), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_plans")),
    )
    op.create_index(op.f("ix_exit_plans_wallet"), "exit_plans", ["wallet"], unique=False)
    op.create_index(
        op.f("ix_exit_plans_outcome_stop_on"), "exit_plans", ["outcome", "stop_on"], unique=False
    )
