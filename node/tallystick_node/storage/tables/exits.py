"""Plans of lenders who leave: when lending stops, when selling begins, what they were told."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = ["exit_plans"]

exit_plans = Table(
    "exit_plans",
    metadata,
    Column("id", Row, primary_key=True),
    Column("wallet", String(42), nullable=False),
    Column("stop_on", Date, nullable=False),
    # None for somebody who stops lending and keeps their notes.
    Column("sell_on", Date),
    Column("price_ppm", Integer),
    Column("planned_at", Moment, nullable=False),
    Column("stop_told_at", Moment),
    Column("sell_told_at", Moment),
    # Once it is over: done or withdrawn.
    Column("outcome", String(9)),
    Column("ended_at", Moment),
    Index(None, "wallet"),
    Index(None, "outcome", "stop_on"),
)
