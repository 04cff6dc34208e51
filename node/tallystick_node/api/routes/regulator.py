"""What a supervisor reads and asks with a key; nothing here changes a loan or a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from tallystick.disclosure.proof import proof_of
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.regulator_key import regulator
from tallystick_node.api.routes.supervision_shapes import (
    PauseRequestPage,
    PauseRequestResponse,
    QuestionPage,
    QuestionResponse,
    SupervisionFilePage,
    SupervisionFileResponse,
)
from tallystick_node.api.services import DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import (
    FILE_HEADERS,
    Address,
    Cursor,
    Limit,
    RowNumber,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.supervision.file_book import SupervisionFile
from tallystick_node.supervision.key_book import RegulatorKey
from tallystick_node.supervision.refusals import NoSupervision
from tallystick_node.supervision.rules import TEXT_CHARACTERS_MAX, PauseScope, RegulatorScope

__all__ = ["file_response", "router"]

router = APIRouter(
    prefix="/v1/regulator",
    tags=["regulator"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

AnyKey = Annotated[RegulatorKey, Depends(regulator(None))]
OfPortfolio = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.PORTFOLIO))]
OfFiles = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.FILES))]
OfQuestions = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.QUESTIONS))]
SupervisionText = Annotated[str, Field(min_length=1, max_length=TEXT_CHARACTERS_MAX)]


class RegulatorKeyResponse(Strict):
    """The key that asks."""

    key: int
    """The key's number."""
    name: str
    """Whose it is."""
    scopes: list[RegulatorScope]
    """What it opens."""
    networks: list[str]
    """From where."""
    expires_at: UtcMoment
    """When it ends."""


class LoanProofResponse(Strict):
    """A loan of a published report, and what leads from it to the root on the chain."""

    subject: str
    """The report, such as monthly:2026-10."""
    version: int
    """The report's version."""
    root: str
    """The root, which Disclosures has under subject and version."""
    name: str
    """The loan's place in the tree."""
    content: dict[str, Any]
    """The loan as it was published."""
    proof: list[str]
    """The hashes from the loan to the root."""


class QuestionRequest(Strict):
    """A question to the platform."""

    text: SupervisionText
    """The question; loans and cases are named by their numbers."""


class PauseAskRequest(Strict):
    """What a supervisor wants to be paused."""

    scope: PauseScope
    """New risk of the whole platform, or the seat of an attestor."""
    subject: Address | None = None
    """The attestor's wallet; only with attestor_seat."""
    reason: SupervisionText
    """Why."""


@router.get("/key")
def read_regulator_key(key: AnyKey) -> RegulatorKeyResponse:
    """The key that asks: what it opens, from where, until when."""
    return RegulatorKeyResponse(
        key=key.number, name=key.name, scopes=list(key.scopes), networks=list(key.networks),
        expires_at=key.expires_at,
    )  # fmt: skip


@router.get("/loans/{number}/proof")
def prove_loan(number: RowNumber, _: OfPortfolio, supervision: SupervisionDep) -> LoanProofResponse:
    """A loan as the newest report has it, with its proof to the root on the chain."""
    report = supervision.files.reports.last()
    if report is None or all(row["number"] != number for row in report.document["loans"]):
        raise NoSupervision("FILES:LOAN", f"no published report has a loan {number}")
    return LoanProofResponse.model_validate(proof_of(report, number))


@router.get("/files")
def list_regulator_files(
    _: OfFiles, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> SupervisionFilePage:  # fmt: skip
    """Files that were made for supervisors, the newest first, every version."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        files = supervision.files.newest(
            connection, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(files[limit - 1].number) if len(files) > limit else None
    items = [SupervisionFileResponse.of(file) for file in files[:limit]]
    return SupervisionFilePage(items=items, next=following)


@router.get(
    "/files/{number}/content",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def read_regulator_file(
    number: RowNumber, _: OfFiles, database: DatabaseDep, supervision: SupervisionDep
) -> Response:
    """A version of a file, byte for byte as it was kept."""
    with database.reading() as connection:
        return file_response(*supervision.files.open(connection, number))


@router.post("/questions", status_code=201, responses=problem_responses(429))
def ask_question(
    body: QuestionRequest, key: OfQuestions, database: DatabaseDep, supervision: SupervisionDep
) -> QuestionResponse:
    """Ask the platform something; staff answer within ten days."""
    with database.writing() as connection:
        question = supervision.questions.ask(connection, key, body.text)
    return QuestionResponse.of(question, supervision.desk.now)


@router.get("/questions")
def list_my_questions(
    key: OfQuestions, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> QuestionPage:  # fmt: skip
    """My questions, the newest first."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.questions.newest(
            connection, key=key, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    now = supervision.desk.now
    return QuestionPage(
        items=[QuestionResponse.of(row, now) for row in rows[:limit]], next=following
    )


@router.get("/questions/{number}")
def read_my_question(
    number: RowNumber, key: OfQuestions, database: DatabaseDep, supervision: SupervisionDep
) -> QuestionResponse:
    """One of my questions, with its answer."""
    with database.reading() as connection:
        question = supervision.questions.find(connection, number, key)
    return QuestionResponse.of(question, supervision.desk.now)


@router.post("/pause-requests", status_code=201, responses=problem_responses(429))
def request_pause(
    body: PauseAskRequest, key: OfQuestions, database: DatabaseDep, supervision: SupervisionDep
) -> PauseRequestResponse:
    """Ask the guardian to pause something; nothing is paused by it."""
    with database.writing() as connection:
        request = supervision.pauses.ask(
            connection, key, body.scope, reason=body.reason, subject=body.subject
        )
    return PauseRequestResponse.of(request)


@router.get("/pause-requests")
def list_my_pause_requests(
    key: OfQuestions, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> PauseRequestPage:  # fmt: skip
    """My requests to pause, the newest first, and what the guardian has done."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = supervision.pauses.newest(
            connection, key=key, before=None if place is None else place[0], limit=limit + 1
        )
    following = write_cursor(rows[limit - 1].number) if len(rows) > limit else None
    return PauseRequestPage(
        items=[PauseRequestResponse.of(row) for row in rows[:limit]], next=following
    )


def file_response(file: SupervisionFile, content: bytes) -> Response:
    """Return a file for supervisors as a response.

    Args:
        file: The version.
        content: Its bytes.

    Returns:
        The response, to be kept under the file's name.
    """
    kind = "text/csv; charset=utf-8" if file.ending == "csv" else "application/json"
    headers = FILE_HEADERS | {"content-disposition": f'attachment; filename="{file.file_name}"'}
    return Response(content, media_type=kind, headers=headers)
