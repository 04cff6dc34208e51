"""Risk keeps where clients' money stands, day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber

revision = "0028"
down_revision = "0026"


def upgrade() -> None:
    """Nobody looked before."""
    op.create_table(
        "risk_positions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("escrow_coins", BigNumber(), nullable=False),
        sa.Column("escrow_claims", BigNumber(), nullable=False),
        sa.Column("tokens", BigNumber(), nullable=False),
        sa.Column("bank", BigNumber(), nullable=True),
        sa.Column("queued", BigNumber(), nullable=False),
        sa.Column("queued_orders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_risk_positions")),
    )
