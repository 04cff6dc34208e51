"""Endpoints of the reader's own systems: registered, tried, followed, removed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import endpoints as routes
from tallystick_node.api.services import DatabaseDep, IndexDep, PartnersDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.partners.hook_rules import ENDPOINTS_MAX, HookEvent
from tallystick_node.web.forms import REFUSALS, Typed, entry_number, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.partners.service import Partners
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/account/webhooks"


@router.get(HERE)
def read_webhooks(
    page: PageDep, me: Person, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """The reader's endpoints, what was sent there, and the form for another."""
    return _webhooks(page, me, database, partners)


@router.post(HERE)
def add_webhook(
    page: PageDep, request: Request, me: Person, database: DatabaseDep, partners: PartnersDep,
    index: IndexDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Register an endpoint; its secret stands on this answer and never again."""
    try:
        body = shaped(
            routes.EndpointRequest, url=typed.get("url", ""),
            events=[event for event in HookEvent if f"event-{event.value}" in typed],
        )  # fmt: skip
        added = routes.add_endpoint(body, me, database, partners, index)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _webhooks(page, me, database, partners, typed=typed, mistake=mistake)
    return _webhooks(page, me, database, partners, secret=added.secret)


@router.post(f"{HERE}/{{number}}")
def act_on_webhook(
    page: PageDep, request: Request, number: RowNumber, me: Person, database: DatabaseDep,
    partners: PartnersDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Try an endpoint, rotate its secret, switch it on, send something anew, or remove it."""
    try:
        act = typed.get("act", "")
        if act == "rotate":
            issued = routes.rotate_endpoint_secret(number, me, database, partners)
            return _webhooks(page, me, database, partners, secret=issued.secret)
        if act == "test":
            routes.try_endpoint(number, me, database, partners)
        elif act == "on":
            routes.switch_endpoint_on(number, me, database, partners)
        elif act == "again":
            delivery = entry_number(typed.get("delivery", ""))
            routes.redeliver(number, delivery, me, database, partners)
        elif act == "remove":
            routes.remove_endpoint(number, me, database, partners)
        else:
            raise InputError("INPUT:FORM", "open the form anew; it does not say what to do")
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _webhooks(page, me, database, partners, mistake=mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _webhooks(
    page: WebPage, me: str, database: Database, partners: Partners, *, secret: str = "",
    typed: Mapping[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    endpoints = routes.list_endpoints(me, database, partners)
    return page(
        "webhooks.html", HTTPStatus.OK if mistake is None else mistake.status,
        endpoints=endpoints, secret=secret, typed=typed or {}, mistake=mistake,
        events=[event for event in HookEvent if event is not HookEvent.TEST],
        most=ENDPOINTS_MAX,
        sent={
            each.endpoint: routes.list_deliveries(each.endpoint, me, database, partners)
            for each in endpoints
        },
    )  # fmt: skip
