"""The alerts that a supervisor reads, risk's and those of money laundering; they name nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from tallystick_node.aml.alert_book import AlertState
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.regulator_key import regulator
from tallystick_node.api.services import DatabaseDep
from tallystick_node.api.shapes import (
    Amount,
    Cursor,
    Limit,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.supervision.alert_feed import alert_page
from tallystick_node.supervision.key_book import RegulatorKey
from tallystick_node.supervision.rules import RegulatorScope

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/regulator/feed",
    tags=["regulator: alerts"],
    responses=problem_responses(401, 403, 409, 422, 503),
)

OfAlerts = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.ALERTS))]


class RiskAlertResponse(Strict):
    """A limit of risk that was breached."""

    incident: int
    """Its number."""
    metric: str
    """Which figure."""
    opened_on: date
    """On which day."""
    value: int
    """The figure then, in its unit."""
    bound: int
    """The breach's bound."""
    response: str
    """What it asks for."""
    closed: bool
    """Whether it is closed by now."""


class AmlAlertFeedRow(Strict):
    """What a rule against money laundering found; it names nobody."""

    alert: int
    """Its number."""
    rule: str
    """Which rule."""
    version: int
    """The rule's version."""
    day: date
    """The day of the look."""
    since: UtcMoment
    """The window's beginning."""
    until: UtcMoment
    """The window's end."""
    amount: Amount
    """How much moved, in minor units."""
    score: int
    """The rule's score."""
    state: AlertState
    """Where it stands now."""
    people: int
    """How many it is about."""


class AlertsFeed(Strict):
    """Alerts in the order in which they were raised, each once, as it stands now."""

    risk: list[RiskAlertResponse]
    """Limits of risk that were breached."""
    aml: list[AmlAlertFeedRow]
    """What rules against money laundering found."""
    next: str | None
    """The cursor of the page after; null at the end."""
    watermark: str | None
    """From where to go on another day; null before the first alert."""


@router.get("/alerts")
def list_alerts_feed(
    _: OfAlerts, database: DatabaseDep, limit: Limit = 50, after: Cursor = None
) -> AlertsFeed:
    """Every alert that was raised since: breached limits, and what AML rules found."""
    place = read_cursor(after, int, int)
    with database.reading() as connection:
        page = alert_page(connection, (0, 0) if place is None else (place[0], place[1]), limit)
    seen = page.incidents or page.alerts
    watermark = write_cursor(*page.place) if seen else after
    return AlertsFeed(
        risk=[
            RiskAlertResponse(
                incident=row.id, metric=row.metric, opened_on=row.opened_on, value=row.value,
                bound=row.bound, response=row.response, closed=row.closed_at is not None,
            )
            for row in page.incidents
        ],
        aml=[
            AmlAlertFeedRow(
                alert=row.number, rule=row.rule, version=row.version, day=row.day,
                since=datetime.fromtimestamp(row.since, UTC),
                until=datetime.fromtimestamp(row.until, UTC), amount=row.amount, score=row.score,
                state=row.state, people=row.people,
            )
            for row in page.alerts
        ],
        next=watermark if page.more else None, watermark=watermark,
    )  # fmt: skip
