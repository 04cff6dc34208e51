"""What the node answers about staff people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from typing import Any

from tallystick.api.shapes import Record

__all__ = [
    "FileTextAnswer",
    "LevelAnswer",
    "ListAnswer",
    "NumberAnswer",
    "QueueAnswer",
    "ReportAnswer",
    "VoteAnswer",
]


class FileTextAnswer(Record):
    """A file's text."""

    text: str


class LevelAnswer(Record):
    """L, M or H."""

    level: str


class ListAnswer(Record):
    """A version of a list."""

    entries: int
    id: int
    publisher: str
    read_on: date
    sha256: str


class NumberAnswer(Record):
    """The number of what was made."""

    id: int


class QueueAnswer(Record):
    """Hits and files that wait for staff."""

    reviews: tuple[dict[str, Any], ...]
    screenings: tuple[dict[str, Any], ...]


class ReportAnswer(Record):
    """A bureau's record; null is what it does not say."""

    as_of: date
    bureau: str
    dpd_max: int | None
    found: bool
    inquiries_6m: int | None
    loans_open: int | None
    loans_overdue: int | None
    reference: str
    score: int | None
    score_max: int | None
    score_min: int | None


class VoteAnswer(Record):
    """The decision; null until a second one of staff agrees."""

    decision: str | None
