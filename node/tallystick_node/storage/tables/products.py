"""Artefacts of products: visits, invoices and who owes them, guarantees, words of others, counts.

Places, findings, pictures and the numbers of invoices stand sealed in the vault.
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
)

from tallystick_node.storage.schema import Moment, Row, metadata

__all__ = [
    "client_segments", "enterprises", "guarantees", "institutions", "invoices", "onsite_photos",
    "onsite_reports", "vouches",
]  # fmt: skip

onsite_reports = Table(
    "onsite_reports",
    metadata,
    Column("id", Row, primary_key=True),
    Column("application", ForeignKey("applications.id"), nullable=False, index=True),
    Column("person", String(32), nullable=False, index=True),
    Column("visited_on", Date, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("reported_by", String(42), nullable=False),
    Column("reported_at", Moment, nullable=False),
)

onsite_photos = Table(
    "onsite_photos",
    metadata,
    Column("id", Row, primary_key=True),
    Column("report", ForeignKey("onsite_reports.id"), nullable=False, index=True),
    Column("media_type", String(32), nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
)

# Companies that owe invoices, each by the wallet that confirms them.
enterprises = Table(
    "enterprises",
    metadata,
    Column("wallet", String(42), primary_key=True),
    Column("person", String(32), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("registered_by", String(42), nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

invoices = Table(
    "invoices",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("hash", String(66), nullable=False, index=True),
    Column("person", String(32), nullable=False, index=True),
    Column("debtor", String(42), nullable=False, index=True),
    Column("borrower", String(42), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("due", Date, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("signature", String(2_050)),
    # Its application came to nothing, so that the invoice can be brought again.
    Column("ended_at", Moment),
)

# An invoice is financed once, however many ask at the same moment.
Index(
    "uq_invoices_standing",
    invoices.c.hash,
    unique=True,
    sqlite_where=invoices.c.ended_at.is_(None),
    postgresql_where=invoices.c.ended_at.is_(None),
)

guarantees = Table(
    "guarantees",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("person", String(32), primary_key=True, index=True),
    Column("wallet", String(42), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("agreed_at", Moment, nullable=False),
)

vouches = Table(
    "vouches",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("by", String(32), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
)

# Companies that lend as a business, with a limit of their own; two of staff enter each.
institutions = Table(
    "institutions",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("lend_max", BigInteger, nullable=False),
    Column("proposed_by", String(42), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("confirmed_by", String(42)),
    Column("confirmed_at", Moment),
    Column("ended_at", Moment),
)

# Counts of a day; null for one of less than five, and for what would give that one away.
client_segments = Table(
    "client_segments",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("segment", String(32), primary_key=True),
    Column("clients", Integer),
)
