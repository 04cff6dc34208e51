"""The reader's plan to leave: made, followed, withdrawn; what is to be signed is led to."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import exit_plans as routes
from tallystick_node.api.routes.exit_plans import ExitPlanRequest
from tallystick_node.api.services import BusinessDep, ExitPlansDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, percent_ppm, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.caller import Caller
    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.matching.exit_plans import ExitPlans
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/exit"


@router.get(HERE)
def read_leaving(
    page: PageDep, reader: Reader, plans: ExitPlansDep, business: BusinessDep
) -> Response:
    """The reader's plans, how each stands, and the form for another one."""
    return _leaving(page, reader, plans, business, {})


@router.post(HERE)
def plan_leaving(
    page: PageDep, request: Request, reader: Reader, person: Person, plans: ExitPlansDep,
    business: BusinessDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Keep a plan."""
    try:
        price = typed.get("price", "")
        body = shaped(
            ExitPlanRequest, stop_on=typed.get("stop", ""), sell_on=typed.get("sell") or None,
            price_ppm=percent_ppm(price) if price else None,
        )  # fmt: skip
        routes.add_exit_plan(body, reader, person, plans)
    except REFUSALS as refused:
        return _leaving(page, reader, plans, business, typed, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/{{number}}/withdrawal")
def withdraw_leaving(
    number: RowNumber, reader: Reader, plans: ExitPlansDep, _: OwnPage
) -> Response:
    """Withdraw a plan."""
    routes.withdraw_exit_plan(number, reader, plans)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _leaving(
    page: WebPage, reader: Caller, plans: ExitPlans, business: BusinessClock,
    typed: Mapping[str, str], mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    every = routes.list_exit_plans(reader, plans).items
    running = next((plan for plan in every if plan.ended_at is None), None)
    return page(
        "leaving.html", HTTPStatus.OK if mistake is None else mistake.status, running=running,
        ended=[plan for plan in every if plan.ended_at is not None], typed=typed, mistake=mistake,
        today=business.today(), percent="" if running is None else _percent(running.price_ppm),
    )  # fmt: skip


def _percent(price_ppm: int | None) -> str:
    """A price as the form of asks takes it; empty for somebody who keeps their notes."""
    if price_ppm is None:
        return ""
    whole, rest = divmod(price_ppm, 10_000)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")
