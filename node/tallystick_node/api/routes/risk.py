"""Risk: the register with its figures, limits, incidents, the ladder, the card, halted actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import BusinessDep, DatabaseDep, RiskDep
from tallystick_node.api.shapes import Amount, Limit, RowNumber, Strict, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.infrastructure.transactions.velocity import action_of
from tallystick_node.risk.book import newest_ladder, newest_measures
from tallystick_node.risk.ladder import mismatch_ppm
from tallystick_node.risk.limits import RiskLevel, limits_of
from tallystick_node.risk.refusals import NoRisk
from tallystick_node.risk.register import REGISTER, RiskKind, RiskResponse

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tallystick_node.risk.book import MeasureOfDay

__all__ = ["OVERSEER", "router"]

router = APIRouter(
    prefix="/v1/staff/risk",
    tags=["staff: risk"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Anybody = Annotated[Caller, Depends(staff(*Role))]
# Whoever answers for risk is not who lends: underwriters open nothing and close nothing here.
OVERSEER = staff(Role.COMPLIANCE, Role.GUARDIAN)
Overseer = Annotated[Caller, Depends(OVERSEER)]
Days = Annotated[int, Query(ge=1, le=400, description="How many days up to today.")]
Reason = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]
Text = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]


class RiskEntryResponse(Strict):
    """A risk of the register with its newest figure."""

    kind: RiskKind
    """Which kind of risk."""
    metric: str
    """How it is measured."""
    unit: str
    """The figure's unit."""
    owner: Role
    """The role that answers for it."""
    response: RiskResponse
    """What a breach asks for."""
    proposes_pause: bool
    """Whether a breach proposes to the guardians that new risk is paused."""
    warning: int
    """Above it the figure warns."""
    breach: int
    """Above it an incident opens."""
    value: int | None
    """The newest figure; null where too little could be measured."""
    level: RiskLevel
    """Where it stands."""
    measured_on: date | None
    """When it was measured; null before the first look."""


class RiskMeasureResponse(Strict):
    """A figure of a day."""

    day: date
    """The day."""
    metric: str
    """The metric."""
    value: int | None
    """The figure; null where too little could be measured."""
    warning: int
    """The warning of that day."""
    breach: int
    """The breach of that day."""
    level: RiskLevel
    """Where it stood."""


class RiskLimitResponse(Strict):
    """A limit of today's policy pack."""

    metric: str
    """The metric."""
    unit: str
    """Its unit."""
    warning: int
    """Above it the figure warns."""
    breach: int
    """Above it an incident opens."""


class RiskIncidentResponse(Strict):
    """A limit that was breached."""

    incident: int
    """The incident's number."""
    metric: str
    """The metric."""
    opened_on: date
    """When it began."""
    value: int
    """The figure then."""
    bound: int
    """The breach then."""
    response: RiskResponse
    """What it asks for."""
    closed_at: UtcMoment | None
    """When it was closed; null while it is open."""
    closed_by: str | None
    """Who closed it; null while it is open."""
    cause: str | None
    """Why it came to it; null while it is open."""
    lesson: str | None
    """What changes because of it; null while it is open."""


class RiskClosingRequest(Strict):
    """How an incident ended."""

    cause: Text
    """Why it came to it."""
    lesson: Text
    """What changes because of it."""


class LadderStepResponse(Strict):
    """A step of the liquidity ladder."""

    days: int | None
    """Due within so many days; null for all that is later."""
    assets: Amount
    """What borrowers pay, in minor units."""
    claims: Amount
    """What lenders may claim, in minor units."""


class LiquidityLadderResponse(Strict):
    """What borrowers will pay and what lenders may claim, by when."""

    day: date
    """The day it was measured on."""
    mismatch_ppm: int | None
    """The sum of the differences over all assets, rounded up; null without assets."""
    steps: list[LadderStepResponse]
    """The steps, the nearest first."""


class RatingLineResponse(Strict):
    """A line of the rating card."""

    metric: str
    """The metric."""
    weight: int
    """Its points at most."""
    level: RiskLevel
    """Where it stands."""
    half_points: int
    """What it earned, in halves of a point."""


class RatingCardResponse(Strict):
    """The regulatory rating card."""

    grade: str | None
    """A to D; null where too little could be measured."""
    measured: int
    """The points of all that could be measured."""
    half_points: int
    """What was earned, in halves of a point."""
    lines: list[RatingLineResponse]
    """The lines."""


class ActionHaltResponse(Strict):
    """An action that was asked for abnormally often, or for abnormally much."""

    halt: int
    """The halt's number."""
    action: str
    """Contract and function."""
    kind: str
    """`calls` in an hour or `amount` of a day."""
    value: Amount
    """The figure."""
    bound: Amount
    """The bound that it was above."""
    halted_at: UtcMoment
    """When it was halted."""
    lifted_at: UtcMoment | None
    """When it was lifted; null while it lasts."""
    lifted_by: str | None
    """Who lifted it; null while it lasts."""
    reason: str | None
    """What they saw; null while it lasts."""


class HaltLiftRequest(Strict):
    """Why a halted action may go on."""

    reason: Reason
    """What was seen."""


@router.get("/register")
def read_risk_register(
    _: Anybody, database: DatabaseDep, risk: RiskDep, business: BusinessDep
) -> list[RiskEntryResponse]:
    """Every risk with its owner, its metric, its limits and its newest figure."""
    limits = limits_of(risk.pack, business.today())
    with database.reading() as connection:
        known = {measure.metric: measure for measure in newest_measures(connection)}
    return [
        RiskEntryResponse(
            kind=entry.kind, metric=metric, unit=limits[metric].unit, owner=entry.owner,
            response=entry.response, proposes_pause=entry.proposes_pause,
            warning=limits[metric].warning, breach=limits[metric].breach,
            value=known[metric].value if metric in known else None,
            level=known[metric].level if metric in known else RiskLevel.UNKNOWN,
            measured_on=known[metric].day if metric in known else None,
        )
        for metric, entry in REGISTER.items()
    ]  # fmt: skip


@router.get("/limits")
def list_risk_limits(_: Anybody, risk: RiskDep, business: BusinessDep) -> list[RiskLimitResponse]:
    """The limits that the policy pack has for today."""
    return [
        RiskLimitResponse(
            metric=limit.metric, unit=limit.unit, warning=limit.warning, breach=limit.breach
        )
        for limit in limits_of(risk.pack, business.today()).values()
    ]


@router.get("/measures")
def list_risk_measures(
    _: Anybody, database: DatabaseDep, risk: RiskDep, business: BusinessDep, days: Days = 90
) -> list[RiskMeasureResponse]:
    """The figures of the last days, the oldest first."""
    today = business.today()
    with database.reading() as connection:
        rows = risk.book.measures(connection, today - timedelta(days=days - 1), today)
    return [_measure(row) for row in rows]


@router.get("/incidents")
def list_risk_incidents(
    _: Anybody, database: DatabaseDep, risk: RiskDep, limit: Limit = 50
) -> list[RiskIncidentResponse]:
    """Limits that were breached, the newest first."""
    with database.reading() as connection:
        return [_incident(row) for row in risk.book.incidents(connection, limit)]


@router.post("/incidents/{number}/closing")
def close_risk_incident(
    number: RowNumber, body: RiskClosingRequest, caller: Overseer, database: DatabaseDep,
    risk: RiskDep,
) -> RiskIncidentResponse:  # fmt: skip
    """Close an incident whose figure is back within its limit, with its cause and its lesson."""
    with database.writing() as connection:
        row = risk.book.close(
            connection, number, caller.wallet, cause=body.cause, lesson=body.lesson
        )
        return _incident(row)


@router.get("/ladder")
def read_liquidity_ladder(_: Anybody, database: DatabaseDep) -> LiquidityLadderResponse:
    """What borrowers will pay and what lenders may claim, by when, as of the newest look."""
    with database.reading() as connection:
        day, steps = newest_ladder(connection)
    return LiquidityLadderResponse(
        day=day, mismatch_ppm=mismatch_ppm(steps),
        steps=[
            LadderStepResponse(days=step.days, assets=step.assets, claims=step.claims)
            for step in steps
        ],
    )  # fmt: skip


@router.get("/rating")
def read_rating_card(_: Anybody, database: DatabaseDep, risk: RiskDep) -> RatingCardResponse:
    """The rating card of the newest look."""
    with database.reading() as connection:
        card = risk.card(connection)
    return RatingCardResponse(
        grade=card.grade, measured=card.measured, half_points=card.half_points,
        lines=[
            RatingLineResponse(
                metric=line.metric, weight=line.weight, level=line.level,
                half_points=line.half_points,
            )
            for line in card.lines
        ],
    )  # fmt: skip


@router.get("/halts")
def list_action_halts(
    _: Anybody, database: DatabaseDep, risk: RiskDep, limit: Limit = 50
) -> list[ActionHaltResponse]:
    """Actions that were halted by a velocity limit, the newest first."""
    with database.reading() as connection:
        return [_halt(row) for row in risk.guard.all(connection, limit)]


@router.post("/halts/{number}/lifting")
def lift_action_halt(
    number: RowNumber, body: HaltLiftRequest, caller: Overseer, database: DatabaseDep, risk: RiskDep
) -> ActionHaltResponse:
    """Let a halted action go on; what waited is sent."""
    with database.writing() as connection:
        if not risk.guard.lift(connection, number, caller.wallet, body.reason):
            raise NoRisk("RISK:HALT", f"there is no halt {number}, or it was lifted already")
        row = risk.guard.one(connection, number)
    return _halt(row)


def _measure(row: MeasureOfDay) -> RiskMeasureResponse:
    return RiskMeasureResponse(
        day=row.day, metric=row.metric, value=row.value, warning=row.warning, breach=row.breach,
        level=row.level,
    )  # fmt: skip


def _incident(row: Row[tuple[object, ...]]) -> RiskIncidentResponse:
    return RiskIncidentResponse(
        incident=row.id, metric=row.metric, opened_on=row.opened_on, value=row.value,
        bound=row.bound, response=row.response, closed_at=row.closed_at, closed_by=row.closed_by,
        cause=row.cause, lesson=row.lesson,
    )  # fmt: skip


def _halt(row: Row[tuple[object, ...]]) -> ActionHaltResponse:
    return ActionHaltResponse(
        halt=row.id, action=action_of(row.contract, row.function), kind=row.kind, value=row.value,
        bound=row.bound, halted_at=row.halted_at, lifted_at=row.lifted_at,
        lifted_by=row.lifted_by, reason=row.reason,
    )  # fmt: skip
