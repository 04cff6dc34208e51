"""Records of the node about staff learning."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = ["ExamItemResponse", "ExamKind", "ExamPassResponse"]


class ExamItemResponse(Record):
    """How a question does, over all attempts that have ended."""

    asked: int
    discrimination_ppm: int | None
    question: str
    right: int
    right_ppm: int
    text: str
    topic: str


class ExamKind(StrEnum):
    """Who is examined."""

    STAFF = "staff"
    ENTRY = "entry"


class ExamPassResponse(Record):
    """A pass that counts today."""

    attempt: int
    ended_at: datetime
    holder: str
    points: int
    valid_until: date
