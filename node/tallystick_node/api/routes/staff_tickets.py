"""Tickets as staff work on them: the queue, answers, figures, and the way into a complaint."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query

from tallystick.errors import InputError
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.tickets import (
    TicketResponse,
    TicketText,
    TicketWordsResponse,
    ticket_facts,
)
from tallystick_node.api.services import ComplaintsDep, DatabaseDep, SupportDep
from tallystick_node.api.shapes import Day, Described, Limit, RowNumber, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.complaints.intake import ComplaintFacts
from tallystick_node.complaints.vocabulary import (
    ComplaintChannel,
    ComplaintIssue,
    ComplaintProduct,
    SubIssue,
)
from tallystick_node.support.ticket_figures import ticket_figures

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.support.service import Support

__all__ = ["TicketAnswerRequest", "TicketComplaintRequest", "TicketsStaff", "router"]

router = APIRouter(
    prefix="/v1/staff/tickets", tags=["staff: tickets"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip

# As for complaints: who serves, and who watches over conduct.
TicketsStaff = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.SERVICER))]
First = Annotated[Day, Query(alias="from", description="The first day of asking.")]
Last = Annotated[Day, Query(alias="to", description="The last day of asking.")]


class TicketAnswerRequest(Strict):
    """An answer to a client."""

    words: TicketText
    """In words."""
    resolves: bool
    """Whether nothing is left to be done."""


class TicketComplaintRequest(Strict):
    """As what a ticket goes on as a complaint."""

    product: ComplaintProduct
    """What it is about."""
    issue: ComplaintIssue
    """What went wrong."""
    sub_issue: SubIssue
    """What went wrong more closely; it belongs to the issue."""
    wanted: TicketText
    """What the client asks for."""


class StaffTicketResponse(TicketResponse):
    """A ticket as staff see it."""

    person: str
    """Whose it is."""


class TicketCaseResponse(StaffTicketResponse):
    """A ticket with what was said in it."""

    texts: list[TicketWordsResponse]
    """The words, the oldest first."""


class TicketFiguresResponse(Described):
    """How many tickets ended in time, of those that ended or are late."""

    asked: int
    """How many were asked."""
    answered_in_time: int
    """How many had their first answer in time."""
    answer_due: int
    """Of how many."""
    answered_ppm: int | None
    """The share, in ppm, rounded down; null without any."""
    resolved_in_time: int
    """How many were resolved in time."""
    resolve_due: int
    """Of how many; what became a complaint does not count."""
    resolved_ppm: int | None
    """The share, in ppm, rounded down; null without any."""


def _shown(connection: Connection, support: Support, number: int) -> StaffTicketResponse:
    row = support.tickets.one(connection, number)
    return StaffTicketResponse(**ticket_facts(support, row), person=row.person)


@router.get("")
def list_tickets(
    _: TicketsStaff, database: DatabaseDep, support: SupportDep, limit: Limit = 50
) -> list[StaffTicketResponse]:
    """What is not resolved, what is due first before the others."""
    with database.reading() as connection:
        return [
            StaffTicketResponse(**ticket_facts(support, row), person=row.person)
            for row in support.tickets.queue(connection, limit)
        ]


@router.get("/figures")
def read_ticket_figures(
    _: TicketsStaff, database: DatabaseDep, support: SupportDep, first: First, last: Last
) -> TicketFiguresResponse:
    """Shares in time, of the tickets that were asked within some of the platform's days."""
    if last < first:
        raise InputError("API:DAYS", "the last day is not before the first")
    offset = timedelta(seconds=support.desk.context.business.utc_offset_seconds)
    begins = datetime.combine(first, time(), UTC) - offset
    ends = datetime.combine(last, time(), UTC) + timedelta(days=1) - offset
    with database.reading() as connection:
        figures = ticket_figures(connection, begins, ends, support.desk.business_now)
    return TicketFiguresResponse(
        asked=figures.asked, answered_in_time=figures.answered_in_time,
        answer_due=figures.answer_due, answered_ppm=figures.answered_ppm,
        resolved_in_time=figures.resolved_in_time, resolve_due=figures.resolve_due,
        resolved_ppm=figures.resolved_ppm,
    )  # fmt: skip


@router.get("/{number}")
def read_ticket(
    number: RowNumber, _: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> TicketCaseResponse:
    """A ticket with what was said in it."""
    with database.reading() as connection:
        row = support.tickets.one(connection, number)
        return TicketCaseResponse(
            **ticket_facts(support, row), person=row.person,
            texts=[
                TicketWordsResponse(by=entry.by, at=entry.at, words=entry.text)
                for entry in support.tickets.words(connection, row)
            ],
        )  # fmt: skip


@router.post("/{number}/answers", status_code=201)
def answer_ticket(
    number: RowNumber, body: TicketAnswerRequest, caller: TicketsStaff, database: DatabaseDep,
    support: SupportDep,
) -> StaffTicketResponse:  # fmt: skip
    """Answer a ticket, and say whether that resolves it. The client gets a notice."""
    with database.writing() as connection:
        support.tickets.answer(
            connection, number, body.words, by=caller.wallet, resolves=body.resolves
        )
        return _shown(connection, support, number)


@router.post("/{number}/complaint", status_code=201)
def turn_ticket_into_complaint(
    number: RowNumber, body: TicketComplaintRequest, caller: TicketsStaff, database: DatabaseDep,
    support: SupportDep, complaints: ComplaintsDep,
) -> StaffTicketResponse:  # fmt: skip
    """Let a ticket go on as a complaint, whose clock runs from the day on which it was asked."""
    with database.writing() as connection:
        row = support.tickets.workable(connection, number, caller.wallet)
        first = support.tickets.words(connection, row)[0]
        facts = ComplaintFacts(
            channel=ComplaintChannel.WEB, product=body.product, issue=body.issue,
            sub_issue=body.sub_issue, received_on=complaints.desk.day_of(row.asked_at),
            happened=first.text, wanted=body.wanted,
        )  # fmt: skip
        complaint = complaints.intake.file(connection, facts, person=row.person, by=caller.wallet)
        support.tickets.turn(connection, number, complaint, caller.wallet)
        return _shown(connection, support, number)
