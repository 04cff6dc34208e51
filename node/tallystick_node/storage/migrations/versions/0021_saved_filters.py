"""Filters of lists that readers have saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Nobody had any before."""
    op.create_table(
        "saved_filters",
        sa.Column("id", Row, nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column("query", sa.String(length=512), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint(
            "wallet", "path", "name", name=op.f("uq_saved_filters_wallet_path_name")
        ),
    )
    op.create_index(op.f("ix_saved_filters_wallet"), "saved_filters", ["wallet"], unique=False)
