"""Risk on a page: register, rating card, liquidity ladder, incidents, halted actions."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import risk as routes
from tallystick_node.api.services import BusinessDep, DatabaseDep, RiskDep
from tallystick_node.api.shapes import LIMIT_MAX
from tallystick_node.auth.rights import Role
from tallystick_node.risk.refusals import NoRisk
from tallystick_node.web.charts import bars
from tallystick_node.web.forms import REFUSALS, Typed, entry_number, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import OperatorOfPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.api.routes.risk import LiquidityLadderResponse, RiskMeasureResponse
    from tallystick_node.risk.service import RiskRoom
    from tallystick_node.storage import Database
    from tallystick_node.web.charts import Chart
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/risk"
DAYS_SHOWN = 90
# What the trend shows: the two shares that a supervisor asks about first.
SHOWN = "credit.late"
OVERSEERS = frozenset({Role.COMPLIANCE, Role.GUARDIAN})
_BARS = {"within": "bar-principal", "warning": "bar-late", "breach": "bar-bad"}


@router.get(HERE)
def read_risk(
    page: PageDep, caller: OperatorOfPage, database: DatabaseDep, risk: RiskDep,
    business: BusinessDep,
) -> Response:  # fmt: skip
    """What was measured of risk, how it stands against its limits, and what waits for somebody."""
    return _room(page, caller, database, risk, business)


@router.post(f"{HERE}/act")
def act_on_risk(
    page: PageDep, request: Request, caller: OperatorOfPage, database: DatabaseDep, risk: RiskDep,
    business: BusinessDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Close an incident with its cause and lesson, or let a halted action go on."""
    acts: dict[str, Callable[[], object]] = {
        "close": lambda: routes.close_risk_incident(
            entry_number(typed.get("number", "")),
            shaped(
                routes.RiskClosingRequest, cause=typed.get("cause"), lesson=typed.get("lesson")
            ),
            overseer, database, risk,
        ),
        "lift": lambda: routes.lift_action_halt(
            entry_number(typed.get("number", "")),
            shaped(routes.HaltLiftRequest, reason=typed.get("reason")), overseer, database, risk,
        ),
    }  # fmt: skip
    try:
        overseer = routes.OVERSEER(caller)
        act = acts.get(typed.get("act", ""))
        if act is None:
            raise InputError("RISK:ACT", "an act here is close or lift")
        act()
    except REFUSALS as refused:
        return _room(page, caller, database, risk, business, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _room(
    page: WebPage, caller: Caller, database: Database, risk: RiskRoom, business: BusinessDep,
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    register = routes.read_risk_register(caller, database, risk, business)
    measures = routes.list_risk_measures(caller, database, risk, business, DAYS_SHOWN)
    trend = [row for row in measures if row.metric == SHOWN]
    try:
        ladder = routes.read_liquidity_ladder(caller, database)
    except NoRisk:
        ladder = None
    return page(
        "risk.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        register=register, card=routes.read_rating_card(caller, database, risk), ladder=ladder,
        ladder_chart=None if ladder is None else _ladder_chart(ladder), trend=trend,
        trend_chart=_trend_chart(trend),
        incidents=routes.list_risk_incidents(caller, database, risk, LIMIT_MAX),
        halts=routes.list_action_halts(caller, database, risk, LIMIT_MAX),
        may_act=bool(OVERSEERS & caller.roles), shown=SHOWN,
    )  # fmt: skip


def _trend_chart(rows: list[RiskMeasureResponse]) -> Chart:
    return bars(
        [
            (row.day.isoformat(), ((_BARS.get(row.level, "bar-late"), row.value or 0),))
            for row in rows
        ]
    )


def _ladder_chart(ladder: LiquidityLadderResponse) -> Chart:
    """Two bars for each step: what is paid, and what may be claimed."""
    return bars([
        (str(step.days), ((kind, int(amount)),))
        for step in ladder.steps
        for kind, amount in (("bar-principal", step.assets), ("bar-interest", step.claims))
    ])  # fmt: skip
