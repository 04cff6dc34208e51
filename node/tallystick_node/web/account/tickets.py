"""A client's tickets on pages: asked, read, added to."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import tickets as routes
from tallystick_node.api.services import ClockDep, DatabaseDep, SupportDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.support.ticket_rules import TicketTopic
from tallystick_node.web.account.complaints import KEY_BYTES
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/tickets"


@router.get(HERE)
def read_own_tickets(
    page: PageDep, me: Person, database: DatabaseDep, support: SupportDep
) -> Response:
    """The reader's tickets, and the form for a new one."""
    return _list(page, me, database, support)


@router.post(HERE)
def ask_here(
    page: PageDep, request: Request, reader: Reader, me: Person, clock: ClockDep,
    database: DatabaseDep, support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Ask something; the same form sent twice asks once."""
    try:
        key = typed.get("key", "")
        if not key.isalnum() or len(key) != 2 * KEY_BYTES:
            raise InputError("INPUT:FORM", "open the form anew; its key is missing")
        body = shaped(routes.TicketRequest, topic=typed.get("topic"), words=typed.get("words"))
        routes.open_ticket(body, reader, me, clock, database, support, key)
    except REFUSALS as refused:
        return _list(page, me, database, support, typed, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/{{number}}")
def read_ticket_here(
    page: PageDep, number: RowNumber, reader: Reader, me: Person, database: DatabaseDep,
    support: SupportDep,
) -> Response:  # fmt: skip
    """A ticket with what was said in it."""
    return _one(page, number, reader, me, database, support)


@router.post(f"{HERE}/{{number}}")
def add_here(
    page: PageDep, request: Request, number: RowNumber, reader: Reader, me: Person,
    database: DatabaseDep, support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Add to a ticket."""
    try:
        body = shaped(routes.TicketWordsRequest, words=typed.get("words"))
        routes.add_to_ticket(number, body, reader, me, database, support)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, number, reader, me, database, support, typed=typed, mistake=mistake)
    return RedirectResponse(f"{HERE}/{number}", HTTPStatus.SEE_OTHER)


def _list(
    page: WebPage, me: str, database: Database, support: Support,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "tickets.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        items=routes.list_own_tickets(me, database, support, LIMIT_MAX), typed=typed or {},
        key=(typed or {}).get("key") or secrets.token_hex(KEY_BYTES), topics=list(TicketTopic),
    )  # fmt: skip


def _one(
    page: WebPage, number: int, reader: Caller, me: str, database: Database, support: Support, *,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "ticket.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        item=routes.read_own_ticket(number, me, database, support), typed=typed or {},
        texts=routes.list_own_ticket_words(number, reader, me, database, support),
    )  # fmt: skip
