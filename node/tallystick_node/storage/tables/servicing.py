"""What is done about loans after they were paid out: reminders, contacts, tiers, warnings.

No personal data are kept here: a loan is known by its number, a borrower by their wallet's person.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = [
    "agency_cases",
    "contact_pauses",
    "contacts",
    "delinquencies",
    "letters",
    "loan_warnings",
    "promises",
    "reminders",
    "service_tasks",
    "use_proofs",
    "wind_down_months",
    "wind_down_notices",
]

# Each step towards a due date once: `days` before it, and what was done.
reminders = Table(
    "reminders",
    metadata,
    Column("loan", BigInteger, primary_key=True, autoincrement=False),
    Column("due", Date, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("done_on", Date, nullable=False),
    Column("segment", String(16), nullable=False),
    Column("channels", Json, nullable=False),
    Column("needed", BigInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),
)

service_tasks = Table(
    "service_tasks",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", String(96), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("loan", BigInteger, nullable=False, index=True),
    Column("due_on", Date, nullable=False),
    Column("details", Json, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("done_by", String(64)),
    Index(None, "done_at", "due_on"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("loan", BigInteger, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", String(16)),
    Column("reason", String(16)),
    Index(None, "loan", "at"),
)

contact_pauses = Table(
    "contact_pauses",
    metadata,
    Column("id", Row, primary_key=True),
    Column("loan", BigInteger, nullable=False, index=True),
    Column("cause", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("ended_on", Date),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Row, primary_key=True),
    Column("loan", BigInteger, nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("due", Date, nullable=False),
    Column("by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    # What comes in after this block and until the day counts for it.
    Column("after_block", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("paid", BigInteger),
    Column("judged_on", Date),
    Index(None, "state", "due"),
)

# One row for each tier that a loan has come to, counted from its oldest unpaid instalment.
delinquencies = Table(
    "delinquencies",
    metadata,
    Column("loan", BigInteger, primary_key=True, autoincrement=False),
    Column("due", Date, primary_key=True),
    Column("tier", Integer, primary_key=True, autoincrement=False),
    Column("entered_on", Date, nullable=False),
    Column("days_past_due", Integer, nullable=False),
    Column("owed", BigInteger, nullable=False),
    Column("acted_on", Date),
    Column("left_on", Date),
    Column("left_to", String(16)),
    Index(None, "left_on", "loan"),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Row, primary_key=True),
    Column("key", String(96), nullable=False, unique=True),
    Column("loan", BigInteger, nullable=False, index=True),
    Column("template", String(32), nullable=False),
    Column("html", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
)

agency_cases = Table(
    "agency_cases",
    metadata,
    Column("id", Row, primary_key=True),
    Column("loan", BigInteger, nullable=False, index=True),
    Column("agency", String(80), nullable=False),
    Column("by", String(64), nullable=False),
    Column("since", Date, nullable=False),
    Column("recalled_on", Date),
)

loan_warnings = Table(
    "loan_warnings",
    metadata,
    Column("id", Row, primary_key=True),
    Column("loan", BigInteger, nullable=False),
    Column("signal", String(24), nullable=False),
    Column("of", String(32), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("details", Json, nullable=False),
    Column("seen_by", String(64)),
    Column("seen_at", Moment),
    UniqueConstraint("loan", "signal", "of"),
    Index(None, "seen_at", "raised_on"),
)

use_proofs = Table(
    "use_proofs",
    metadata,
    Column("loan", BigInteger, primary_key=True, autoincrement=False),
    Column("due", Date, nullable=False),
    # No foreign key: documents are deleted when their person is forgotten.
    Column("document", BigInteger),
    Column("shown_at", Moment),
    Column("accepted_by", String(64)),
    Column("accepted_at", Moment),
)

# Each person once at either end of a wind-down; told: whether they had anything to be told of.
wind_down_notices = Table(
    "wind_down_notices",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("stage", String(8), primary_key=True),
    Column("told", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("block", BigInteger),
)

# How far a wind-down was at the last look of each month.
wind_down_months = Table(
    "wind_down_months",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("day", Date, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("outstanding", BigInteger, nullable=False),
    Column("running", BigInteger, nullable=False),
    Column("late", BigInteger, nullable=False),
    Column("in_default", BigInteger, nullable=False),
)
