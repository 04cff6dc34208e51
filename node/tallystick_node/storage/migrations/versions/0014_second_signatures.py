"""Offers that two underwriters sign; loans with flags, new terms and guarantors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Offers of before needed one signature, and no loan of before had any of the three."""
    with op.batch_alter_table("credit_offers") as batch:
        batch.add_column(
            sa.Column("needs_second", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("second_by", sa.String(42), nullable=True))
        batch.add_column(sa.Column("second", sa.String(2_050), nullable=True))
    with op.batch_alter_table("loans") as batch:
        batch.add_column(sa.Column("restructured_day", sa.BigInteger(), nullable=True))
        batch.add_column(
            sa.Column("impaired", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("guaranteed", sa.BigInteger(), nullable=False, server_default="0")
        )
    for table, column in (
        ("credit_offers", "needs_second"), ("loans", "impaired"), ("loans", "guaranteed"),
    ):  # fmt: skip
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None)
