"""What the operator has stated about the company, and of which ends they were told."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from tallystick_node.storage.schema import Json, Moment, metadata

__all__ = ["company_versions", "company_warnings"]

company_versions = Table(
    "company_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Json, nullable=False),
    Column("root", String(66), nullable=False),
    Column("kept_by", String(42), nullable=False),
    Column("kept_at", Moment, nullable=False),
)

# Once for each step; the subject of a licence is a hash of it.
company_warnings = Table(
    "company_warnings",
    metadata,
    Column("subject", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
)
