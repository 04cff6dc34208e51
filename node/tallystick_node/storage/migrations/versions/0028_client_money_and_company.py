"""Where clients' money stands by day; the company; incidents are those of the risk room alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber, Json, Moment

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Nobody looked and nothing was stated before; servicing told again what risk tells."""
    op.drop_index(op.f("ix_incidents_kind_closed_on"), table_name="incidents")
    op.drop_table("incidents")
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
    op.create_table(
        "company_versions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("root", sa.String(length=66), nullable=False),
        sa.Column("kept_by", sa.String(length=42), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_company_versions")),
    )
    op.create_table(
        "company_warnings",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "step", name=op.f("pk_company_warnings")),
    )
