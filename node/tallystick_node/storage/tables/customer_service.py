"""Tickets, answers to surveys, outages for the status page, and what others write about us."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["mentions", "outage_notices", "outages", "survey_answers", "ticket_acts", "tickets"]

tickets = Table(
    "tickets",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), index=True),
    Column("channel", String(16), nullable=False),
    Column("topic", String(16), nullable=False),
    Column("loan", BigInteger),
    Column("state", String(16), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(42), nullable=False),
    Column("answer_by", Moment, nullable=False),
    Column("resolve_by", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("resolved_at", Moment),
    Column("complaint", ForeignKey("complaints.id"), index=True),
)

# What was asked and answered; the words are sealed. shown: whether the client sees it.
ticket_acts = Table(
    "ticket_acts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("ticket", ForeignKey("tickets.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    Column("shown", Boolean, nullable=False),
)

# How likely somebody is to recommend the platform, 0 to 10; what they add is sealed.
survey_answers = Table(
    "survey_answers",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("about", String(16), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("score", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("about", "subject"),
)

outages = Table(
    "outages",
    metadata,
    Column("id", Row, primary_key=True),
    Column("part", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("began_at", Moment, nullable=False, index=True),
    Column("ended_at", Moment),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", String(42), nullable=False),
)

# For everybody to read.
outage_notices = Table(
    "outage_notices",
    metadata,
    Column("id", Row, primary_key=True),
    Column("outage", ForeignKey("outages.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("text", String(1000), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

# What others have published, as a feed had it.
mentions = Table(
    "mentions",
    metadata,
    Column("id", Row, primary_key=True),
    Column("source", String(64), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("title", String(300), nullable=False),
    Column("url", String(500), nullable=False),
    Column("published_on", Date),
    Column("words", Json, nullable=False),
    Column("grade", String(8), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("note", String(1000), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("source", "reference"),
)
