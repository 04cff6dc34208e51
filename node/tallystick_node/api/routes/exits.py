"""Leaving early: my notes paired with bids that stand, and what remains and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import PlatformDep, ResaleDep
from tallystick_node.api.shapes import Amount, Strict
from tallystick_node.resale.exit_rules import RestReason
from tallystick_node.resale.rules import DAY_SECONDS, EXPIRY_DAYS_MAX, PRICE_PPM_MAX

if TYPE_CHECKING:
    from tallystick_node.resale.exit_desk import ExitPlanned

__all__ = ["ExitResponse", "router"]

router = APIRouter(
    prefix="/v1/me/notes", tags=["resale"], responses=problem_responses(401, 422, 503)
)


class ExitPairResponse(Strict):
    """So many units of my note that one bid takes as things stand."""

    loan: int
    """The loan's number."""
    bid: str
    """The bid's digest."""
    units: Amount
    """Units, in minor units of original principal."""
    price_ppm: int
    """The bid's price, of what is outstanding."""


class ExitRestResponse(Strict):
    """Units of my note that nobody takes now."""

    loan: int
    """The loan's number."""
    units: Amount
    """Units that stay mine."""
    reason: RestReason
    """Why."""
    ask: str | None
    """My own open ask for this loan; null where I would have to sign one."""


class ExitNoteResponse(Strict):
    """A note that was paired."""

    loan: int
    """The loan's number."""
    units: Amount
    """Units that I hold."""
    ticket: Amount
    """The loan's smallest note."""
    is_open: bool
    """Whether the loan has a market now."""


class ExitBidResponse(Strict):
    """A bid that was looked at."""

    digest: str
    """The bid."""
    loan: int
    """The loan's number."""
    buyer: str
    """Who has signed it."""
    left: Amount
    """Units that it still seeks and that its buyer's cash pays for alone."""
    price_ppm: int
    """Its price, of what is outstanding."""
    cost: Amount
    """What they cost now, rounded up."""
    cash: Amount
    """What its buyer has in the Escrow, for all their bids."""


class ExitResponse(Strict):
    """What leaving comes to at this block, and everything that it was made from; no promise."""

    block: int
    """The chain's newest block."""
    least_ppm: int
    """The lowest price that I take."""
    expiry: int
    """Until when asks for the rest would hold, a Unix second."""
    pairs: list[ExitPairResponse]
    """What bids take, in the order in which it is to be sold."""
    rests: list[ExitRestResponse]
    """What stays mine, and why."""
    notes: list[ExitNoteResponse]
    """My notes, as they were paired."""
    bids: list[ExitBidResponse]
    """The bids that were looked at."""


@router.get("/exit")
def plan_early_exit(
    caller: SignedIn,
    resale: ResaleDep,
    platform: PlatformDep,
    price_ppm: Annotated[
        int, Query(ge=1, le=PRICE_PPM_MAX, description="The lowest price, of what is outstanding.")
    ] = 1_000_000,
    days: Annotated[
        int, Query(ge=1, le=EXPIRY_DAYS_MAX, description="Days within which I want to leave.")
    ] = 14,
) -> ExitResponse:
    """Pair my notes with the bids that stand, and say what remains and why; nothing is sold.

    The same notes and bids give the same pairs whoever makes them again. Each pair is sold by my
    own wallet, and somebody else may be first.
    """
    planned = resale.exits.plan(caller.wallet, price_ppm, platform.now() + days * DAY_SECONDS)
    return _response(planned)


def _response(planned: ExitPlanned) -> ExitResponse:
    match = planned.match
    return ExitResponse(
        block=planned.block, least_ppm=planned.least_ppm, expiry=planned.leave_at,
        pairs=[
            ExitPairResponse(
                loan=pair.loan, bid=pair.digest, units=pair.units, price_ppm=pair.price_ppm
            )
            for pair in match.pairs
        ],
        rests=[
            ExitRestResponse(
                loan=rest.loan, units=rest.units, reason=rest.reason,
                ask=planned.asks.get(rest.loan),
            )
            for rest in match.rests
        ],
        notes=[
            ExitNoteResponse(
                loan=note.loan, units=note.units, ticket=note.ticket, is_open=note.is_open
            )
            for note in planned.notes
        ],
        bids=[
            ExitBidResponse(
                digest=bid.digest, loan=bid.loan, buyer=bid.buyer, left=bid.left,
                price_ppm=bid.price_ppm, cost=bid.cost, cash=planned.cash[bid.buyer],
            )
            for bid in planned.bids
        ],
    )  # fmt: skip
