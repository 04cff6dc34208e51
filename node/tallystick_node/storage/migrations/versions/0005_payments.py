"""Payment orders, tokens that came back for them, and the daily reconciliation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber, Json, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "payment_orders",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("wallet", sa.String(length=42), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=True),
        sa.Column("authorise_at", sa.String(length=512), nullable=True),
        sa.Column("reason", sa.String(length=256), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_payment_orders")),
    )
    op.create_index(
        op.f("ix_payment_orders_state_looked_at"), "payment_orders", ["state", "looked_at"]
    )
    op.create_index(op.f("ix_payment_orders_booked_on"), "payment_orders", ["booked_on"])
    op.create_table(
        "token_arrivals",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("sender", sa.String(length=42), nullable=False),
        sa.Column("amount", BigNumber(), nullable=False),
        sa.Column("order_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_key"],
            ["payment_orders.key"],
            name=op.f("fk_token_arrivals_order_key_payment_orders"),
        ),
        sa.PrimaryKeyConstraint("block", "place", name=op.f("pk_token_arrivals")),
        sa.UniqueConstraint("order_key", name=op.f("uq_token_arrivals_order_key")),
    )
    op.create_index(op.f("ix_token_arrivals_sender"), "token_arrivals", ["sender"])
    op.create_table(
        "token_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_token_cursor_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_cursor")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reconciliations")),
    )
    op.create_index(op.f("ix_reconciliations_agrees"), "reconciliations", ["agrees"])
