"""Risk: figures by day, the liquidity ladder, incidents of limits, halted actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import BigNumber, Json, Moment, Row

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Nothing was measured and nothing halted before."""
    op.create_table(
        "risk_measures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("warning", sa.BigInteger(), nullable=False),
        sa.Column("breach", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("day", "metric", name=op.f("pk_risk_measures")),
    )
    op.create_table(
        "risk_ladders",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("steps", Json(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_risk_ladders")),
    )
    op.create_table(
        "risk_incidents",
        sa.Column("id", Row, nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("response", sa.String(length=24), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.Column("cause", sa.String(length=2000), nullable=True),
        sa.Column("lesson", sa.String(length=2000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_incidents")),
    )
    op.create_index(
        op.f("ix_risk_incidents_metric_closed_at"), "risk_incidents", ["metric", "closed_at"],
        unique=False,
    )  # fmt: skip
    _create_halts()


def _create_halts() -> None:
    op.create_table(
        "send_halts",
        sa.Column("id", Row, nullable=False),
        sa.Column("contract", sa.String(length=32), nullable=False),
        sa.Column("function", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", BigNumber(), nullable=False),
        sa.Column("bound", BigNumber(), nullable=False),
        sa.Column("halted_at", Moment(), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lifted_by", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_halts")),
    )
    op.create_index(
        op.f("ix_send_halts_contract_function_lifted_at"), "send_halts",
        ["contract", "function", "lifted_at"], unique=False,
    )  # fmt: skip
    op.create_index(
        op.f("ix_sends_contract_function_created_at"), "sends",
        ["contract", "function", "created_at"], unique=False,
    )  # fmt: skip
