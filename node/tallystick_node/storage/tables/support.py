"""Support: how the service stood, outages with their notices, tickets of clients."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, String, Table

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["outage_notices", "outages", "readiness_days", "ticket_words", "tickets"]

# A row a day, in UTC: how many of its minutes were looked at, and how many of those were ready.
readiness_days = Table(
    "readiness_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("ready", Integer, nullable=False),
)

# For everybody to read, but for who has written it.
outages = Table(
    "outages",
    metadata,
    Column("id", Row, primary_key=True),
    Column("components", Json, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(42), nullable=False),
    Column("ended_at", Moment, index=True),
    Column("ended_by", String(42)),
    Column("cause", String(2000)),
)

outage_notices = Table(
    "outage_notices",
    metadata,
    Column("id", Row, primary_key=True),
    Column("outage", ForeignKey("outages.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", String(42), nullable=False),
    Column("words", String(2000), nullable=False),
)

# Both clocks are worked out when a client asks, and never change.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("topic", String(16), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("answer_by", Moment, nullable=False),
    Column("resolve_by", Moment, nullable=False),
    Column("pack", String(32), nullable=False),
    Column("pack_version", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("answered_at", Moment),
    Column("resolved_at", Moment),
    # As which complaint it goes on.
    Column("complaint", BigInteger),
)

# What was said is sealed under the client's key.
ticket_words = Table(
    "ticket_words",
    metadata,
    Column("id", Row, primary_key=True),
    Column("ticket", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)
