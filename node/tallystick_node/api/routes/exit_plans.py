"""My plan to leave: kept, said how it stands, withdrawn; the node signs nothing of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ExitPlansDep
from tallystick_node.api.shapes import Day, Described, RowNumber, Strict, UtcMoment
from tallystick_node.matching.exit_plans import StoredExit
from tallystick_node.matching.exit_states import ExitState
from tallystick_node.resale.rules import PRICE_PPM_MAX

__all__ = ["ExitPlanRequest", "ExitPlansResponse", "router"]

router = APIRouter(
    prefix="/v1/me/exits", tags=["figures"], responses=problem_responses(401, 404, 409, 422, 503)
)


class ExitPlanRequest(Strict):
    """How I want to leave."""

    stop_on: Day
    """The first day on which nothing more is lent for me."""
    sell_on: Day | None = None
    """The day from which I want to sell my notes; null to keep them."""
    price_ppm: Annotated[int, Field(ge=1, le=PRICE_PPM_MAX)] | None = None
    """At which price, of what is outstanding; null with `sell_on` null."""


class ExitPlanResponse(Described):
    """A plan, and how it stands."""

    exit: int
    """Its number."""
    stop_on: date
    """The first day on which nothing more is lent for me."""
    sell_on: date | None
    """The day from which I want to sell; null where I keep my notes."""
    price_ppm: int | None
    """At which price, of what is outstanding."""
    state: ExitState
    """Where it stands; `ready` says that something is to be signed by my wallet."""
    mandates: int | None
    """Mandates that somebody could still lend by, until I end them on the chain; null once over."""
    notes: int | None
    """Notes of loans that run; null once over."""
    asked: int | None
    """How many of them my own asks offer; null once over."""
    planned_at: UtcMoment
    """Since when."""
    ended_at: UtcMoment | None
    """When it was done or withdrawn; null before."""


class ExitPlansResponse(Described):
    """My plans."""

    items: list[ExitPlanResponse]
    """The newest first, at most 20."""


@router.get("")
def list_exit_plans(caller: SignedIn, plans: ExitPlansDep) -> ExitPlansResponse:
    """My plans to leave, the newest first."""
    return ExitPlansResponse(items=[_plan(plan) for plan in plans.of(caller.wallet)])


@router.post("", status_code=201)
def add_exit_plan(
    body: ExitPlanRequest, caller: SignedIn, _: Me, plans: ExitPlansDep
) -> ExitPlanResponse:
    """Keep a plan: from its day on this node lends nothing for me, and reminds me on each day."""
    return _plan(plans.plan(caller.wallet, body.stop_on, body.sell_on, body.price_ppm))


@router.post("/{number}/withdrawal")
def withdraw_exit_plan(
    number: RowNumber, caller: SignedIn, plans: ExitPlansDep
) -> ExitPlanResponse:
    """Withdraw my plan: mandates that it alone would have stopped go on."""
    return _plan(plans.withdraw(caller.wallet, number))


def _plan(plan: StoredExit) -> ExitPlanResponse:
    facts = plan.facts
    return ExitPlanResponse(
        exit=plan.number, stop_on=plan.stop_on, sell_on=plan.sell_on, price_ppm=plan.price_ppm,
        state=plan.state, mandates=None if facts is None else facts.mandates,
        notes=None if facts is None else facts.notes,
        asked=None if facts is None else facts.asked,
        planned_at=plan.planned_at, ended_at=plan.ended_at,
    )  # fmt: skip
