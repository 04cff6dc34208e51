"""Risk: figures by day, the liquidity ladder, clients' money, incidents of limits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table

from tallystick_node.storage.schema import BigNumber, Json, Moment, Row, metadata

__all__ = ["risk_incidents", "risk_ladders", "risk_measures", "risk_positions"]

# A figure of a day; null where there was too little to measure.
risk_measures = Table(
    "risk_measures",
    metadata,
    Column("day", Date, primary_key=True),
    Column("metric", String(40), primary_key=True),
    Column("value", BigInteger),
    Column("warning", BigInteger, nullable=False),
    Column("breach", BigInteger, nullable=False),
    Column("level", String(8), nullable=False),
)

risk_ladders = Table(
    "risk_ladders",
    metadata,
    Column("day", Date, primary_key=True),
    Column("steps", Json, nullable=False),
)

# Where clients' money stands; bank is null while it was never compared.
risk_positions = Table(
    "risk_positions",
    metadata,
    Column("day", Date, primary_key=True),
    Column("escrow_coins", BigNumber, nullable=False),
    Column("escrow_claims", BigNumber, nullable=False),
    Column("tokens", BigNumber, nullable=False),
    Column("bank", BigNumber),
    Column("queued", BigNumber, nullable=False),
    Column("queued_orders", Integer, nullable=False),
)

risk_incidents = Table(
    "risk_incidents",
    metadata,
    Column("id", Row, primary_key=True),
    Column("metric", String(40), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("bound", BigInteger, nullable=False),
    Column("response", String(24), nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", String(64)),
    Column("cause", String(2000)),
    Column("lesson", String(2000)),
    Index(None, "metric", "closed_at"),
)
