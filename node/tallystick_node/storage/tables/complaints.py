"""Complaints with their clocks, acts, letters and anchors."""

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
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "complaint_acts",
    "complaint_anchors",
    "complaint_clocks",
    "complaint_letters",
    "complaint_redress",
    "complaint_warnings",
    "complaints",
]

# What happened and what is wanted is sealed under the key of the person, or of the complaint where
# nobody is known; `commitment` is the hash of it.
complaints = Table(
    "complaints",
    metadata,
    # Counted without a gap, so that a number that is missing from the public list is seen.
    Column("id", Row, primary_key=True, autoincrement=False),
    Column("person", String(32), index=True),
    Column("channel", String(16), nullable=False),
    Column("product", String(16), nullable=False),
    Column("issue", String(16), nullable=False),
    Column("sub_issue", String(16), nullable=False),
    Column("loan", BigInteger, index=True),
    Column("vulnerable", Boolean, nullable=False),
    Column("received_on", Date, nullable=False, index=True),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", String(42), nullable=False),
    Column("commitment", String(66), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("rung", String(16), nullable=False),
    # Which clock runs: 1, and one more each time that it is reopened.
    Column("turn", Integer, nullable=False),
    Column("assignee", String(42)),
    Column("proposed", String(16)),
    Column("proposed_by", String(42)),
    Column("proposed_redress", BigInteger),
    # Which act has its words.
    Column("proposed_act", BigInteger),
    Column("outcome", String(16)),
    Column("redress", BigInteger, nullable=False),
    Column("ombudsman_until", Date),
    Column("root_cause", String(16)),
    Column("closed_at", Moment),
)

# Written once for each turn; what was done is added, the ends never change.
complaint_clocks = Table(
    "complaint_clocks",
    metadata,
    Column("complaint", ForeignKey("complaints.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("opened_at", Moment, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("acknowledge_by", Moment, nullable=False),
    Column("settle_by", Moment, nullable=False),
    Column("final_by", Moment, nullable=False),
    Column("limit_by", Moment),
    Column("ombudsman_months", Integer, nullable=False),
    Column("pack", String(32), nullable=False),
    Column("pack_version", Integer, nullable=False),
    Column("acknowledged_at", Moment),
    Column("held_until", Date),
    Column("answered_at", Moment),
)

# What was done; the words are sealed. shown: whether the client sees it.
complaint_acts = Table(
    "complaint_acts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("complaint", ForeignKey("complaints.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    Column("shown", Boolean, nullable=False),
)

# What they say is sealed.
complaint_letters = Table(
    "complaint_letters",
    metadata,
    Column("id", Row, primary_key=True),
    Column("complaint", ForeignKey("complaints.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("template", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

# Tokens that the treasury has sent; a transaction counts for one complaint.
complaint_redress = Table(
    "complaint_redress",
    metadata,
    Column("tx_hash", String(66), primary_key=True),
    Column("complaint", ForeignKey("complaints.id"), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("wallet", String(42), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

# Each is raised once.
complaint_warnings = Table(
    "complaint_warnings",
    metadata,
    Column("complaint", ForeignKey("complaints.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("milestone", String(16), primary_key=True),
    Column("sign", String(8), primary_key=True),
    # An end that a holding letter moves is warned of anew.
    Column("due_at", Moment, primary_key=True),
    Column("raised_at", Moment, nullable=False),
)

# The list of all complaints as its root was anchored; it names nobody.
complaint_anchors = Table(
    "complaint_anchors",
    metadata,
    Column("day", Date, primary_key=True),
    Column("complaints", Integer, nullable=False),
    Column("root", String(66), nullable=False),
    Column("document", Json, nullable=False),
    Column("at", Moment, nullable=False),
)
