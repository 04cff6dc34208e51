"""Jobs, the days that were planned, and who may do what for how long."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = ["job_days", "jobs", "leases"]

jobs = Table(
    "jobs",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("business_date", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    # Counts up with each lease, so that whoever held an earlier one can no longer complete it.
    Column("lease_token", BigInteger, nullable=False),
    Column("leased_by", String(128)),
    Column("leased_until", Moment),
    Column("error", String(256)),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    UniqueConstraint("kind", "subject", "business_date"),
    Index(None, "state", "not_before"),
    # A worker takes the oldest that is not done, however many wait and were done before.
    Index(
        None, "business_date", "id",
        postgresql_where=text("state <> 'done'"), sqlite_where=text("state <> 'done'"),
    ),
)  # fmt: skip

job_days = Table(
    "job_days",
    metadata,
    Column("kind", String(64), primary_key=True),
    Column("planned_through", Date, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("until", Moment, nullable=False),
)
