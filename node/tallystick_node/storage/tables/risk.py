"""Risk: figures by day, the liquidity ladder, incidents of limits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, String, Table

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["risk_incidents", "risk_ladders", "risk_measures"]

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
