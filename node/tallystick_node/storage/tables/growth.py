"""Growth: rewards with their requests, coupons, channels, where clients come from, experiments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table, UniqueConstraint

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = [
    "client_origins", "growth_channels", "growth_experiments", "reward_codes", "reward_coupons",
    "reward_devices", "reward_requests",
]  # fmt: skip

# By which somebody invites others.
reward_codes = Table(
    "reward_codes",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
)

# Kept for good: budgets and caps are counted by it. The identity is a keyed mark.
reward_requests = Table(
    "reward_requests",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    # Who was invited or has invited, or the coupon.
    Column("subject", String(32), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("reason", String(16)),
    Column("identity", String(64), index=True),
    Column("amount", BigInteger, nullable=False),
    # The platform's month in which it was granted, as YYYY-MM: whose budget it is from.
    Column("month", String(7), index=True),
    Column("decided_at", Moment),
    Column("tx_hash", String(66), unique=True),
    Column("paid_at", Moment),
    Column("paid_by", String(42)),
    UniqueConstraint("kind", "person", "subject"),
)

# Keyed marks of browsers from which rewards were asked for.
reward_devices = Table(
    "reward_devices",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("mark", String(64), primary_key=True, index=True),
)

reward_coupons = Table(
    "reward_coupons",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("uses_max", Integer, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(42), nullable=False),
)

growth_channels = Table(
    "growth_channels",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("name", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(42), nullable=False),
    Column("ended_at", Moment),
)

# Once for each client, within days of their registration.
client_origins = Table(
    "client_origins",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("source", String(40), nullable=False),
    Column("medium", String(40), nullable=False),
    Column("campaign", String(40), nullable=False),
    Column("channel", String(16), index=True),
    Column("kept_at", Moment, nullable=False),
)

growth_experiments = Table(
    "growth_experiments",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("goal", String(16), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("began_by", String(42), nullable=False),
    Column("ended_at", Moment),
)
