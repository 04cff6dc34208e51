"""Cases of money laundering: one at a time has them, two close them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tallystick_node.aml.case_rules import ActKind, CaseLevel, CaseOutcome, CaseState
from tallystick_node.aml.case_tags import TAG_LETTERS_MAX
from tallystick_node.aml.context import TEXT_MAX
from tallystick_node.aml.refusals import NoAml
from tallystick_node.api.caller import Caller
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.aml import Compliance
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import (
    Cursor,
    Limit,
    Page,
    RowNumber,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.service import Aml

__all__ = ["router", "shown_case"]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: laundering cases"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

ALERTS_MAX = 200
Text = Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "The file."}
}


class AmlCaseRequest(Strict):
    """The alerts that a case is opened of."""

    alerts: Annotated[list[RowNumber], Field(min_length=1, max_length=ALERTS_MAX)]
    """Their numbers."""
    level: CaseLevel
    """How much the case matters."""


class AmlCaseResponse(Strict):
    """A case."""

    case: int
    """The case's number."""
    state: CaseState
    """Where it stands."""
    level: CaseLevel
    """How much the case matters."""
    assignee: str | None
    """Who has it; null for nobody."""
    lease_until: UtcMoment | None
    """Until when a colleague leaves it to them."""
    due_on: date
    """By which day it is to be decided."""
    proposed: CaseOutcome | None
    """What it came to by who had it; null without a proposal."""
    outcome: CaseOutcome | None
    """What it came to; null while it is open."""
    report_due_on: date | None
    """By which day it is to be reported; null when it is not."""
    people: list[str]
    """Whom it is about."""
    linked: list[int]
    """The cases it is linked to."""


class AmlCasePage(Page[AmlCaseResponse]):
    """Cases, the newest first."""


class AmlActRequest(Strict):
    """What was done in a case."""

    kind: ActKind
    """Which kind it was: note, asked, edd or exit."""
    text: Text
    """In words."""


class AmlActResponse(Strict):
    """What was done in a case, by whom and when."""

    kind: ActKind
    """Which kind it was."""
    by: str
    """The wallet that did it."""
    at: UtcMoment
    """When."""
    text: str
    """In words."""


class AmlStateRequest(Strict):
    """Where a case stands now."""

    state: CaseState
    """investigating, waiting or escalated."""


class AmlLinkRequest(Strict):
    """Which other case it is linked to."""

    case: RowNumber
    """The other case's number."""


class AmlOutcomeRequest(Strict):
    """What a case came to, and why."""

    outcome: CaseOutcome
    """What it came to."""
    reason: Text
    """Why."""


class AmlVerdictRequest(Strict):
    """Whether a case is closed as was proposed, and why."""

    agreed: bool
    """Whether it is closed; else it goes back."""
    reason: Text
    """Why."""


def shown_case(connection: Connection, aml: Aml, number: int, caller: Caller) -> Row[Any]:
    """Return a case that is not about whoever asks; of such a one they learn as of none.

    Args:
        connection: An open database transaction.
        aml: The watch.
        number: The case's number.
        caller: Who asks.

    Returns:
        The case's row.

    Raises:
        NoAml: AML:CASE when there is none.
    """
    row = aml.cases.case(connection, number)
    if aml.desk.is_own(connection, caller.wallet, aml.cases.people(connection, number)):
        raise NoAml("AML:CASE", f"there is no case {number}")
    return row


def _case(connection: Connection, aml: Aml, number: int) -> AmlCaseResponse:
    row = aml.cases.case(connection, number)
    return AmlCaseResponse(
        case=row.id, state=CaseState(row.state), level=CaseLevel(row.level),
        assignee=row.assignee, lease_until=row.lease_until, due_on=row.due_on,
        proposed=None if row.proposed is None else CaseOutcome(row.proposed),
        outcome=None if row.outcome is None else CaseOutcome(row.outcome),
        report_due_on=row.report_due_on, people=aml.cases.people(connection, row.id),
        linked=aml.cases.linked(connection, row.id),
    )  # fmt: skip


@router.post("/cases", status_code=201)
def open_aml_case(
    body: AmlCaseRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlCaseResponse:
    """Open a case of some alerts; the caller has it from now on."""
    with database.writing() as connection:
        people = aml.alerts.people(connection, body.alerts)
        if aml.desk.is_own(connection, caller.wallet, people):
            raise NoAml("AML:ALERT", f"there is no alert {min(body.alerts)}")
        number = aml.cases.open(connection, body.alerts, body.level, caller.wallet)
        return _case(connection, aml, number)


@router.get("/cases")
def list_aml_cases(
    caller: Compliance,
    database: DatabaseDep,
    aml: AmlDep,
    state: CaseState | None = None,
    mine: Annotated[bool, Query(description="Those that the caller has alone.")] = False,  # noqa: FBT002
    tag: Annotated[
        str | None, Query(max_length=TAG_LETTERS_MAX, description="Those that bear this tag alone.")
    ] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> AmlCasePage:
    """The cases, the newest first; without a state those that are open. None about the caller."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = aml.cases.listed(
            connection, state=state, assignee=caller.wallet if mine else None,
            among=None if tag is None else aml.tags.bearing(connection, tag),
            before=None if place is None else place[0], limit=limit,
        )  # fmt: skip
        items = [_case(connection, aml, row.id) for row in rows]
        shown = [
            item for item in items if not aml.desk.is_own(connection, caller.wallet, item.people)
        ]
    following = write_cursor(rows[-1].id) if len(rows) == limit else None
    return AmlCasePage(items=shown, next=following)


@router.get("/cases/{number}")
def read_aml_case(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlCaseResponse:
    """A case."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        return _case(connection, aml, number)


@router.get("/cases/{number}/acts")
def list_aml_acts(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlActResponse]:
    """What was done in a case, the oldest first."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        return [
            AmlActResponse(kind=act.kind, by=act.by, at=act.at, text=act.text)
            for act in aml.cases.acts(connection, number)
        ]


@router.post("/cases/{number}/acts", status_code=204)
def add_aml_act(
    number: RowNumber, body: AmlActRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> Response:
    """Write down what was done in a case that the caller has."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.cases.write(connection, number, body.kind, body.text, caller.wallet)
    return Response(status_code=204)


@router.post("/cases/{number}/lease")
def take_aml_case(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlCaseResponse:
    """Take a case, or keep it for another day; not while a colleague has it."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.cases.take(connection, number, caller.wallet)
        return _case(connection, aml, number)


@router.put("/cases/{number}/state")
def move_aml_case(
    number: RowNumber, body: AmlStateRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlCaseResponse:  # fmt: skip
    """Say where a case stands that the caller has; closing it takes two."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.cases.move(connection, number, body.state, caller.wallet)
        return _case(connection, aml, number)


@router.post("/cases/{number}/links", status_code=204)
def link_aml_cases(
    number: RowNumber, body: AmlLinkRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> Response:
    """Link two cases."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        shown_case(connection, aml, body.case, caller)
        aml.cases.link(connection, number, body.case, caller.wallet)
    return Response(status_code=204)


@router.post("/cases/{number}/proposal")
def propose_aml_outcome(
    number: RowNumber, body: AmlOutcomeRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlCaseResponse:  # fmt: skip
    """Propose what a case came to that the caller has."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.closing.propose(connection, number, body.outcome, body.reason, caller.wallet)
        return _case(connection, aml, number)


@router.post("/cases/{number}/decision")
def decide_aml_case(
    number: RowNumber, body: AmlVerdictRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlCaseResponse:  # fmt: skip
    """Close a case as a colleague proposed, or send it back."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        aml.closing.decide(connection, number, caller.wallet, body.reason, agreed=body.agreed)
        return _case(connection, aml, number)


@router.post("/cases/{number}/evidence", response_class=Response, responses=_ZIP)
def export_aml_evidence(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> Response:
    """The evidence of a case as a ZIP file; that it was taken is journalled."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        content = aml.evidence.archive(connection, number, caller.wallet)
    return Response(content, media_type="application/zip")
