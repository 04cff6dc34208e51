"""Several of my notes for sale at once: what each might bring, and my asks put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tallystick.platform.messages import SignedAsk
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.resale import AskRequest
from tallystick_node.api.services import ResaleDep
from tallystick_node.api.shapes import Amount, Strict
from tallystick_node.resale.bulk_sale import NoteChoice
from tallystick_node.resale.price_rules import EstimateBasis
from tallystick_node.resale.rules import ORDERS_MAX, PRICE_PPM_MAX

if TYPE_CHECKING:
    from tallystick_node.resale.bulk_sale import NoteEstimate

__all__ = ["NoteEstimatesResponse", "estimates_of", "router"]

router = APIRouter(
    prefix="/v1/me/notes", tags=["resale"], responses=problem_responses(401, 422, 503)
)


class NoteEstimateResponse(Strict):
    """A note of mine, and what it might bring; an estimate from past sales, and no promise."""

    loan: int
    """The loan's number."""
    units: Amount
    """Units that I hold."""
    outstanding: Amount
    """Their principal that is still to come."""
    overdue: int
    """Days past due of the loan now."""
    level: int
    """The loan's risk level, 1 to 5."""
    estimate_ppm: int
    """The estimated price, of what is outstanding."""
    fair_ppm: int
    """What is outstanding less what so late loans lose in the end."""
    basis: EstimateBasis
    """On which sales the estimate rests."""
    sales: int
    """On how many."""
    asked_ppm: int
    """The price that the amounts are of: the asked one, or the estimate."""
    price: Amount | None
    """What all my units cost at it now; null while the loan's market is closed."""
    fee: Amount | None
    """The market fee within it, which I pay."""
    closed: str
    """Why it cannot be sold now, a code; empty when it can."""


class NoteEstimatesResponse(Strict):
    """My notes, and what those that can be sold come to."""

    items: list[NoteEstimateResponse]
    """The notes of loans that run, by loan."""
    price: Amount
    """The prices together."""
    fee: Amount
    """The fees together."""


class BulkAskRequest(Strict):
    """Asks as I have signed them, to be put together."""

    asks: Annotated[list[AskRequest], Field(min_length=1, max_length=ORDERS_MAX)]
    """The asks, each in the form of `SignedAsk.document`."""


class PutOutcomeResponse(Strict):
    """What became of one ask."""

    loan: int
    """The loan's number."""
    digest: str | None
    """What names it on the board; null when it is not there."""
    code: str
    """Why not, a code; empty when it is there."""
    sentence: str
    """Why not, in words; empty when it is there."""


class BulkAskResponse(Strict):
    """An outcome for each ask, in their order."""

    outcomes: list[PutOutcomeResponse]
    """The outcomes."""


@router.get("/estimates")
def estimate_notes(
    caller: SignedIn,
    resale: ResaleDep,
    loan: Annotated[
        list[Annotated[int, Field(ge=1, le=2**63 - 1)]] | None,
        Query(max_length=100, description="These loans alone."),
    ] = None,
    level: Annotated[int | None, Query(ge=1, le=5, description="Of this risk level alone.")] = None,
    late: Annotated[bool, Query(description="Only loans that are past due.")] = False,  # noqa: FBT002 - a query
    price_ppm: Annotated[
        int | None,
        Query(ge=1, le=PRICE_PPM_MAX, description="One price for all, of what is outstanding."),
    ] = None,
) -> NoteEstimatesResponse:
    """Estimate what my notes would bring: each by itself, and together."""
    choice = NoteChoice(frozenset(loan or ()), level, late)
    return estimates_of(resale.bulk.estimates(caller.wallet, choice, price_ppm))


@router.post("/asks", responses=problem_responses(403))
def put_asks(body: BulkAskRequest, caller: SignedIn, resale: ResaleDep) -> BulkAskResponse:
    """Put several signed asks on the board, each by itself: one that is refused stops no other."""
    signed = [SignedAsk.parse(each.model_dump()) for each in body.asks]
    return BulkAskResponse(
        outcomes=[
            PutOutcomeResponse(
                loan=outcome.loan, digest=outcome.digest, code=outcome.code,
                sentence=outcome.sentence,
            )
            for outcome in resale.bulk.put(signed, caller.wallet)
        ]
    )  # fmt: skip


def estimates_of(rows: list[NoteEstimate]) -> NoteEstimatesResponse:
    """Return estimates as the API writes them.

    Args:
        rows: The notes.

    Returns:
        The response, with the sums of what can be sold.
    """
    return NoteEstimatesResponse(
        items=[
            NoteEstimateResponse(
                loan=row.loan, units=row.units, outstanding=row.outstanding, overdue=row.overdue,
                level=row.level, estimate_ppm=row.estimate.price_ppm,
                fair_ppm=row.estimate.fair_ppm, basis=row.estimate.basis, sales=row.estimate.sales,
                asked_ppm=row.asked_ppm, price=row.price, fee=row.fee, closed=row.closed,
            )
            for row in rows
        ],
        price=sum(row.price or 0 for row in rows), fee=sum(row.fee or 0 for row in rows),
    )  # fmt: skip
