"""Records of the node about staff tickets."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime

from tallystick.api.records.tickets import TicketState, TicketTopic, TicketWordsResponse
from tallystick.api.shapes import Record

__all__ = ["StaffTicketResponse", "TicketCaseResponse", "TicketFiguresResponse"]


class StaffTicketResponse(Record):
    """A ticket as staff see it."""

    answer_by: datetime
    answered_at: datetime | None
    asked_at: datetime
    complaint: int | None
    due_at: datetime | None
    overdue: bool
    pack: str
    person: str
    resolve_by: datetime
    resolved_at: datetime | None
    state: TicketState
    ticket: int
    topic: TicketTopic


class TicketCaseResponse(Record):
    """A ticket with what was said in it."""

    answer_by: datetime
    answered_at: datetime | None
    asked_at: datetime
    complaint: int | None
    due_at: datetime | None
    overdue: bool
    pack: str
    person: str
    resolve_by: datetime
    resolved_at: datetime | None
    state: TicketState
    texts: tuple[TicketWordsResponse, ...]
    ticket: int
    topic: TicketTopic


class TicketFiguresResponse(Record):
    """How many tickets ended in time, of those that ended or are late."""

    answer_due: int
    answered_in_time: int
    answered_ppm: int | None
    asked: int
    resolve_due: int
    resolved_in_time: int
    resolved_ppm: int | None
