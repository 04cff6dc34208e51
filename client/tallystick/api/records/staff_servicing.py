"""What the node answers about staff servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "ContactAnswer",
    "DelayAnswer",
    "EffectAnswer",
    "IncidentAnswer",
    "LetterAnswer",
    "Outcome",
    "PauseAnswer",
    "PauseCause",
    "Reason",
    "TaskAnswer",
    "TierAnswer",
    "WarningAnswer",
    "Way",
]


class ContactAnswer(Record):
    """The contact's number, for its outcome."""

    contact: int


class DelayAnswer(Record):
    """A tier that a loan is in, counted from its oldest unpaid instalment."""

    acted_on: date | None
    agency: str | None
    due: date
    entered_on: date
    loan: int
    owed: Amount
    tier: int


class TierAnswer(Record):
    """What became of the loans that came into a tier; the rate rounds down."""

    cure_ppm: int | None
    cured: int
    entered: int
    tier: int
    worse: int


class EffectAnswer(Record):
    """What collection achieves and how borrowers are treated."""

    complaints: int
    complaints_per_thousand: int | None
    contacts: int
    kept: int
    promises: int
    tiers: tuple[TierAnswer, ...]


class IncidentAnswer(Record):
    """A figure of the platform beyond its threshold, in ppm."""

    closed_on: date | None
    incident: int
    kind: str
    limit_ppm: int
    opened_on: date
    value_ppm: int


class LetterAnswer(Record):
    """The letter's number."""

    letter: int


class Outcome(StrEnum):
    """What came of it."""

    SENT = "sent"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    PROMISED = "promised"
    REFUSED = "refused"
    COMPLAINED = "complained"


class PauseAnswer(Record):
    """The pause's number."""

    pause: int


class PauseCause(StrEnum):
    """Why a borrower is left alone for a time."""

    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    BEREAVEMENT = "bereavement"


class Reason(StrEnum):
    """Why somebody has not paid, as he says."""

    FORGOT = "forgot"
    ILLNESS = "illness"
    WORK = "work"
    BUSINESS = "business"
    DISPUTE = "dispute"
    UNKNOWN = "unknown"


class TaskAnswer(Record):
    """Something to be done by hand; `person` is the borrower's identifier, if he is known here."""

    details: dict[str, str | int | bool]
    due_on: date
    kind: str
    loan: int
    person: str | None
    task: int


class WarningAnswer(Record):
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
