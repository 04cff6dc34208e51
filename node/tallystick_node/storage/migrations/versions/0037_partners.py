"""Days of the public dataset."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Json, Moment

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
