"""Complaints as staff read them: the list, intake by mail and telephone, figures, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.idempotency import IdempotencyKey, once
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.complaint_shapes import (
    HTML,
    ComplaintActResponse,
    ComplaintLetterResponse,
    ComplaintResponse,
    complaint_facts,
    letter_page,
    letter_response,
)
from tallystick_node.api.routes.complaints import ComplaintProofResponse, ComplaintRequest, proof_of
from tallystick_node.api.services import ClockDep, ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import (
    Amount,
    Cursor,
    Day,
    Described,
    Limit,
    Page,
    RowNumber,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.auth.rights import Role
from tallystick_node.complaints.intake import ComplaintFacts
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.rules import OPEN, ComplaintState, Milestone
from tallystick_node.complaints.vocabulary import ComplaintChannel

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.service import Complaints

__all__ = ["ComplaintsStaff", "StaffComplaintResponse", "router", "shown_complaint"]

router = APIRouter(
    prefix="/v1/staff/complaints", tags=["staff: complaints"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip

# Who collects and who watches over conduct; the chain knows no role of its own for it.
ComplaintsStaff = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.SERVICER))]
First = Annotated[Day, Query(alias="from", description="The first day of receipt.")]
Last = Annotated[Day, Query(alias="to", description="The last day of receipt.")]
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "The file."}
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "The file."}
}


class IntakeRequest(ComplaintRequest):
    """A complaint that came by mail, telephone or otherwise, as staff write it down."""

    channel: ComplaintChannel
    """How it came."""
    received_on: Day
    """The platform's day on which it came, from which its clock runs."""
    person: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None
    """Whose it is; null for somebody who is not registered."""
    contact: Annotated[str, Field(max_length=300)] = ""
    """How to reach somebody who is not registered."""


class StaffComplaintResponse(ComplaintResponse):
    """A complaint as staff see it."""

    person: str | None
    """Whose it is; null for somebody who is not registered."""
    contact: str | None
    """How to reach somebody who is not registered."""
    recorded_by: str
    """The wallet that wrote it down."""
    assignee: str | None
    """Who has it; null for nobody."""
    settle_by: UtcMoment
    """Until when a summary settles it."""
    proposed: ComplaintState | None
    """The final response that is proposed; null without one."""
    proposed_by: str | None
    """Who proposes it."""
    proposed_redress: Amount | None
    """What they propose to pay, in minor units."""
    proposed_words: str | None
    """What the letter would say."""
    root_cause: str | None
    """Why it had to be made; null before it is closed."""


class ComplaintPage(Page[StaffComplaintResponse]):
    """Complaints, the newest first."""


class DueComplaintResponse(Described):
    """What is due next of a complaint that is not answered."""

    complaint: int
    """The complaint's number."""
    next_step: Milestone
    """What is due."""
    next_by: UtcMoment
    """Until when."""
    overdue: bool
    """Whether that is over."""


class ComplaintFiguresResponse(Described):
    """Figures of the complaints that were received in a period; rates round down."""

    filed: int
    """How many were received."""
    open: int
    """How many of them wait for an answer."""
    overdue: int
    """How many of all that wait are late now."""
    due_soon: int
    """How many of all that wait are due within a week."""
    answered: int
    """How many of them were answered."""
    in_time: int
    """How many of those in time."""
    disputed: int
    """How many of them went to others."""
    redress: Amount
    """What was awarded, in minor units."""
    contacts: int
    """Contacts with borrowers, ever."""
    loans: int
    """Loans, ever."""
    per_thousand_contacts: int | None
    """Complaints for a thousand contacts; null without contacts."""
    per_thousand_loans: int | None
    """Complaints for a thousand loans; null without loans."""
    by_state: dict[str, int]
    """How many stand where."""
    by_product: dict[str, int]
    """How many are about what."""
    by_issue: dict[str, int]
    """What went wrong how often."""
    by_cause: dict[str, int]
    """The root causes of those that are closed."""
    by_loan: dict[int, int]
    """How many are about which loan."""


def shown_complaint(
    connection: Connection, complaints: Complaints, number: int, caller: Caller
) -> Row[Any]:
    """Return a complaint that is not of whoever asks; of their own they read as clients.

    Args:
        connection: An open database transaction.
        complaints: The desk.
        number: The complaint's number.
        caller: Who asks.

    Returns:
        Its row.

    Raises:
        NoComplaint: COMPLAINT:NONE when there is none.
    """
    row = complaints.register.complaint(connection, number)
    if complaints.register.is_own(connection, caller.wallet, row.person):
        raise NoComplaint("COMPLAINT:NONE", f"there is no complaint {number}")
    return row


def staff_complaint(
    connection: Connection, complaints: Complaints, row: Row[Any]
) -> StaffComplaintResponse:
    """Return a complaint as staff see it.

    Args:
        connection: An open database transaction.
        complaints: The desk.
        row: The complaint.

    Returns:
        The complaint.
    """
    clock = complaints.register.clocks(connection, [row.id])[row.id]
    proposal = complaints.handling.proposal(connection, row)
    return StaffComplaintResponse(
        **complaint_facts(connection, complaints, row),
        person=row.person, contact=complaints.register.words(connection, row, "contact"),
        recorded_by=row.recorded_by, assignee=row.assignee, settle_by=clock.settle_by,
        proposed=None if proposal is None else proposal.outcome, proposed_by=row.proposed_by,
        proposed_redress=None if proposal is None else proposal.redress,
        proposed_words=None if proposal is None else proposal.words, root_cause=row.root_cause,
    )  # fmt: skip


@router.post("", status_code=201, response_model=StaffComplaintResponse)
def take_in_complaint(
    body: IntakeRequest, caller: ComplaintsStaff, clock: ClockDep, database: DatabaseDep,
    complaints: ComplaintsDep, key: IdempotencyKey,
) -> Response:  # fmt: skip
    """Write down a complaint that came by mail, telephone or otherwise.

    The same key again returns the same complaint.
    """

    def act(connection: Connection) -> StaffComplaintResponse:
        stated = dict(body)
        person = stated.pop("person")
        complaints.desk.kyc.conflicts.not_about_oneself(connection, caller.wallet, person)
        facts = ComplaintFacts(**stated)
        number = complaints.intake.file(connection, facts, person=person, by=caller.wallet)
        row = complaints.register.complaint(connection, number)
        return staff_complaint(connection, complaints, row)

    return once(database, clock, caller, act, route="staff complaints", key=key, body=body)


@router.get("")
def list_complaints(
    caller: ComplaintsStaff,
    database: DatabaseDep,
    complaints: ComplaintsDep,
    state: ComplaintState | None = None,
    waiting: Annotated[bool, Query(description="Those that wait for an answer alone.")] = False,  # noqa: FBT002
    mine: Annotated[bool, Query(description="Those that the caller has alone.")] = False,  # noqa: FBT002
    limit: Limit = 50,
    after: Cursor = None,
) -> ComplaintPage:
    """The complaints, the newest first; none of the caller's own."""
    place = read_cursor(after, int)
    states = [state] if state is not None else sorted(OPEN) if waiting else []
    with database.reading() as connection:
        rows = complaints.register.listed(
            connection, states=states, assignee=caller.wallet if mine else None,
            before=None if place is None else place[0], limit=limit,
        )  # fmt: skip
        items = [
            staff_complaint(connection, complaints, row)
            for row in rows
            if not complaints.register.is_own(connection, caller.wallet, row.person)
        ]
    following = write_cursor(rows[-1].id) if len(rows) == limit else None
    return ComplaintPage(items=items, next=following)


@router.get("/due")
def list_due_complaints(
    caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> list[DueComplaintResponse]:
    """What is due next of every complaint that waits, the earliest first."""
    now = complaints.desk.now
    with database.reading() as connection:
        due = [
            each
            for each in complaints.figures.due(connection)
            if not complaints.register.is_own(
                connection, caller.wallet,
                complaints.register.complaint(connection, each.complaint).person,
            )
        ]  # fmt: skip
    return [
        DueComplaintResponse(
            complaint=each.complaint, next_step=each.milestone, next_by=each.due_at,
            overdue=each.due_at < now,
        )
        for each in due
    ]  # fmt: skip


@router.get("/figures")
def read_complaint_figures(
    _: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep, *, first: First,
    last: Last,
) -> ComplaintFiguresResponse:  # fmt: skip
    """Counts, rates for a thousand contacts and loans, issues and root causes."""
    with database.reading() as connection:
        sums = complaints.figures.sums(connection, first, last)
    return ComplaintFiguresResponse(
        **{name: getattr(sums, name) for name in ComplaintFiguresResponse.model_fields}
    )


@router.get("/export", response_class=Response, responses=_CSV)
def export_complaints(
    caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep, *, first: First,
    last: Last,
) -> Response:  # fmt: skip
    """Complaints with the columns of the CFPB, as CSV; no word of a client is in it."""
    with database.writing() as connection:
        content = complaints.figures.export(connection, first, last)
        complaints.desk.note(
            connection, "complaints.exported", "complaints", caller.wallet,
            {"from": str(first), "to": str(last)},
        )  # fmt: skip
    headers = {"content-disposition": 'attachment; filename="complaints.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{number}")
def read_complaint(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> StaffComplaintResponse:
    """A complaint."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        return staff_complaint(connection, complaints, row)


@router.get("/{number}/acts")
def list_complaint_acts(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> list[ComplaintActResponse]:
    """What was done about a complaint, the oldest first."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        return [
            ComplaintActResponse(
                kind=act.kind, at=act.at, by=act.by, shown=act.shown, text=act.text
            )
            for act in complaints.register.acts(connection, row)
        ]


@router.get("/{number}/letters")
def list_complaint_letters(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> list[ComplaintLetterResponse]:
    """The letters about a complaint, the oldest first."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        return [letter_response(each) for each in complaints.letters.of(connection, row.id)]


@router.get("/{number}/letters/{letter}", response_class=Response, responses=HTML)
def read_complaint_letter(
    number: RowNumber,
    letter: Annotated[int, Path(ge=1, le=2**63 - 1, description="The letter's number.")],
    caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep,
) -> Response:  # fmt: skip
    """A letter about a complaint, to be printed and posted."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        return letter_page(complaints.letters.read(connection, row, letter))


@router.get("/{number}/proof")
def prove_staff_complaint(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> ComplaintProofResponse:
    """What shows that a complaint is in the anchored list, with its clock."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        return proof_of(connection, complaints, row)


@router.post("/{number}/evidence", response_class=Response, responses=_ZIP)
def export_complaint_evidence(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> Response:
    """The evidence of a dispute as a ZIP file; that it was taken is journalled."""
    with database.writing() as connection:
        shown_complaint(connection, complaints, number, caller)
        content = complaints.evidence.archive(connection, number, caller.wallet)
    return Response(content, media_type="application/zip")
