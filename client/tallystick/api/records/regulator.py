"""Records of the node about regulator."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.records.platform import AsOf
from tallystick.api.shapes import Amount, Record

__all__ = [
    "EventState",
    "FileKind",
    "IncidentsFeed",
    "LoanProofResponse",
    "MajorEventKind",
    "MajorEventResponse",
    "OperatingFigure",
    "OperatingMonthResponse",
    "OperationsFeed",
    "PauseDecision",
    "PauseRequestPage",
    "PauseRequestResponse",
    "PauseScope",
    "PortfolioFeed",
    "PortfolioRowResponse",
    "QuestionPage",
    "QuestionResponse",
    "QuestionState",
    "RegulatorKeyResponse",
    "RegulatorScope",
    "SupervisionFilePage",
    "SupervisionFileResponse",
]


class EventState(StrEnum):
    """Where an event stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    REPORTED = "reported"
    REPORTED_LATE = "reported_late"


class FileKind(StrEnum):
    """Which file it is."""

    NIFA = "nifa"
    ECSPR = "ecspr"
    KIIS = "kiis"
    OUTCOME = "outcome"
    SANDBOX = "sandbox"


class MajorEventKind(StrEnum):
    """What kind of major event it is, after article 10 of the Disclosure Guidelines."""

    CAPITAL_REDUCTION = "capital_reduction"
    MERGER = "merger"
    BANKRUPTCY = "bankruptcy"
    SUSPENSION_ORDER = "suspension_order"
    LITIGATION = "litigation"
    INVESTIGATION = "investigation"
    OFFENCE_OF_MANAGEMENT = "offence_of_management"
    STANDSTILL = "standstill"
    FRAUD = "fraud"
    DATA_BREACH = "data_breach"
    OTHER = "other"


class MajorEventResponse(Record):
    """A major event and its clock."""

    description: str
    due_at: datetime
    event: int
    kind: MajorEventKind
    known_at: datetime
    occurred_at: datetime
    reference: str | None
    report: str | None
    reported_at: datetime | None
    state: EventState


class IncidentsFeed(Record):
    """Major events by their last change; one that changes again comes again."""

    items: tuple[MajorEventResponse, ...]
    next: str | None
    watermark: str | None


class LoanProofResponse(Record):
    """A loan of a published report, and what leads from it to the root on the chain."""

    content: dict[str, Any]
    name: str
    proof: tuple[str, ...]
    root: str
    subject: str
    version: int


class OperatingFigure(Record):
    """A figure of a month; shares in ppm with numerator and denominator, amounts minor units."""

    code: str
    denominator: str | None
    label: str
    name: str
    numerator: str | None
    unit: str
    value: str | None


class OperatingMonthResponse(Record):
    """A version of a month's published report."""

    amends: str | None
    block: str
    day: date
    figures: tuple[OperatingFigure, ...]
    root: str
    subject: str
    version: int


class OperationsFeed(Record):
    """Months in the order in which their reports were anchored, amendments included."""

    items: tuple[OperatingMonthResponse, ...]
    next: str | None
    watermark: str | None


class PauseDecision(StrEnum):
    """What the guardian has done about a request."""

    PAUSED = "paused"
    DECLINED = "declined"


class PauseScope(StrEnum):
    """What a guardian can stop on the chain: all new risk, or an attestor's seat."""

    NEW_RISK = "new_risk"
    ATTESTOR_SEAT = "attestor_seat"


class PauseRequestResponse(Record):
    """A supervisor's request to pause something, and what the guardian has done."""

    asked_at: datetime
    decided_at: datetime | None
    decision: PauseDecision | None
    key: int
    note: str | None
    reason: str
    request: int
    scope: PauseScope
    subject: str | None


class PauseRequestPage(Record):
    """Requests to pause, the newest first."""

    items: tuple[PauseRequestResponse, ...]
    next: str | None


class PortfolioRowResponse(Record):
    """A loan as the chain has it; amounts in minor units."""

    balance: Amount
    borrower: str
    changed_block: int
    drawn_down: date | None
    guaranteed: Amount
    impaired: bool
    instalments: int
    interest_paid: Amount
    loan: int
    principal: Amount
    principal_paid: Amount
    rate_ppm: int
    risk_level: int
    settled: int
    status: str


class PortfolioFeed(Record):
    """Loans by their last change; one that changes again comes again."""

    as_of: AsOf
    items: tuple[PortfolioRowResponse, ...]
    next: str | None
    watermark: str | None


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"


class QuestionResponse(Record):
    """A supervisor's question, and its answer."""

    answer: str | None
    answered_at: datetime | None
    asked_at: datetime
    due_at: datetime
    key: int
    question: int
    state: QuestionState
    text: str


class QuestionPage(Record):
    """Questions, the newest first."""

    items: tuple[QuestionResponse, ...]
    next: str | None


class RegulatorScope(StrEnum):
    """What a key opens."""

    PORTFOLIO = "portfolio"
    OPERATIONS = "operations"
    INCIDENTS = "incidents"
    FILES = "files"
    QUESTIONS = "questions"
    ALERTS = "alerts"


class RegulatorKeyResponse(Record):
    """The key that asks."""

    expires_at: datetime
    key: int
    name: str
    networks: tuple[str, ...]
    scopes: tuple[RegulatorScope, ...]


class SupervisionFileResponse(Record):
    """A version of a file for supervisors."""

    file: int
    kept_at: datetime
    kind: FileKind
    name: str
    period: str
    reason: str | None
    sha256: str
    version: int


class SupervisionFilePage(Record):
    """Files, the newest first, every version."""

    items: tuple[SupervisionFileResponse, ...]
    next: str | None
