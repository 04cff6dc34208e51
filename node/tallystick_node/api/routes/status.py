"""How the service stands: what works now, outages, and for how much of each day it was ready."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

from tallystick_node.api.health import Check, Operation
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import Described, UtcMoment
from tallystick_node.support.status_rules import (
    ComponentState,
    StatusComponent,
    component_states,
)

if TYPE_CHECKING:
    from tallystick_node.support.outages import OutageReport

__all__ = ["ChecksDep", "OutageResponse", "ServiceStatusResponse", "outage_response", "router"]

router = APIRouter(prefix="/v1/status", tags=["status"], responses=problem_responses(422, 503))
# Outages that are over: what a reader looks at, and no archive.
PAST_MAX = 50


def _checks(request: Request) -> list[Check]:
    """What the node's own checks say at this moment."""
    operation: Operation = request.app.state.operation
    return operation.ready()


ChecksDep = Annotated[list[Check], Depends(_checks)]


class ComponentResponse(Described):
    """A part of the service."""

    component: StatusComponent
    """Which part."""
    state: ComponentState
    """How it stands."""


class OutageNoticeResponse(Described):
    """How an outage stood."""

    at: UtcMoment
    """When it was said."""
    words: str
    """In words."""


class OutageResponse(Described):
    """An outage."""

    outage: int
    """Its number."""
    components: list[StatusComponent]
    """What was out of order."""
    began_at: UtcMoment
    """When it began."""
    ended_at: UtcMoment | None
    """When it was over; null while it lasts."""
    seconds: int
    """How long it lasted, until now while it lasts."""
    cause: str | None
    """Why it came to it; null while it lasts."""
    notices: list[OutageNoticeResponse]
    """How it stood, the oldest first."""


class ReadinessDayResponse(Described):
    """A day of UTC. A minute at which nobody looked counts as one that was not ready."""

    day: date
    """The day."""
    minutes: int
    """How many of its minutes count."""
    looked: int
    """At how many of them the node looked at itself."""
    ready: int
    """How many of them it was ready."""
    uptime_ppm: int | None
    """The share that was ready, in ppm, rounded down; null before the first minute is over."""


class ServiceStatusResponse(Described):
    """How the service stands."""

    ready: bool
    """Whether every check of the node is well at this moment."""
    failing: list[str]
    """The checks that fail, by name."""
    components: list[ComponentResponse]
    """Every part of the service."""
    open: list[OutageResponse]
    """Outages that last, the newest first."""
    past: list[OutageResponse]
    """Outages that are over, the newest first, 50 at most."""
    days: list[ReadinessDayResponse]
    """The last 90 days, the oldest first; none before the node has looked at itself."""


def outage_response(report: OutageReport) -> OutageResponse:
    """Return an outage as the API writes it.

    Args:
        report: The outage.

    Returns:
        The answer; it does not say who has written it.
    """
    row = report.row
    return OutageResponse(
        outage=row.id, components=list(report.components), began_at=row.began_at,
        ended_at=row.ended_at, seconds=int(report.lasted.total_seconds()), cause=row.cause,
        notices=[OutageNoticeResponse(at=each.at, words=each.words) for each in report.notices],
    )  # fmt: skip


@router.get("")
def read_service_status(
    checks: ChecksDep, database: DatabaseDep, support: SupportDep
) -> ServiceStatusResponse:
    """What works now, outages with their notices, and for how much of each day it was ready."""
    failing = [check.name for check in checks if not check.ok]
    with database.reading() as connection:
        running = support.outages.running(connection)
        past = support.outages.past(connection, PAST_MAX)
        days = support.readiness.days(connection, support.desk.now)
    out_of_order = {component for report in running for component in report.components}
    return ServiceStatusResponse(
        ready=not failing, failing=failing,
        components=[
            ComponentResponse(component=component, state=state)
            for component, state in component_states(failing, out_of_order).items()
        ],
        open=[outage_response(report) for report in running],
        past=[outage_response(report) for report in past],
        days=[
            ReadinessDayResponse(
                day=day.day, minutes=day.minutes, looked=day.looked, ready=day.ready,
                uptime_ppm=day.uptime_ppm,
            )
            for day in days
        ],
    )  # fmt: skip
