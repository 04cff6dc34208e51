"""Records of the node about staff aml cases."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = [
    "ActKind",
    "AmlActResponse",
    "AmlCasePage",
    "AmlCaseResponse",
    "CaseLevel",
    "CaseOutcome",
    "CaseState",
]


class ActKind(StrEnum):
    """What was done in a case.

    ASKED: a neutral question, which names no suspicion. EDD: enhanced due diligence was begun.
    EXIT: the relation is ended. The others are written by the book itself.
    """

    NOTE = "note"
    ASKED = "asked"
    EDD = "edd"
    EXIT = "exit"
    OPENED = "opened"
    MOVED = "moved"
    PROPOSED = "proposed"
    DECIDED = "decided"
    TAGGED = "tagged"
    FILED = "filed"
    FREEZE = "freeze"


class AmlActResponse(Record):
    """What was done in a case, by whom and when."""

    at: datetime
    by: str
    kind: ActKind
    text: str


class CaseLevel(StrEnum):
    """How much it matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class CaseOutcome(StrEnum):
    """What a case came to."""

    FALSE_POSITIVE = "false_positive"
    VALUABLE = "valuable"
    CONFIRMED = "confirmed"


class CaseState(StrEnum):
    """Where a case stands. CLOSING: an outcome is proposed, and a colleague decides."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    ESCALATED = "escalated"
    CLOSING = "closing"
    CLOSED = "closed"


class AmlCaseResponse(Record):
    """A case."""

    assignee: str | None
    case: int
    due_on: date
    lease_until: datetime | None
    level: CaseLevel
    linked: tuple[int, ...]
    outcome: CaseOutcome | None
    people: tuple[str, ...]
    proposed: CaseOutcome | None
    report_due_on: date | None
    state: CaseState


class AmlCasePage(Record):
    """Cases, the newest first."""

    items: tuple[AmlCaseResponse, ...]
    next: str | None
