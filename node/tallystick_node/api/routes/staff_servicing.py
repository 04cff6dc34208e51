"""Staff's side of servicing: tasks, delays, contacts, pauses, letters, warnings, agencies."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.servicing import PromiseRequest, PromiseResponse
from tallystick_node.api.services import DatabaseDep, ServicingDep
from tallystick_node.api.shapes import Amount, Day, Limit, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.servicing.contacts import ArrearsReason, ContactOutcome, PauseCause, Way

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/servicing",
    tags=["staff: servicing"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Staff = Annotated[Caller, Depends(staff(Role.UNDERWRITER, Role.COMPLIANCE, Role.SERVICER))]
Loan = Annotated[int, Path(ge=1, le=2**63 - 1, description="The loan's number on chain.")]
Entry = Annotated[int, Path(ge=1, le=2**63 - 1, description="The entry's number.")]


class TaskResponse(Strict):
    """A task for staff; `person` is the borrower's identifier, if they are known here."""

    task: int
    """The task's number."""
    kind: str
    """Which kind it is."""
    loan: int
    """The loan's number on the chain."""
    person: str | None
    """The borrower's identifier, if they are known here."""
    due_on: date
    """By which day it is to be done."""
    details: dict[str, str | int | bool]
    """What belongs to it, by name."""


class DelayResponse(Strict):
    """A tier that a loan is in, counted from its oldest unpaid instalment."""

    loan: int
    """The loan's number on the chain."""
    tier: int
    """The tier, 1 the mildest."""
    due: date
    """When the oldest unpaid instalment was due."""
    entered_on: date
    """When the loan came into the tier."""
    owed: Amount
    """What is due today with charges, in minor units; after a default all that is owed."""
    acted_on: date | None
    """When staff acted on it; null until then."""
    agency: str | None
    """The agency that has it; null without one."""


class ContactRequest(Strict):
    """How somebody is to be contacted."""

    way: Way
    """How."""


class ContactResponse(Strict):
    """The contact's number, to report its outcome."""

    contact: int
    """The contact's number, to report its outcome."""


class OutcomeRequest(Strict):
    """What came of a contact, and why nothing was paid, as the borrower says."""

    outcome: ContactOutcome
    """What came of the contact."""
    reason: ArrearsReason | None = None
    """Why nothing was paid, as the borrower says."""


class PauseRequest(Strict):
    """Why and through which day a borrower is left alone."""

    cause: PauseCause
    """Why, of the closed list."""
    until: Day
    """The last day of the pause."""


class PauseResponse(Strict):
    """The pause's number."""

    pause: int
    """The pause's number."""


class LetterResponse(Strict):
    """The letter's number."""

    letter: int
    """The letter's number."""


class AgencyRequest(Strict):
    """Which agency gets the loan."""

    agency: Annotated[str, Field(min_length=2, max_length=80)]
    """The agency's name."""


class WarningResponse(Strict):
    """A sign that a loan may fail."""

    warning: int
    """The warning's number."""
    loan: int
    """The loan's number on the chain."""
    signal: str
    """What was seen."""
    raised_on: date
    """When."""
    details: dict[str, str | int | bool]
    """What belongs to it, by name."""


@router.get("/tasks")
def list_tasks(
    caller: Staff, database: DatabaseDep, servicing: ServicingDep, limit: Limit = 50
) -> list[TaskResponse]:
    """The tasks for staff, the oldest first; none about a loan of the caller's own."""
    with database.reading() as connection:
        rows = servicing.tasks.open_ones(connection, limit)
        rows = servicing.desk.of_others(connection, rows, caller.wallet)
    return [
        TaskResponse(
            task=row.id,
            kind=row.kind,
            loan=row.loan,
            person=row.person,
            due_on=row.due_on,
            details=row.details,
        )
        for row in rows
    ]


@router.post("/tasks/{entry}/done", status_code=204)
def finish_task(
    entry: Entry, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Record that a task is done."""
    with database.writing() as connection:
        servicing.tasks.finish(connection, entry, caller.wallet)
    return Response(status_code=204)


@router.get("/delays")
def list_delays(
    caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> list[DelayResponse]:
    """The loans that are late with what they owe now, the worst first; none of the caller's own."""
    with database.reading() as connection:
        delays = []
        late = servicing.delinquency.late(connection)
        rows = servicing.desk.of_others(connection, late, caller.wallet)
        owing = servicing.desk.owing(connection, {row.loan for row in rows})
        for row in rows:
            agency = servicing.agencies.of(connection, row.loan)
            delays.append(
                DelayResponse(
                    loan=row.loan, tier=row.tier, due=row.due, entered_on=row.entered_on,
                    owed=owing[row.loan], acted_on=row.acted_on,
                    agency=None if agency is None else agency.agency,
                )
            )  # fmt: skip
    return delays


@router.post("/loans/{loan}/contacts", status_code=201)
def begin_contact(
    loan: Loan, body: ContactRequest, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> ContactResponse:
    """Ask to contact a borrower now; refused outside the hours, beyond the limits, in a pause."""
    with database.writing() as connection:
        contact = servicing.contacts.open(connection, loan, caller.wallet, body.way)
    return ContactResponse(contact=contact)


@router.post("/contacts/{entry}/outcome", status_code=204)
def end_contact(
    entry: Entry,
    body: OutcomeRequest,
    caller: Staff,
    database: DatabaseDep,
    servicing: ServicingDep,
) -> Response:
    """Record the outcome of a contact of mine."""
    with database.writing() as connection:
        servicing.contacts.close(connection, entry, caller.wallet, body.outcome, body.reason)
    return Response(status_code=204)


@router.post("/loans/{loan}/pauses", status_code=201)
def pause_contact(
    loan: Loan, body: PauseRequest, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> PauseResponse:
    """Leave a borrower alone for a time. What is published about the loan stays as it is."""
    with database.writing() as connection:
        pause = servicing.contacts.pause(connection, loan, caller.wallet, body.cause, body.until)
    return PauseResponse(pause=pause)


@router.post("/pauses/{entry}/end", status_code=204)
def resume_contact(
    entry: Entry, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """End a pause early."""
    with database.writing() as connection:
        servicing.contacts.resume(connection, entry, caller.wallet)
    return Response(status_code=204)


@router.post("/loans/{loan}/promise", status_code=201)
def take_promise(
    loan: Loan, body: PromiseRequest, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> PromiseResponse:
    """Record what a borrower has promised to a member of staff."""
    with database.writing() as connection:
        promise = servicing.promises.make(connection, loan, caller.wallet, body.amount, body.due)
    return PromiseResponse(promise=promise)


@router.post("/loans/{loan}/letters", status_code=201)
def write_letter(
    loan: Loan, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> LetterResponse:
    """Write a letter about a loan's arrears from the approved text, once a day."""
    with database.reading() as connection:
        row = servicing.desk.loan(connection, loan)
        servicing.desk.not_ones_own(connection, loan, caller.wallet)
    stands = servicing.desk.dues.of(loan, row.borrower, servicing.desk.today)
    with database.writing() as connection:
        letter = servicing.letters.ask(connection, stands, caller.wallet)
    return LetterResponse(letter=letter)


@router.get(
    "/letters/{entry}",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}, "description": "The letter."}},
)
def read_letter(
    entry: Entry, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """A letter, to be printed and posted."""
    with database.reading() as connection:
        row = servicing.letters.read(connection, entry)
        servicing.desk.not_ones_own(connection, row.loan, caller.wallet)
    headers = {"content-security-policy": "default-src 'none'"}
    return Response(row.html, media_type="text/html; charset=utf-8", headers=headers)


@router.post("/loans/{loan}/agency", status_code=204)
def assign_agency(
    loan: Loan, body: AgencyRequest, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Assign a loan of the third tier to a collection agency."""
    with database.writing() as connection:
        servicing.agencies.assign(connection, loan, body.agency, caller.wallet)
    return Response(status_code=204)


@router.post("/loans/{loan}/agency/recall", status_code=204)
def recall_agency(
    loan: Loan, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Take a loan back from its agency."""
    with database.writing() as connection:
        servicing.agencies.recall(connection, loan, caller.wallet)
    return Response(status_code=204)


@router.post("/loans/{loan}/use-proof/acceptance", status_code=204)
def accept_use(
    loan: Loan, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Accept the document that shows what a loan was used for."""
    with database.writing() as connection:
        servicing.proceeds.accept(connection, loan, caller.wallet)
    return Response(status_code=204)


@router.get("/warnings")
def list_warnings(
    caller: Staff, database: DatabaseDep, servicing: ServicingDep, limit: Limit = 50
) -> list[WarningResponse]:
    """The signs that nobody has looked at, the oldest first; none about the caller's own loan."""
    with database.reading() as connection:
        rows = servicing.warnings.open_ones(connection, limit)
        rows = servicing.desk.of_others(connection, rows, caller.wallet)
    return [
        WarningResponse(
            warning=row.id, loan=row.loan, signal=row.signal, raised_on=row.raised_on,
            details=row.details,
        )
        for row in rows
    ]  # fmt: skip


@router.post("/warnings/{entry}/seen", status_code=204)
def see_warning(
    entry: Entry, caller: Staff, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """Record that a warning was looked at."""
    with database.writing() as connection:
        servicing.warnings.see(connection, entry, caller.wallet)
    return Response(status_code=204)
