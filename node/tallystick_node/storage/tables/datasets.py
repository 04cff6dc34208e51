"""Of which days there was a public dataset, and what its root is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, String, Table

from tallystick_node.storage.schema import Json, Moment, metadata

__all__ = ["dataset_days"]

dataset_days = Table(
    "dataset_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("block_hash", String(66), nullable=False),
    Column("root", String(66), nullable=False),
    # SHA-256 of each format's manifest, which states every file's.
    Column("manifests", Json, nullable=False),
    Column("kept_at", Moment, nullable=False),
)
