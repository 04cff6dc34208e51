"""Transfers of the chain's coin, and what was given for gas on each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column and make the table."""
    op.add_column("sends", sa.Column("value", BigNumber(), nullable=False, server_default="0"))
    op.create_table(
        "sponsorship_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wei", BigNumber(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_sponsorship_days")),
    )
