"""Money laundering: flows, rules and what they have found, cases and reports.

Nothing here refers to the table of persons: it outlives an erasure, and no export names it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "aml_alert_people",
    "aml_alerts",
    "aml_back_tests",
    "aml_case_acts",
    "aml_case_files",
    "aml_case_links",
    "aml_case_people",
    "aml_case_tags",
    "aml_cases",
    "aml_cursor",
    "aml_flows",
    "aml_freezes",
    "aml_reports",
    "aml_rule_states",
    "aml_runs",
    "aml_snoozes",
]

# What moved, by node of the graph: the events of the chain and the orders at the bank.
aml_flows = Table(
    "aml_flows",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("source", String(160), nullable=False, index=True),
    Column("destination", String(160), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("of_loan", BigInteger),
    Column("country", String(2), nullable=False),
    Column("cash", Boolean, nullable=False),
    # Of events alone, which a reorganisation may take back.
    Column("block", BigInteger, index=True),
)

aml_cursor = Table(
    "aml_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("block", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

# How each day's look went; one row for each rule.
aml_runs = Table(
    "aml_runs",
    metadata,
    Column("day", Date, primary_key=True),
    Column("rule", String(16), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),
    Column("flows", Integer, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

# Without a row a rule's first version is live, and any later one in shadow.
aml_rule_states = Table(
    "aml_rule_states",
    metadata,
    Column("rule", String(16), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),
    Column("proposed", String(8)),
    Column("proposed_by", String(42)),
    Column("changed_by", String(42)),
    Column("changed_at", Moment, nullable=False),
)

aml_back_tests = Table(
    "aml_back_tests",
    metadata,
    Column("id", Row, primary_key=True),
    Column("rule", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("result", Json, nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "rule", "version"),
)

aml_cases = Table(
    "aml_cases",
    metadata,
    Column("id", Row, primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("level", String(8), nullable=False),
    Column("assignee", String(42)),
    Column("lease_until", Moment),
    Column("due_on", Date, nullable=False),
    Column("proposed", String(16)),
    Column("proposed_by", String(42)),
    Column("outcome", String(16)),
    Column("report_due_on", Date),
    Column("opened_by", String(42), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
)

aml_alerts = Table(
    "aml_alerts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("rule", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("subject", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("score", Integer, nullable=False),
    Column("flows", Json, nullable=False),
    Column("facts", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("case", ForeignKey("aml_cases.id"), index=True),
    Column("due_on", Date, nullable=False),
    Column("raised_at", Moment, nullable=False),
    UniqueConstraint("rule", "version", "subject", "day"),
    Index(None, "state", "due_on"),
)

aml_alert_people = Table(
    "aml_alert_people",
    metadata,
    Column("alert", ForeignKey("aml_alerts.id"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Index(None, "person"),
)

# Their reasons are sealed.
aml_snoozes = Table(
    "aml_snoozes",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("rule", String(16)),
    Column("until", Date, nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

aml_case_people = Table(
    "aml_case_people",
    metadata,
    Column("case", ForeignKey("aml_cases.id"), primary_key=True),
    Column("person", String(32), primary_key=True),
    Index(None, "person"),
)

aml_case_links = Table(
    "aml_case_links",
    metadata,
    Column("case", ForeignKey("aml_cases.id"), primary_key=True),
    Column("other", ForeignKey("aml_cases.id"), primary_key=True),
)

# What was done in a case; its text is sealed.
aml_case_acts = Table(
    "aml_case_acts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("case", ForeignKey("aml_cases.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

# What they say is sealed; a version that was sent stays.
aml_reports = Table(
    "aml_reports",
    metadata,
    Column("id", Row, primary_key=True),
    Column("case", ForeignKey("aml_cases.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent_by", String(42)),
    Column("sent_at", Moment),
    Column("receipt", String(128)),
    Column("received_at", Moment),
    UniqueConstraint("case", "kind", "version"),
)

# The word is sealed; its keyed mark finds the cases that bear it.
aml_case_tags = Table(
    "aml_case_tags",
    metadata,
    Column("id", Row, primary_key=True),
    Column("case", ForeignKey("aml_cases.id"), nullable=False),
    Column("mark", String(64), nullable=False, index=True),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("case", "mark"),
)

# Name and content are sealed.
aml_case_files = Table(
    "aml_case_files",
    metadata,
    Column("id", Row, primary_key=True),
    Column("case", ForeignKey("aml_cases.id"), nullable=False, index=True),
    Column("media_type", String(32), nullable=False),
    Column("size", Integer, nullable=False),
    Column("by", String(42), nullable=False),
    Column("at", Moment, nullable=False),
)

# Freezes that a case asks for, and that they are not renewed; their reasons are acts of the case.
# order to attestations: of one on a lawful order, which is a file of the case; null of a short one.
aml_freezes = Table(
    "aml_freezes",
    metadata,
    Column("id", Row, primary_key=True),
    Column("case", ForeignKey("aml_cases.id"), nullable=False, index=True),
    Column("person", String(32), nullable=False, index=True),
    Column("wallet", String(42), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("proposed_by", String(42), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_by", String(42)),
    Column("decided_at", Moment),
    Column("until", BigInteger),
    Column("order", String(66)),
    Column("order_file", ForeignKey("aml_case_files.id")),
    Column("expiry", BigInteger),
    Column("attestations", Json),
    Column("send_key", String(64)),
    Column("tx_hash", String(66), unique=True),
    Column("lift_proposed_by", String(42)),
    Column("lifted_by", String(42)),
    Column("lifted_at", Moment),
)
