"""The feeds of a supervisor: each page has a cursor to go on from, today or another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends

from tallystick.errors import InputError
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.regulator_key import regulator
from tallystick_node.api.routes.supervision_shapes import MajorEventResponse
from tallystick_node.api.services import DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import (
    Amount,
    AsOf,
    Cursor,
    Limit,
    Page,
    Strict,
    read_cursor,
    write_cursor,
)
from tallystick_node.supervision.feed import OperatingMonth, PortfolioRow
from tallystick_node.supervision.key_book import RegulatorKey
from tallystick_node.supervision.rules import RegulatorScope

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/regulator/feed",
    tags=["regulator"],
    responses=problem_responses(401, 403, 409, 422, 503),
)

OfPortfolio = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.PORTFOLIO))]
OfOperations = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.OPERATIONS))]
OfIncidents = Annotated[RegulatorKey, Depends(regulator(RegulatorScope.INCIDENTS))]


class PortfolioRowResponse(Strict):
    """A loan as the chain has it; amounts in minor units."""

    loan: int
    """The loan's number."""
    borrower: str
    """A salted hash of the borrower's first wallet: the same for all their loans."""
    status: str
    """Where it stands, such as active."""
    principal: Amount
    """Principal of the offer."""
    balance: Amount
    """Principal outstanding, as scheduled."""
    principal_paid: Amount
    """Principal paid so far."""
    interest_paid: Amount
    """Interest paid so far."""
    rate_ppm: int
    """Rate of a year in ppm."""
    risk_level: int
    """Risk level, 1 the best."""
    instalments: int
    """Instalments of the schedule that runs now."""
    settled: int
    """How many of them are settled."""
    drawn_down: date | None
    """Day of drawdown; null before."""
    impaired: bool
    """Whether a servicer has flagged it."""
    guaranteed: Amount
    """What a guarantor has locked for it."""
    changed_block: int
    """The block of its last change."""


class PortfolioFeed(Page[PortfolioRowResponse]):
    """Loans by their last change; one that changes again comes again."""

    watermark: str | None
    """From where to go on another day; null before the first loan."""
    as_of: AsOf
    """The block that the page is of."""


class OperatingFigure(Strict):
    """A figure of a month; shares in ppm with numerator and denominator, amounts minor units."""

    code: str
    """Its code, such as M03."""
    name: str
    """What it counts."""
    unit: str
    """minor, count or ppm."""
    value: str | None
    """The value; null for a share of nothing."""
    numerator: str | None
    """Of a share."""
    denominator: str | None
    """Of a share."""
    label: str
    """provable or attested."""


class OperatingMonthResponse(Strict):
    """A version of a month's published report."""

    subject: str
    """The report, such as monthly:2026-10."""
    version: int
    """Its version; a later one amends."""
    day: date
    """The last day that it is of."""
    block: str
    """The last block of that day."""
    root: str
    """Its root, as the chain has it."""
    amends: str | None
    """What was wrong before; null for the first version."""
    figures: list[OperatingFigure]
    """Its figures."""


class OperationsFeed(Page[OperatingMonthResponse]):
    """Months in the order in which their reports were anchored, amendments included."""

    watermark: str | None
    """From where to go on another day; null before the first report."""


class IncidentsFeed(Page[MajorEventResponse]):
    """Major events by their last change; one that changes again comes again."""

    watermark: str | None
    """From where to go on another day; null before the first event."""


@router.get("/portfolio")
def list_portfolio_feed(
    _: OfPortfolio, supervision: SupervisionDep, limit: Limit = 50, after: Cursor = None
) -> PortfolioFeed:
    """Every loan that has changed since; borrowers are salted hashes."""
    place = read_cursor(after, int, int)
    rows, read = supervision.feed.portfolio(
        None if place is None else (place[0], place[1]), limit + 1
    )
    shown = rows[:limit]
    last = write_cursor(shown[-1].facts.changed_block, shown[-1].facts.loan) if shown else after
    return PortfolioFeed(
        items=[_loan(row) for row in shown], next=last if len(rows) > limit else None,
        watermark=last, as_of=AsOf.of(read.of),
    )  # fmt: skip


@router.get("/operations")
def list_operations_feed(
    _: OfOperations, supervision: SupervisionDep, limit: Limit = 50, after: Cursor = None
) -> OperationsFeed:
    """Every month's figures that were published since, with the root on the chain."""
    place = read_cursor(after, int, int)
    months = supervision.feed.operations(None if place is None else (place[0], place[1]), limit + 1)
    shown = months[:limit]
    last = write_cursor(*shown[-1].anchor) if shown else after
    return OperationsFeed(
        items=[_month(month) for month in shown], next=last if len(months) > limit else None,
        watermark=last,
    )  # fmt: skip


@router.get("/incidents")
def list_incidents_feed(
    _: OfIncidents, database: DatabaseDep, supervision: SupervisionDep, limit: Limit = 50,
    after: Cursor = None,
) -> IncidentsFeed:  # fmt: skip
    """Every major event that has changed since, with its 48-hour clock."""
    place = read_cursor(after, int, int)
    with database.reading() as connection:
        events = supervision.events.changed(
            connection, after=None if place is None else (_moment(place[0]), place[1]),
            limit=limit + 1,
        )  # fmt: skip
    shown, now = events[:limit], supervision.desk.now
    last = write_cursor(_count(shown[-1].changed_at), shown[-1].number) if shown else after
    return IncidentsFeed(
        items=[MajorEventResponse.of(event, now) for event in shown],
        next=last if len(events) > limit else None, watermark=last,
    )  # fmt: skip


def _loan(row: PortfolioRow) -> PortfolioRowResponse:
    facts = row.facts
    return PortfolioRowResponse(
        loan=facts.loan, borrower=row.borrower, status=facts.status, principal=facts.principal,
        balance=facts.balance, principal_paid=facts.total_principal,
        interest_paid=facts.total_interest, rate_ppm=facts.rate_ppm, risk_level=facts.risk_level,
        instalments=facts.instalments, settled=facts.settled, drawn_down=row.drawn_down,
        impaired=facts.impaired, guaranteed=facts.guaranteed, changed_block=facts.changed_block,
    )  # fmt: skip


def _month(month: OperatingMonth) -> OperatingMonthResponse:
    figures = [
        OperatingFigure(
            code=figure["code"], name=figure["name"], unit=figure["unit"], value=figure["value"],
            numerator=figure.get("numerator"), denominator=figure.get("denominator"),
            label=figure["label"],
        )
        for figure in month.figures
    ]  # fmt: skip
    return OperatingMonthResponse(
        subject=month.subject, version=month.version, day=date.fromisoformat(month.day),
        block=month.block, root=month.root, amends=month.amends, figures=figures,
    )  # fmt: skip


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def _count(moment: datetime) -> int:
    return (moment - _BEGINNING) // timedelta(microseconds=1)


def _moment(count: int) -> datetime:
    """The moment of a cursor; what no calendar holds was not issued by this node."""
    try:
        return _BEGINNING + timedelta(microseconds=count)
    except OverflowError as wrong:
        raise InputError(
            "API:CURSOR", "this node has not issued this cursor for this list"
        ) from wrong
