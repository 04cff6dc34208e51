"""Learning: attempts at exams."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from tallystick_node.storage.schema import Json, Moment, Row, metadata

__all__ = ["exam_attempts"]

# What was drawn follows from the seed and the bank of that day; it is kept, as banks change.
exam_attempts = Table(
    "exam_attempts",
    metadata,
    Column("id", Row, primary_key=True),
    Column("kind", String(8), nullable=False),
    # A person, or a wallet of staff that is nobody's.
    Column("holder", String(42), nullable=False),
    Column("seed", String(32), nullable=False),
    Column("drawn", Json, nullable=False),
    Column("answers", Json, nullable=False),
    Column("right_count", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("handed_in_at", Moment),
    Index("ix_exam_attempts_kind_holder", "kind", "holder"),
)
