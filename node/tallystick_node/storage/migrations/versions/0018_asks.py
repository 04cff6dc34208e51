"""Asks for notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nobody kept any before."""
    op.create_table(
        "asks",
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("seller", sa.String(length=42), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("expiry", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_asks")),
    )
    for column in ("seller", "loan", "expiry"):
        op.create_index(op.f(f"ix_asks_{column}"), "asks", [column], unique=False)
