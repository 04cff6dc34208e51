"""Records of the node about tickets."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = ["TicketResponse", "TicketState", "TicketTopic", "TicketWordsResponse"]


class TicketState(StrEnum):
    """Where a ticket stands. COMPLAINT: it goes on as one, under that one's clock."""

    WAITING = "waiting"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    COMPLAINT = "complaint"


class TicketTopic(StrEnum):
    """What an enquiry is about."""

    ACCOUNT = "account"
    LENDING = "lending"
    BORROWING = "borrowing"
    RESALE = "resale"
    PAYMENT = "payment"
    DATA = "data"


class TicketResponse(Record):
    """A ticket: where it stands, and what is due."""

    answer_by: datetime
    answered_at: datetime | None
    asked_at: datetime
    complaint: int | None
    due_at: datetime | None
    overdue: bool
    pack: str
    resolve_by: datetime
    resolved_at: datetime | None
    state: TicketState
    ticket: int
    topic: TicketTopic


class TicketWordsResponse(Record):
    """What was said in a ticket."""

    at: datetime
    by: str
    words: str
