"""Records of the node about staff people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tallystick.api.shapes import Record

__all__ = [
    "FileTextResponse",
    "LevelResponse",
    "LiftMatchResponse",
    "ListResponse",
    "NumberResponse",
    "QueueResponse",
    "ReportResponse",
    "VoteResponse",
]


class FileTextResponse(Record):
    """A file's text."""

    text: str


class LevelResponse(Record):
    """L, M or H."""

    level: str


class LiftMatchResponse(Record):
    """Whether the match is lifted; false until a second member of staff agrees."""

    lifted: bool


class ListResponse(Record):
    """A version of a list."""

    entries: int
    id: int
    published_at: datetime | None
    publisher: str
    read_on: date
    sha256: str


class NumberResponse(Record):
    """The number of what was made."""

    id: int


class QueueResponse(Record):
    """Hits and files that wait for staff, and the confirmed matches that stand."""

    matches: tuple[dict[str, Any], ...]
    reviews: tuple[dict[str, Any], ...]
    screenings: tuple[dict[str, Any], ...]


class ReportResponse(Record):
    """A credit bureau's record; null where it says nothing."""

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


class VoteResponse(Record):
    """The decision; null until a second member of staff agrees."""

    decision: str | None
