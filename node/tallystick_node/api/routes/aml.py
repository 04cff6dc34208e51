"""Money laundering: alerts with their flows, rules that are tried first, people left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from tallystick_node.aml.alert_book import AlertState
from tallystick_node.aml.context import TEXT_MAX
from tallystick_node.aml.flow_graph import HOPS_MAX, FlowGraph
from tallystick_node.aml.flows import FlowKind
from tallystick_node.aml.refusals import NoAml
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import (
    Amount,
    Cursor,
    Day,
    Limit,
    Page,
    RowNumber,
    Strict,
    UtcMoment,
    read_cursor,
    write_cursor,
)
from tallystick_node.auth.rights import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.flows import Flow
    from tallystick_node.aml.service import Aml

__all__ = [
    "AmlAlertResponse",
    "Compliance",
    "Person",
    "RuleCode",
    "alert_response",
    "flow_response",
    "router",
]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: money laundering"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Compliance = Annotated[Caller, Depends(staff(Role.COMPLIANCE))]
RuleCode = Annotated[str, Field(min_length=1, max_length=16)]
Person = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Hops = Annotated[int, Query(ge=1, le=HOPS_MAX, description="How far around the people to look.")]


class AmlAlertResponse(Strict):
    """What a rule has seen of one day."""

    alert: int
    """The alert's number."""
    rule: str
    """The rule's code."""
    version: int
    """The rule's version."""
    subject: str
    """The person, or the first of those who belong together."""
    people: list[str]
    """Who took part."""
    day: date
    """The day that was looked at."""
    since: UtcMoment
    """When the first of its flows was."""
    until: UtcMoment
    """When the last of its flows was."""
    amount: Amount
    """What they come to, in minor units."""
    score: int
    """1 to 100; 50 stands on the threshold."""
    facts: dict[str, str | int]
    """The figures that the rule went by, by name."""
    flows: list[str]
    """The ids of its flows."""
    state: AlertState
    """Whether somebody is to look at it."""
    case: int | None
    """The case it is in; null without one."""
    due_on: date
    """By which day it is to be decided."""


class AmlAlertPage(Page[AmlAlertResponse]):
    """Alerts, the newest first."""


class AmlFlowResponse(Strict):
    """Money that moved once."""

    id: str
    """What the flow is known by."""
    at: UtcMoment
    """When."""
    kind: FlowKind
    """What for."""
    source: str
    """From which person, loan, bank or wallet."""
    destination: str
    """To which person, loan, bank or wallet."""
    amount: Amount
    """Minor units."""
    loan: int | None
    """The loan it is about; null without one."""
    country: str
    """Of the bank outside; empty where it is not known."""
    cash: bool
    """Whether it was cash."""


class AmlGraphResponse(Strict):
    """The flows around the people of an alert."""

    nodes: dict[str, int]
    """How many hops away each node is; people of the alert at 0."""
    flows: list[AmlFlowResponse]
    """The flows between them, by their time."""


class AmlSimilarResponse(Strict):
    """A closed case with an alert of the same rule."""

    case: int
    """The case's number."""
    outcome: str
    """What it came to."""
    amount: Amount
    """Of its alert, in minor units."""
    score: int
    """Of its alert."""


class AmlOverviewResponse(Strict):
    """How the watch stands."""

    last_day: date | None
    """The newest day that was looked at; null before the first look."""
    looked_at: UtcMoment | None
    """When; null before the first look."""
    flows: int
    """How many flows of that day were looked at."""
    ages: dict[str, int]
    """Open alerts by their age in days."""
    late_cases: list[int]
    """Cases whose decision or report is late."""


class AmlSnoozeRequest(Strict):
    """Who is left alone until when, and why."""

    person: Person
    """The person's identifier."""
    rule: RuleCode | None = None
    """For this rule alone; for all without it."""
    until: Day
    """The last day."""
    reason: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
    """Why."""


class AmlSnoozeResponse(Strict):
    """The snooze's number."""

    snooze: int
    """The snooze's number."""


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def alert_response(connection: Connection, aml: Aml, row: Row[Any]) -> AmlAlertResponse:
    """Return an alert as the API writes it.

    Args:
        connection: An open database transaction.
        aml: The watch.
        row: The alert's row.

    Returns:
        The response.
    """
    return AmlAlertResponse(
        alert=row.id, rule=row.rule, version=row.version, subject=row.subject,
        people=aml.alerts.people(connection, [row.id]), day=row.day, since=_moment(row.since),
        until=_moment(row.until), amount=row.amount, score=row.score, facts=row.facts,
        flows=row.flows, state=AlertState(row.state), case=row.case, due_on=row.due_on,
    )  # fmt: skip


def flow_response(flow: Flow) -> AmlFlowResponse:
    """Return a flow as the API writes it.

    Args:
        flow: The flow.

    Returns:
        The response.
    """
    return AmlFlowResponse(
        id=flow.id, at=_moment(flow.at), kind=flow.kind, source=flow.source,
        destination=flow.destination, amount=flow.amount, loan=flow.loan, country=flow.country,
        cash=flow.cash,
    )  # fmt: skip


def _shown(connection: Connection, aml: Aml, number: int, caller: Caller) -> Row[Any]:
    """An alert that is not about whoever asks; of such a one they learn as of none."""
    row = aml.alerts.alert(connection, number)
    if aml.desk.is_own(connection, caller.wallet, aml.alerts.people(connection, [number])):
        raise NoAml("AML:ALERT", f"there is no alert {number}")
    return row


@router.get("/overview")
def read_aml_overview(
    caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlOverviewResponse:
    """How the watch stands: the last look, open alerts by age, cases that are late."""
    with database.reading() as connection:
        last = aml.watch.last_run(connection)
        late = [
            row.id
            for row in aml.closing.overdue(connection)
            if not aml.desk.is_own(connection, caller.wallet, aml.cases.people(connection, row.id))
        ]
        return AmlOverviewResponse(
            last_day=None if last is None else last.day,
            looked_at=None if last is None else last.at,
            flows=0 if last is None else last.flows,
            ages=aml.alerts.ages(connection), late_cases=late,
        )  # fmt: skip


@router.get("/alerts")
def list_aml_alerts(
    caller: Compliance,
    database: DatabaseDep,
    aml: AmlDep,
    state: AlertState | None = None,
    rule: Annotated[str | None, Query(max_length=16)] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> AmlAlertPage:
    """The alerts, the newest first; none about the caller."""
    place = read_cursor(after, int)
    with database.reading() as connection:
        rows = aml.alerts.listed(
            connection, state=state, rule=rule, before=None if place is None else place[0],
            limit=limit,
        )  # fmt: skip
        items = [alert_response(connection, aml, row) for row in rows]
        shown = [
            item for item in items if not aml.desk.is_own(connection, caller.wallet, item.people)
        ]
    following = write_cursor(rows[-1].id) if len(rows) == limit else None
    return AmlAlertPage(items=shown, next=following)


@router.get("/alerts/{number}")
def read_aml_alert(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlAlertResponse:
    """An alert."""
    with database.reading() as connection:
        return alert_response(connection, aml, _shown(connection, aml, number, caller))


@router.get("/alerts/{number}/graph")
def read_aml_graph(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep,
    hops: Hops = HOPS_MAX,
) -> AmlGraphResponse:  # fmt: skip
    """The flows around the people of an alert, at most three hops away."""
    with database.reading() as connection:
        _shown(connection, aml, number, caller)
        people = aml.alerts.people(connection, [number])
        part = FlowGraph(aml.flows.of_nodes(connection, people, hops)).around(people, hops)
    return AmlGraphResponse(nodes=part.nodes, flows=[flow_response(flow) for flow in part.flows])


@router.get("/alerts/{number}/similar")
def list_similar_aml_cases(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlSimilarResponse]:
    """Closed cases with an alert of the same rule, the newest first."""
    with database.reading() as connection:
        _shown(connection, aml, number, caller)
        return [
            AmlSimilarResponse(
                case=row.id, outcome=str(row.outcome), amount=row.amount, score=row.score
            )
            for row in aml.alerts.similar(connection, number)
            if not aml.desk.is_own(connection, caller.wallet, aml.cases.people(connection, row.id))
        ]


@router.post("/snoozes", status_code=201)
def snooze_person(
    body: AmlSnoozeRequest, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlSnoozeResponse:
    """Leave a person alone for a while, at most half a year, with a reason."""
    with database.writing() as connection:
        number = aml.alerts.snooze(
            connection, body.person, rule=body.rule, until=body.until, reason=body.reason,
            staff=caller.wallet,
        )  # fmt: skip
    return AmlSnoozeResponse(snooze=number)
