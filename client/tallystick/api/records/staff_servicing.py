"""Records of the node about staff servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "ArrearsReason",
    "ContactOutcome",
    "ContactResponse",
    "DelayResponse",
    "EffectResponse",
    "LetterResponse",
    "PauseCause",
    "PauseResponse",
    "TaskResponse",
    "TierResponse",
    "WarningResponse",
    "Way",
]


class ArrearsReason(StrEnum):
    """Why somebody has not paid, as they say."""

    FORGOT = "forgot"
    ILLNESS = "illness"
    WORK = "work"
    BUSINESS = "business"
    DISPUTE = "dispute"
    UNKNOWN = "unknown"


class ContactOutcome(StrEnum):
    """What came of it."""

    SENT = "sent"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    PROMISED = "promised"
    REFUSED = "refused"
    COMPLAINED = "complained"


class ContactResponse(Record):
    """The contact's number, to report its outcome."""

    contact: int


class DelayResponse(Record):
    """A tier that a loan is in, counted from its oldest unpaid instalment."""

    acted_on: date | None
    agency: str | None
    due: date
    entered_on: date
    loan: int
    owed: Amount
    tier: int


class TierResponse(Record):
    """What became of the loans that came into a tier; the rate rounds down."""

    cure_ppm: int | None
    cured: int
    entered: int
    tier: int
    worse: int


class EffectResponse(Record):
    """What collection achieves and how borrowers are treated."""

    complaints: int
    complaints_per_thousand: int | None
    contacts: int
    kept: int
    promises: int
    tiers: tuple[TierResponse, ...]


class LetterResponse(Record):
    """The letter's number."""

    letter: int


class PauseCause(StrEnum):
    """Why a borrower is left alone for a time."""

    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    BEREAVEMENT = "bereavement"


class PauseResponse(Record):
    """The pause's number."""

    pause: int


class TaskResponse(Record):
    """A task for staff; `person` is the borrower's identifier, if they are known here."""

    details: dict[str, str | int | bool]
    due_on: date
    kind: str
    loan: int
    person: str | None
    task: int


class WarningResponse(Record):
    """A sign that a loan may fail."""

    details: dict[str, str | int | bool]
    loan: int
    raised_on: date
    signal: str
    warning: int


class Way(StrEnum):
    """How a contact is made."""

    CALL = "call"
    SMS = "sms"
    VISIT = "visit"
    LETTER = "letter"
