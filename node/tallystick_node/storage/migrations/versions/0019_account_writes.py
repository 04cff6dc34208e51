"""How often an account has asked for a change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Nothing was counted before."""
    op.create_table(
        "account_writes",
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("wallet", "minute", name=op.f("pk_account_writes")),
    )
    op.create_index(op.f("ix_account_writes_minute"), "account_writes", ["minute"], unique=False)
