"""Outages on a page of staff: opened, followed by notices, ended."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import outages as routes
from tallystick_node.api.routes.status import PAST_MAX, outage_response
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.support.status_rules import StatusComponent
from tallystick_node.web.forms import (
    REFUSALS,
    Typed,
    chosen_act,
    entry_number,
    mistake_of,
    shaped,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import OperatorOfPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/outages"


@router.get(HERE)
def read_outages(
    page: PageDep, _: OperatorOfPage, database: DatabaseDep, support: SupportDep
) -> Response:
    """Open outages with what may be done, the form for a new one, and those that are over."""
    return _desk(page, database, support)


@router.post(HERE)
def act_on_outages(
    page: PageDep, request: Request, caller: OperatorOfPage, database: DatabaseDep,
    support: SupportDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Open an outage, say how one stands, or end one."""
    words = typed.get("words")
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: routes.open_outage(
            shaped(
                routes.OutageRequest, words=words,
                components=[each for each in StatusComponent if f"of_{each.value}" in typed],
                minutes_ago=typed.get("minutes_ago") or 0,
            ),
            operator, database, support,
        ),
        "notice": lambda: routes.add_outage_notice(
            entry_number(typed.get("number", "")),
            shaped(routes.OutageNoticeRequest, words=words), operator, database, support,
        ),
        "end": lambda: routes.end_outage(
            entry_number(typed.get("number", "")),
            shaped(routes.OutageEndRequest, cause=words), operator, database, support,
        ),
    }  # fmt: skip
    try:
        operator = routes.OPERATOR(caller)
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        return _desk(page, database, support, typed, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _desk(
    page: WebPage, database: Database, support: Support, typed: dict[str, str] | None = None,
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    with database.reading() as connection:
        running = [outage_response(each) for each in support.outages.running(connection)]
        past = [outage_response(each) for each in support.outages.past(connection, PAST_MAX)]
    return page(
        "staff_outages.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, running=running, past=past, typed=typed or {},
        components=list(StatusComponent),
    )  # fmt: skip
