"""What everybody may know of the second market: the best orders, prices paid, the log of orders."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ResaleDep
from tallystick_node.api.shapes import Amount, Limit, Strict, UtcMoment
from tallystick_node.resale.order_log import LogEntry
from tallystick_node.resale.price_rules import BANDS
from tallystick_node.resale.rules import ORDERS_MAX, OrderFact, OrderSide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.resale.price_rules import PriceCell
    from tallystick_node.resale.service import ResaleMarket

__all__ = ["BookResponse", "PricesResponse", "SalesResponse", "book_of", "router"]

router = APIRouter(prefix="/v1/resale", tags=["resale"], responses=problem_responses(422, 503))

LoanNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="The loan's number.")]
AfterEntry = Annotated[int, Query(ge=0, le=2**63 - 1, description="Number of the last entry seen.")]
AskedLoan = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Of one loan.")]
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "The entries, a line each."}
}


class BestOrderResponse(Strict):
    """The best order of one side of a loan."""

    digest: str
    """What names it."""
    price_ppm: int
    """Its price, of what is outstanding."""
    left: Amount
    """Units that it is for."""


class BookResponse(Strict):
    """The orders of one loan that can be filled now."""

    loan: int
    """The loan's number."""
    best_ask: BestOrderResponse | None
    """The cheapest ask; null without one."""
    best_bid: BestOrderResponse | None
    """The dearest bid; null without one."""
    asks: int
    """How many asks can be filled."""
    bids: int
    """How many bids can be filled."""


class PriceCellResponse(Strict):
    """The sales of one band of days past due and one risk level."""

    overdue_from: int
    """From how many days past due the band begins."""
    overdue_to: int | None
    """The band's last day past due; null for the last band."""
    level: int
    """The loans' risk level, 1 to 5."""
    sales: int
    """How many sales."""
    price: Amount
    """What was paid in all."""
    par: Amount
    """What it would have come to at what was outstanding."""
    price_ppm: int
    """The one over the other, rounded down."""
    least_ppm: int
    """The lowest price of a sale."""
    most_ppm: int
    """The highest price of a sale."""


class PricesResponse(Strict):
    """What notes were sold for in the last 365 days."""

    cells: list[PriceCellResponse]
    """By days past due and risk level."""


class LogEntryResponse(Strict):
    """An entry of the log of orders; it names nobody."""

    number: int
    """Its number, from 1, without gaps."""
    fact: OrderFact
    """What has happened."""
    at: UtcMoment
    """When: by the block for what happened on the chain, else by the node."""
    side: OrderSide | None
    """Ask or bid; null for an order that was never here."""
    digest: str | None
    """The order; null for a floor of nonces that ended none that is here."""
    loan: int | None
    """The loan's number; null for an order that was never here and was cancelled."""
    units: Amount | None
    """Units of the order, or of what was sold; null as the loan is."""
    price_ppm: int | None
    """The order's price, of what is outstanding; null for an order that was never here."""
    reason: str | None
    """Why it is over, a code; null where the fact says it."""
    price: Amount | None
    """What was paid; null unless it was executed."""
    fee: Amount | None
    """The market fee within the price."""
    par: Amount | None
    """What the units would have cost at what was outstanding then."""
    overdue: int | None
    """Days past due of the loan then."""
    level: int | None
    """The loan's risk level."""
    block: int | None
    """The block; null for what happened at the node alone."""
    tx_hash: str | None
    """The transaction; null as the block is."""
    undoes: int | None
    """The number of the entry that the chain has taken back."""

    @classmethod
    def of(cls, entry: LogEntry) -> LogEntryResponse:
        """Return an entry as the API writes it.

        Args:
            entry: The entry.

        Returns:
            The response.
        """
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class LogResponse(Strict):
    """Entries of the log."""

    items: list[LogEntryResponse]
    """The entries, by number."""


class SalesResponse(Strict):
    """The sales of one loan's notes."""

    items: list[LogEntryResponse]
    """The newest first."""


@router.get("/books/{loan}")
def read_book(loan: LoanNumber, resale: ResaleDep) -> BookResponse:
    """Read the best ask and the best bid of a loan."""
    return book_of(resale, loan)


@router.get("/prices")
def read_prices(resale: ResaleDep) -> PricesResponse:
    """Read what notes were sold for, by days past due and risk level."""
    return PricesResponse(cells=[_cell(cell) for cell in resale.sales.cells()])


@router.get("/sales/{loan}")
def list_sales(loan: LoanNumber, resale: ResaleDep, limit: Limit = 50) -> SalesResponse:
    """List the sales of one loan's notes."""
    return SalesResponse(
        items=[LogEntryResponse.of(entry) for entry in resale.sales.of_loan(loan, limit)]
    )


@router.get("/log")
def list_order_log(
    resale: ResaleDep, limit: Limit = 50, after: AfterEntry = 0, loan: AskedLoan = None,
    fact: Annotated[OrderFact | None, Query(description="Of one kind.")] = None,
) -> LogResponse:  # fmt: skip
    """List what became of orders, by number: placed, withdrawn, executed, expired, ended."""
    entries = resale.log.entries(after, limit, loan, fact)
    return LogResponse(items=[LogEntryResponse.of(entry) for entry in entries])


@router.get("/log.csv", response_class=Response, responses=_CSV)
def export_order_log(
    resale: ResaleDep, limit: Limit = 200, after: AfterEntry = 0, loan: AskedLoan = None,
    fact: Annotated[OrderFact | None, Query(description="Of one kind.")] = None,
) -> Response:  # fmt: skip
    """Export the log of orders as CSV; the last line's number is the next file's `after`."""
    names = list(LogEntryResponse.model_fields)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(names)
    for entry in resale.log.entries(after, limit, loan, fact):
        document = LogEntryResponse.of(entry).model_dump(mode="json")
        writer.writerow(["" if document[name] is None else document[name] for name in names])
    headers = {"content-disposition": 'attachment; filename="orders.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def book_of(resale: ResaleMarket, loan: int) -> BookResponse:
    """Return the best orders of a loan that can be filled now.

    Args:
        resale: The second market.
        loan: The loan's number.

    Returns:
        The book; of several orders at the best price the oldest is named.

    Raises:
        TransportError: When the chain's node does not answer.
    """
    limit = 4 * ORDERS_MAX
    asks = [
        BestOrderResponse(digest=row.digest, price_ppm=row.signed.ask.price_ppm, left=row.left)
        for row in resale.asks.open(limit, loan)
        if not row.void
    ][::-1]
    bids = [
        BestOrderResponse(digest=row.digest, price_ppm=row.signed.bid.price_ppm, left=row.left)
        for row in resale.bids.open(limit, loan)
        if not row.void
    ][::-1]
    return BookResponse(
        loan=loan, asks=len(asks), bids=len(bids),
        best_ask=min(asks, key=lambda order: order.price_ppm, default=None),
        best_bid=max(bids, key=lambda order: order.price_ppm, default=None),
    )  # fmt: skip


def _cell(cell: PriceCell) -> PriceCellResponse:
    ends: Sequence[int | None] = [begins - 1 for begins in BANDS[1:]] + [None]
    return PriceCellResponse(
        overdue_from=BANDS[cell.band], overdue_to=ends[cell.band], level=cell.level,
        sales=cell.sales, price=cell.price, par=cell.par, price_ppm=cell.price_ppm,
        least_ppm=cell.least_ppm, most_ppm=cell.most_ppm,
    )  # fmt: skip
