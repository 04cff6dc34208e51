"""The states of a case, and which may follow which; without a database."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ActKind", "CaseLevel", "CaseOutcome", "CaseState", "may_follow"]


class CaseState(StrEnum):
    """Where a case stands. CLOSING: an outcome is proposed, and a colleague decides."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    ESCALATED = "escalated"
    CLOSING = "closing"
    CLOSED = "closed"


class CaseOutcome(StrEnum):
    """What a case came to."""

    FALSE_POSITIVE = "false_positive"
    VALUABLE = "valuable"
    CONFIRMED = "confirmed"


class CaseLevel(StrEnum):
    """How much it matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


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


_WORKED = {CaseState.INVESTIGATING, CaseState.WAITING, CaseState.ESCALATED}
_NEXT = {
    CaseState.OPEN: {CaseState.INVESTIGATING},
    CaseState.INVESTIGATING: {CaseState.WAITING, CaseState.ESCALATED, CaseState.CLOSING},
    CaseState.WAITING: {CaseState.INVESTIGATING, CaseState.ESCALATED, CaseState.CLOSING},
    CaseState.ESCALATED: {CaseState.INVESTIGATING, CaseState.CLOSING},
    CaseState.CLOSING: {CaseState.INVESTIGATING, CaseState.CLOSED},
    CaseState.CLOSED: set(),
}


def may_follow(now: CaseState, wanted: CaseState) -> bool:
    """Return whether a state may follow another.

    Args:
        now: Where a case stands.
        wanted: Where it is to stand.

    Returns:
        True when it may.
    """
    return wanted in _NEXT[now]
