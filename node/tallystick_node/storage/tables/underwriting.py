"""Applications for loans, what each stage found, who decided, and what was offered.

What the borrower wrote stands sealed in the vault; here are figures that identify nobody.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    "applications",
    "blacklist",
    "credit_offers",
    "credit_reviews",
    "findings",
    "rescores",
    "review_acts",
]

applications = Table(
    "applications",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False),
    Column("wallet", String(42), nullable=False),
    Column("state", String(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("months", Integer, nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("product", String(32), nullable=False, default="personal"),
    # Where and in what the applicant works, no finer, where they have agreed that it is shown.
    Column("region", String(6)),
    Column("industry", String(1)),
    # Keyed, so that nobody sees from it what is financed; the chain knows the project by it.
    Column("project", String(64), nullable=False),
    Column("applied_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", String(64)),
    Column("reasons", Json),
    Column("told", Json),
    # What the decision was made with: all of it can be found again.
    Column("model", String(64)),
    Column("inputs", String(64)),
    Column("policy", String(64)),
    Column("rules", String(32)),
    Column("score", Integer),
    Column("grade", String(8)),
    Column("p_default_ppm", Integer),
    Column("rate_ppm", Integer),
    Column("level", Integer),
    Index(None, "person", "applied_at"),
    Index(None, "state", "applied_at"),
    Index(None, "project"),
)

findings = Table(
    "findings",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stage", String(16), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("reasons", Json, nullable=False),
    Column("facts", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

credit_reviews = Table(
    "credit_reviews",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("opened_at", Moment, nullable=False),
    Column("claimed_by", String(42)),
    Column("claimed_until", Moment),
    Column("proposed", String(8)),
    Column("proposed_by", String(42)),
    Column("reason", String(64)),
    Column("closed_at", Moment),
    Index(None, "closed_at", "opened_at"),
)

review_acts = Table(
    "review_acts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("application", ForeignKey("applications.id"), nullable=False, index=True),
    Column("act", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("reason", String(64)),
    Column("at", Moment, nullable=False),
)

credit_offers = Table(
    "credit_offers",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("offer", Json, nullable=False),
    Column("r", String(66), nullable=False),
    Column("vs", String(66), nullable=False),
    Column("signed_by", String(42), nullable=False),
    Column("signed_at", Moment, nullable=False),
    # Above the council's limits another underwriter signs too, with their own key.
    Column("needs_second", Boolean, nullable=False, default=False),
    Column("second_by", String(42)),
    Column("second", String(2_050)),
    Column("expires_at", Moment, nullable=False),
    Column("loan", BigInteger, unique=True),
)

blacklist = Table(
    "blacklist",
    metadata,
    Column("id", Row, primary_key=True),
    Column("person", ForeignKey("persons.id"), nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("loan", BigInteger),
    Column("by", String(64), nullable=False),
    Column("since", Moment, nullable=False),
    Column("appealed_at", Moment),
    Column("lifted", Boolean),
    Column("decided_by", String(42)),
    Column("decided_at", Moment),
    UniqueConstraint("person", "reason", "loan"),
)

# Of entries without a loan, whose key no null could hold apart, one stands at a time.
_ENTRY_OF_STAFF = blacklist.c.loan.is_(None) & blacklist.c.lifted.is_not(True)
Index(
    "uq_blacklist_standing",
    blacklist.c.person,
    unique=True,
    sqlite_where=_ENTRY_OF_STAFF,
    postgresql_where=_ENTRY_OF_STAFF,
)

rescores = Table(
    "rescores",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("model", String(64), nullable=False),
    Column("score", Integer, nullable=False),
    Column("grade", String(8), nullable=False),
    Column("p_default_ppm", Integer, nullable=False),
    Column("downgraded", Boolean, nullable=False),
)
