"""Staff's side of supervision: keys, major events, answers, files, and what the guardian did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, require_two_factors, staff
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
from tallystick_node.api.services import AuthDep, DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import (
    AskedMoment,
    Cursor,
    Day,
    Limit,
    RowNumber,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.auth.rights import Role
from tallystick_node.supervision.event_book import REFERENCE_CHARACTERS_MAX
from tallystick_node.supervision.file_book import REASON_CHARACTERS_MAX, FileRequest
from tallystick_node.supervision.key_book import RegulatorKey, RegulatorState
from tallystick_node.supervision.rules import (
    NAME_CHARACTERS_MAX,
    NETWORKS_MAX,
    FileKind,
    MajorEventKind,
    PauseDecision,
    RegulatorScope,
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


class KeyRequest(Strict):
    """A key for a supervisor."""

    name: _Name
    """Whose it is."""
    scopes: Annotated[list[RegulatorScope], Field(min_length=1, max_length=len(RegulatorScope))]
    """What it opens."""
    networks: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]],
        Field(min_length=1, max_length=NETWORKS_MAX),
    ]
    """From where, as 192.0.2.0/24 or 2001:db8::/32."""
    expires_on: Day
    """Its last day, at most 730 days away."""


class KeyEntryResponse(Strict):
    """A key without what opens."""

    key: int
    """The key's number."""
    name: str
    """Whose it is."""
    state: RegulatorState
    """Whether it opens anything."""
    scopes: list[RegulatorScope]
    """What it opens."""
    networks: list[str]
    """From where."""
    created_by: str
    """Who has issued it: a wallet, or operator."""
    created_at: UtcMoment
    """When."""
    expires_at: UtcMoment
    """When it ends."""


class NewKeyResponse(Strict):
    """A new key."""

    secret: str
    """What the supervisor sends as a bearer token; it is shown this once."""
    entry: KeyEntryResponse
    """The key without it."""


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


class AnswerRequest(Strict):
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
    """A month for nifa, a year for ecspr and outcome, a loan's number for kiis."""
    institution: _Name | None = None
    """The institution's full name; for nifa."""
    short_name: _Name | None = None
    """Its short name; for nifa."""
    reason: Annotated[str, Field(min_length=1, max_length=REASON_CHARACTERS_MAX)] | None = None
    """Why an earlier version is corrected."""


@router.get("/keys")
def list_regulator_keys(
    _: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> list[KeyEntryResponse]:
    """Every key of a supervisor, the newest first, ended ones included."""
    with database.reading() as connection:
        return [_key(key, supervision) for key in supervision.keys.all(connection)]


@router.post("/keys", status_code=201)
def add_regulator_key(
    body: KeyRequest, caller: Overseer, auth: AuthDep, database: DatabaseDep,
    supervision: SupervisionDep,
) -> NewKeyResponse:  # fmt: skip
    """Issue a key; the second factor was given within 15 minutes. The secret is shown this once."""
    require_two_factors(caller, auth)
    with database.writing() as connection:
        issued = supervision.keys.add(
            connection, name=body.name, scopes=body.scopes, networks=body.networks,
            expires_on=body.expires_on, by=caller.wallet,
        )  # fmt: skip
    return NewKeyResponse(secret=issued.secret, entry=_key(issued.entry, supervision))


@router.post("/keys/{number}/revocation")
def revoke_regulator_key(
    number: RowNumber, caller: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> KeyEntryResponse:
    """End a key at once."""
    with database.writing() as connection:
        return _key(supervision.keys.revoke(connection, number, caller.wallet), supervision)


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
    number: RowNumber, body: AnswerRequest, caller: Overseer, database: DatabaseDep,
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


def _key(key: RegulatorKey, supervision: SupervisionDep) -> KeyEntryResponse:
    return KeyEntryResponse(
        key=key.number, name=key.name, state=key.state(supervision.desk.now),
        scopes=list(key.scopes), networks=list(key.networks), created_by=key.created_by,
        created_at=key.created_at, expires_at=key.expires_at,
    )  # fmt: skip
