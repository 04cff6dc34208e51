"""Staff's side of supervision: keys, major events, answers, files, and what the guardian did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.regulator import SupervisionText, file_response
from tallystick_node.api.routes.supervision_shapes import (
    MajorEventPage,
    MajorEventResponse,
    PauseRequestPage,
    PauseRequestResponse,
    QuestionPage,
    QuestionResponse,
    SupervisionFilePage,
    SupervisionFileResponse,
)
from tallystick_node.api.services import DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import (
    AskedMoment,
    Cursor,
    Limit,
    RowNumber,
    Strict,
    read_cursor,
    write_cursor,
)
from tallystick_node.auth.rights import Role
from tallystick_node.supervision.event_book import REFERENCE_CHARACTERS_MAX
from tallystick_node.supervision.file_book import REASON_CHARACTERS_MAX, FileRequest
from tallystick_node.supervision.rules import (
    NAME_CHARACTERS_MAX,
    FileKind,
    MajorEventKind,
    PauseDecision,
)

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/supervision",
    tags=["staff: supervision"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Overseer = Annotated[Caller, Depends(staff(Role.COMPLIANCE))]
Guardian = Annotated[Caller, Depends(staff(Role.GUARDIAN))]
Reader = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.GUARDIAN))]
_Name = Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS_MAX)]


class MajorEventRequest(Strict):
    """A major event."""

    kind: MajorEventKind
    """What kind it is."""
    occurred_at: AskedMoment
    """When it happened."""
    known_at: AskedMoment
    """When the platform came to know of it; its 48 hours begin then."""
    description: SupervisionText
    """What has happened; nobody is named."""


class EventReportRequest(Strict):
    """How an event was reported."""

    report: SupervisionText
    """What was reported."""
    reference: Annotated[str, Field(min_length=1, max_length=REFERENCE_CHARACTERS_MAX)]
    """What the supervisor names the report by."""


class SupervisorAnswerRequest(Strict):
    """An answer to a supervisor."""

    answer: SupervisionText
    """The answer."""


class PauseDecisionRequest(Strict):
    """What the guardian has done about a request."""

    decision: PauseDecision
    """paused, by a transaction of their own key, or declined."""
    note: SupervisionText
    """Why, or by which transaction."""


class SupervisionFileRequest(Strict):
    """A file for supervisors."""

    kind: FileKind
    """Which file."""
    period: Annotated[str, Field(min_length=1, max_length=20)]
    """A month for nifa, a year for ecspr and outcome, a loan's number for kiis, a day for
    sandbox."""
    institution: _Name | None = None
    """The institution's full name; for nifa."""
    short_name: _Name | None = None
    """Its short name; for nifa."""
    reason: Annotated[str, Field(min_length=1, max_length=REASON_CHARACTERS_MAX)] | None = None
    """Why an earlier version is corrected."""


@router.get("/events")
def list_major_events(
    _: Overseer, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> MajorEventPage:  # fmt: skip
    """Major events, the newest first."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.events.newest(
            connection, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    now = supervision.desk.now
    return MajorEventPage(
        items=[MajorEventResponse.of(row, now) for row in rows[:limit]], next=following
    )


@router.post("/events", status_code=201)
def open_major_event(
    body: MajorEventRequest, caller: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> MajorEventResponse:
    """Write a major event down; it is to be reported within 48 hours of being known."""
    with database.writing() as connection:
        event = supervision.events.open(
            connection, kind=body.kind, occurred_at=body.occurred_at, known_at=body.known_at,
            description=body.description, by=caller.wallet,
        )  # fmt: skip
    return MajorEventResponse.of(event, supervision.desk.now)


@router.post("/events/{number}/report")
def report_major_event(
    number: RowNumber, body: EventReportRequest, caller: Overseer, database: DatabaseDep,
    supervision: SupervisionDep,
) -> MajorEventResponse:  # fmt: skip
    """Write down that an event was reported, with the supervisor's reference; once."""
    with database.writing() as connection:
        event = supervision.events.report(
            connection, number, text=body.report, reference=body.reference, by=caller.wallet
        )
    return MajorEventResponse.of(event, supervision.desk.now)


@router.get("/questions")
def list_regulator_questions(
    _: Overseer, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> QuestionPage:  # fmt: skip
    """Questions of every supervisor, the newest first."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.questions.newest(
            connection, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    now = supervision.desk.now
    return QuestionPage(
        items=[QuestionResponse.of(row, now) for row in rows[:limit]], next=following
    )


@router.post("/questions/{number}/answer")
def answer_question(
    number: RowNumber, body: SupervisorAnswerRequest, caller: Overseer, database: DatabaseDep,
    supervision: SupervisionDep,
) -> QuestionResponse:  # fmt: skip
    """Answer a question, once."""
    with database.writing() as connection:
        question = supervision.questions.answer(
            connection, number, text=body.answer, by=caller.wallet
        )
    return QuestionResponse.of(question, supervision.desk.now)


@router.get("/pause-requests")
def list_pause_requests(
    _: Reader, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> PauseRequestPage:  # fmt: skip
    """Requests to pause, of every supervisor, the newest first."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.pauses.newest(
            connection, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    return PauseRequestPage(
        items=[PauseRequestResponse.of(row) for row in rows[:limit]], next=following
    )


@router.post("/pause-requests/{number}/decision")
def decide_pause_request(
    number: RowNumber, body: PauseDecisionRequest, caller: Guardian, database: DatabaseDep,
    supervision: SupervisionDep,
) -> PauseRequestResponse:  # fmt: skip
    """Write down what the guardian has done; pausing itself is a transaction of their key."""
    with database.writing() as connection:
        request = supervision.pauses.decide(
            connection, number, body.decision, note=body.note, by=caller.wallet
        )
    return PauseRequestResponse.of(request)


@router.get("/files")
def list_supervision_files(
    _: Overseer, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> SupervisionFilePage:  # fmt: skip
    """Files for supervisors, the newest first, every version."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.files.newest(
            connection, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    return SupervisionFilePage(
        items=[SupervisionFileResponse.of(row) for row in rows[:limit]], next=following
    )


@router.post("/files", status_code=201)
def make_supervision_file(
    body: SupervisionFileRequest, caller: Overseer, database: DatabaseDep,
    supervision: SupervisionDep,
) -> SupervisionFileResponse:  # fmt: skip
    """Make a file from published reports, check it and keep it; a correction says why."""
    request = FileRequest(body.kind, body.period, body.institution, body.short_name, body.reason)
    with database.writing() as connection:
        return SupervisionFileResponse.of(
            supervision.files.keep(connection, request, caller.wallet)
        )


@router.get(
    "/files/{number}/content",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def read_supervision_file(
    number: RowNumber, _: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> Response:
    """A version of a file, byte for byte as it was kept."""
    with database.reading() as connection:
        return file_response(*supervision.files.open(connection, number))
