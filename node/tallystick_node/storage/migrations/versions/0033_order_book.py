"""Bids beside asks, why orders have ended, and the public log of orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Asks that are here have not ended; nobody kept bids or a log before."""
    for column in (
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_reason", sa.String(length=64), nullable=True),
    ):
        op.add_column("asks", column)
    op.create_table(
        "bids",
        sa.Column("digest", sa.String(length=66), nullable=False),
        sa.Column("loan", sa.BigInteger(), nullable=False),
        sa.Column("buyer", sa.String(length=42), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("expiry", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_reason", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bids")),
    )
    for name in ("buyer", "loan", "expiry"):
        op.create_index(op.f(f"ix_bids_{name}"), "bids", [name], unique=False)
    _log()


def _log() -> None:
    op.create_table(
        "order_log",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=True),
        sa.Column("digest", sa.String(length=66), nullable=True),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.BigInteger(), nullable=True),
        sa.Column("price_ppm", sa.Integer(), nullable=True),
        sa.Column("dpd_max", sa.BigInteger(), nullable=True),
        sa.Column("expiry", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("par", sa.BigInteger(), nullable=True),
        sa.Column("overdue", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_order_log")),
    )
    for columns in (["loan", "number"], ["fact", "number"], ["digest"], ["block", "place"]):
        name = op.f(f"ix_order_log_{'_'.join(columns)}")
        op.create_index(name, "order_log", columns, unique=False)
