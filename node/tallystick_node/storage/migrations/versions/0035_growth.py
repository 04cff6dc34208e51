"""Rewards with their requests, coupons, channels, where clients come from, experiments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick_node.storage.schema import Moment, Row

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Nobody kept any before."""
    _create_rewards()
    _create_origins()
    op.create_table(
        "growth_experiments",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("goal", sa.String(length=16), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("began_by", sa.String(length=42), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_growth_experiments")),
    )


def _create_rewards() -> None:
    op.create_table(
        "reward_codes",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_reward_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_reward_codes_code")),
    )
    op.create_table(
        "reward_requests",
        sa.Column("id", Row, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("identity", sa.String(length=64), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("tx_hash", sa.String(length=66), nullable=True),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.Column("paid_by", sa.String(length=42), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_requests")),
        sa.UniqueConstraint(
            "kind", "person", "subject", name=op.f("uq_reward_requests_kind_person_subject")
        ),
        sa.UniqueConstraint("tx_hash", name=op.f("uq_reward_requests_tx_hash")),
    )
    for column in ("person", "state", "identity", "month"):
        op.create_index(
            op.f(f"ix_reward_requests_{column}"), "reward_requests", [column], unique=False
        )
    op.create_table(
        "reward_devices",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("person", "mark", name=op.f("pk_reward_devices")),
    )
    op.create_index(op.f("ix_reward_devices_mark"), "reward_devices", ["mark"], unique=False)
    op.create_table(
        "reward_coupons",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("uses_max", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=42), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reward_coupons")),
    )


def _create_origins() -> None:
    op.create_table(
        "growth_channels",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(length=42), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_growth_channels")),
    )
    op.create_table(
        "client_origins",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_client_origins")),
    )
    op.create_index(op.f("ix_client_origins_channel"), "client_origins", ["channel"], unique=False)
