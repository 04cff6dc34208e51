"""Tickets on pages of staff: what is due, answers, and the way into a complaint."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import staff_tickets as routes
from tallystick_node.api.services import ComplaintsDep, DatabaseDep, SupportDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.complaints.vocabulary import SUB_ISSUES, ComplaintProduct
from tallystick_node.web.account.complaints import issue_of
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import AgentOfPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.storage import Database
    from tallystick_node.support.service import Support
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/tickets"
# Figures of the page are of so many days.
PERIOD_DAYS = 90


@router.get(HERE)
def read_tickets(
    page: PageDep, caller: AgentOfPage, database: DatabaseDep, support: SupportDep
) -> Response:
    """What is not resolved, what is due first before the others, and the shares in time."""
    today = support.desk.context.today
    return page(
        "staff_tickets.html", items=routes.list_tickets(caller, database, support, LIMIT_MAX),
        figures=routes.read_ticket_figures(
            caller, database, support, today - timedelta(days=PERIOD_DAYS), today
        ),
    )  # fmt: skip


@router.get(f"{HERE}/{{number}}")
def read_ticket_of_staff(
    page: PageDep,
    number: RowNumber,
    caller: AgentOfPage,
    database: DatabaseDep,
    support: SupportDep,
) -> Response:
    """A ticket, what was said in it, and what may be done."""
    return _one(page, number, caller, database, support)


@router.post(f"{HERE}/{{number}}")
def act_on_ticket(
    page: PageDep, request: Request, number: RowNumber, caller: AgentOfPage, database: DatabaseDep,
    support: SupportDep, complaints: ComplaintsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Answer a ticket, resolve it, or let it go on as a complaint."""

    def answer(*, resolves: bool) -> object:
        body = shaped(routes.TicketAnswerRequest, words=typed.get("words"), resolves=resolves)
        return routes.answer_ticket(number, body, caller, database, support)

    acts: dict[str, Callable[[], object]] = {
        "answer": lambda: answer(resolves=False),
        "resolve": lambda: answer(resolves=True),
        "complaint": lambda: routes.turn_ticket_into_complaint(
            number,
            shaped(
                routes.TicketComplaintRequest, product=typed.get("product"),
                wanted=typed.get("wanted"), **issue_of(typed),
            ),
            caller, database, support, complaints,
        ),
    }  # fmt: skip
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, number, caller, database, support, typed=typed, mistake=mistake)
    return RedirectResponse(f"{HERE}/{number}", HTTPStatus.SEE_OTHER)


def _one(
    page: WebPage, number: int, caller: Caller, database: Database, support: Support, *,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "staff_ticket.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        item=routes.read_ticket(number, caller, database, support), typed=typed or {},
        products=list(ComplaintProduct), issues=SUB_ISSUES,
    )  # fmt: skip
