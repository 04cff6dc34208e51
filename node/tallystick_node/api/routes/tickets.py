"""Tickets as their clients see them: asked, added to, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.idempotency import IdempotencyKey, once
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ClockDep, DatabaseDep, SupportDep
from tallystick_node.api.shapes import Described, Limit, RowNumber, Strict, UtcMoment
from tallystick_node.support.ticket_rules import TicketState, TicketTopic
from tallystick_node.support.tickets import TICKET_WORDS_MAX, due_at

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.support.service import Support

__all__ = [
    "TicketRequest", "TicketResponse", "TicketText", "TicketWordsRequest", "TicketWordsResponse",
    "router", "ticket_facts",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/me/tickets", tags=["tickets"], responses=problem_responses(401, 404, 409, 422)
)

TicketText = Annotated[str, Field(min_length=1, max_length=TICKET_WORDS_MAX, pattern=r"\S")]


class TicketRequest(Strict):
    """What a client wants to know."""

    topic: TicketTopic
    """What it is about."""
    words: TicketText
    """In words."""


class TicketWordsRequest(Strict):
    """What a client adds."""

    words: TicketText
    """In words."""


class TicketResponse(Described):
    """A ticket: where it stands, and what is due."""

    ticket: int
    """Its number."""
    topic: TicketTopic
    """What it is about."""
    state: TicketState
    """Where it stands."""
    asked_at: UtcMoment
    """When it was asked."""
    answer_by: UtcMoment
    """Until when the first answer is due."""
    resolve_by: UtcMoment
    """Until when it is to be resolved."""
    due_at: UtcMoment | None
    """Until when the next of both is due; null once it has ended."""
    overdue: bool
    """Whether that is over."""
    answered_at: UtcMoment | None
    """When it was answered for the first time; null before."""
    resolved_at: UtcMoment | None
    """When it was resolved; null before."""
    complaint: int | None
    """The number of the complaint as which it goes on; null for none."""
    pack: str
    """The policy pack that its clocks are of, with its version."""


class TicketWordsResponse(Described):
    """What was said in a ticket."""

    by: str
    """The wallet that said it; a client reads `us` for everybody's but their own."""
    at: UtcMoment
    """When."""
    words: str
    """In words."""


def ticket_facts(support: Support, row: Row[Any]) -> dict[str, Any]:
    """Return the fields of a ticket as the API writes them.

    Args:
        support: Support.
        row: The ticket.

    Returns:
        Values by name.
    """
    due = due_at(row)
    return {
        "ticket": row.id, "topic": row.topic, "state": row.state, "asked_at": row.asked_at,
        "answer_by": row.answer_by, "resolve_by": row.resolve_by, "due_at": due,
        "overdue": due is not None and due < support.desk.business_now,
        "answered_at": row.answered_at, "resolved_at": row.resolved_at,
        "complaint": row.complaint, "pack": f"{row.pack} {row.pack_version}",
    }  # fmt: skip


def _own(connection: Connection, support: Support, number: int, me: str) -> TicketResponse:
    return TicketResponse(**ticket_facts(support, support.tickets.own(connection, number, me)))


@router.post("", status_code=201, response_model=TicketResponse)
def open_ticket(
    body: TicketRequest, caller: SignedIn, me: Me, clock: ClockDep, database: DatabaseDep,
    support: SupportDep, key: IdempotencyKey,
) -> Response:  # fmt: skip
    """Ask something. Both clocks run in working hours from now.

    The same key again returns the same ticket.
    """

    def act(connection: Connection) -> TicketResponse:
        number = support.tickets.ask(
            connection, body.topic, body.words, person=me, by=caller.wallet
        )
        return _own(connection, support, number, me)

    return once(database, clock, caller, act, route="tickets", key=key, body=body)


@router.get("")
def list_own_tickets(
    me: Me, database: DatabaseDep, support: SupportDep, limit: Limit = 50
) -> list[TicketResponse]:
    """The caller's tickets, the newest first."""
    with database.reading() as connection:
        rows = support.tickets.of(connection, me, limit)
        return [TicketResponse(**ticket_facts(support, row)) for row in rows]


@router.get("/{number}")
def read_own_ticket(
    number: RowNumber, me: Me, database: DatabaseDep, support: SupportDep
) -> TicketResponse:
    """A ticket of the caller's."""
    with database.reading() as connection:
        return _own(connection, support, number, me)


@router.get("/{number}/words")
def list_own_ticket_words(
    number: RowNumber, caller: SignedIn, me: Me, database: DatabaseDep, support: SupportDep
) -> list[TicketWordsResponse]:
    """What was said in a ticket of the caller's, the oldest first."""
    with database.reading() as connection:
        row = support.tickets.own(connection, number, me)
        return [
            TicketWordsResponse(
                by=entry.by if entry.by == caller.wallet else "us", at=entry.at, words=entry.text
            )
            for entry in support.tickets.words(connection, row)
        ]


@router.post("/{number}/words", status_code=201)
def add_to_ticket(
    number: RowNumber, body: TicketWordsRequest, caller: SignedIn, me: Me, database: DatabaseDep,
    support: SupportDep,
) -> TicketResponse:  # fmt: skip
    """Add to a ticket of the caller's, which then waits for an answer again."""
    with database.writing() as connection:
        support.tickets.add(connection, number, body.words, person=me, by=caller.wallet)
        return _own(connection, support, number, me)
