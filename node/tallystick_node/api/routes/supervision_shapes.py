"""What supervisors and staff read of supervision, in the same shapes."""

from __future__ import annotations

from datetime import datetime

from tallystick_node.api.shapes import Page, Strict, UtcMoment
from tallystick_node.supervision.event_book import EventState, MajorEvent
from tallystick_node.supervision.file_book import SupervisionFile
from tallystick_node.supervision.pause_book import RegulatorPause
from tallystick_node.supervision.question_book import QuestionState, RegulatorQuestion
from tallystick_node.supervision.rules import (
    FileKind,
    MajorEventKind,
    PauseDecision,
    PauseScope,
)

__all__ = [
    "MajorEventPage",
    "MajorEventResponse",
    "PauseRequestPage",
    "PauseRequestResponse",
    "QuestionPage",
    "QuestionResponse",
    "SupervisionFilePage",
    "SupervisionFileResponse",
]


class MajorEventResponse(Strict):
    """A major event and its clock."""

    event: int
    """The event's number."""
    kind: MajorEventKind
    """What kind it is."""
    state: EventState
    """Where it stands."""
    occurred_at: UtcMoment
    """When it happened."""
    known_at: UtcMoment
    """When the platform came to know of it."""
    due_at: UtcMoment
    """By when it is to be reported: 48 hours later."""
    description: str
    """What has happened."""
    reported_at: UtcMoment | None
    """When it was reported; null before."""
    report: str | None
    """What was reported; null before."""
    reference: str | None
    """What the supervisor names the report by; null before."""

    @classmethod
    def of(cls, event: MajorEvent, now: datetime) -> MajorEventResponse:
        """Return an event as the API writes it.

        Args:
            event: The event.
            now: This moment, which decides its state.

        Returns:
            The same.
        """
        return cls(
            event=event.number, kind=event.kind, state=event.state(now),
            occurred_at=event.occurred_at, known_at=event.known_at, due_at=event.due_at,
            description=event.description, reported_at=event.reported_at, report=event.report,
            reference=event.reference,
        )  # fmt: skip


class MajorEventPage(Page[MajorEventResponse]):
    """Major events, the newest first."""


class QuestionResponse(Strict):
    """A supervisor's question, and its answer."""

    question: int
    """The question's number."""
    key: int
    """The number of the key that asked."""
    state: QuestionState
    """Where it stands."""
    text: str
    """The question."""
    asked_at: UtcMoment
    """When it was asked."""
    due_at: UtcMoment
    """By when it is to be answered."""
    answer: str | None
    """The answer; null before."""
    answered_at: UtcMoment | None
    """When it was answered; null before."""

    @classmethod
    def of(cls, question: RegulatorQuestion, now: datetime) -> QuestionResponse:
        """Return a question as the API writes it.

        Args:
            question: The question.
            now: This moment, which decides its state.

        Returns:
            The same.
        """
        return cls(
            question=question.number, key=question.key, state=question.state(now),
            text=question.text, asked_at=question.asked_at, due_at=question.due_at,
            answer=question.answer, answered_at=question.answered_at,
        )  # fmt: skip


class QuestionPage(Page[QuestionResponse]):
    """Questions, the newest first."""


class PauseRequestResponse(Strict):
    """A supervisor's request to pause something, and what the guardian has done."""

    request: int
    """The request's number."""
    key: int
    """The number of the key that asked."""
    scope: PauseScope
    """What is to be paused."""
    subject: str | None
    """The attestor's wallet; null for all new risk."""
    reason: str
    """Why."""
    asked_at: UtcMoment
    """When it was asked."""
    decision: PauseDecision | None
    """What the guardian has done; null before."""
    note: str | None
    """Why, or by which transaction; null before."""
    decided_at: UtcMoment | None
    """When that was written down; null before."""

    @classmethod
    def of(cls, request: RegulatorPause) -> PauseRequestResponse:
        """Return a request as the API writes it.

        Args:
            request: The request.

        Returns:
            The same.
        """
        return cls(
            request=request.number, key=request.key, scope=request.scope, subject=request.subject,
            reason=request.reason, asked_at=request.asked_at, decision=request.decision,
            note=request.note, decided_at=request.decided_at,
        )  # fmt: skip


class PauseRequestPage(Page[PauseRequestResponse]):
    """Requests to pause, the newest first."""


class SupervisionFileResponse(Strict):
    """A version of a file for supervisors."""

    file: int
    """The file's number."""
    kind: FileKind
    """Which file."""
    period: str
    """The month, the year or the loan that it is of."""
    version: int
    """Which version, from 1."""
    name: str
    """The file's name."""
    sha256: str
    """The hash of its bytes."""
    reason: str | None
    """Why it corrects the version before; null for the first."""
    kept_at: UtcMoment
    """When it was made."""

    @classmethod
    def of(cls, file: SupervisionFile) -> SupervisionFileResponse:
        """Return a file as the API writes it.

        Args:
            file: The file.

        Returns:
            The same without its content.
        """
        return cls(
            file=file.number, kind=file.kind, period=file.period, version=file.version,
            name=file.file_name, sha256=file.sha256, reason=file.reason, kept_at=file.kept_at,
        )  # fmt: skip


class SupervisionFilePage(Page[SupervisionFileResponse]):
    """Files, the newest first, every version."""
