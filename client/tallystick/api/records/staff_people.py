"""Records of the node about staff people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tallystick.api.records.people import DocumentResponse
from tallystick.api.shapes import Amount, Record

__all__ = [
    "DoubleResponse",
    "FileTextResponse",
    "IncomeResponse",
    "LevelResponse",
    "LiftMatchResponse",
    "ListResponse",
    "NumberResponse",
    "QueueResponse",
    "ReportResponse",
    "VoteResponse",
]


class DoubleResponse(Record):
    """Somebody who gave a number, telephone or wallet that another registered person has."""

    at: datetime
    field: str
    other: str
    person: str
    tries: int


class FileTextResponse(Record):
    """A file's text."""

    text: str


class IncomeResponse(Record):
    """An income that a case of the underwriters waits for; a document of the person shows it."""

    documents: tuple[DocumentResponse, ...]
    income: Amount | None
    person: str
    since: datetime


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
    """Hits, files and incomes that wait for staff, and the confirmed matches that stand."""

    doubles: tuple[DoubleResponse, ...]
    incomes: tuple[IncomeResponse, ...]
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
