"""My orders for notes: asks and bids together, several of them taken off the board at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter
from pydantic import Field

from tallystick.chain.artifacts import interface
from tallystick.chain.contracts import Market
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.bids import BidResponse, bid_response
from tallystick_node.api.routes.resale import AskResponse, ask_response
from tallystick_node.api.services import PlatformDep, ResaleDep
from tallystick_node.api.shapes import Amount, Strict, UtcMoment
from tallystick_node.resale.rules import OrderSide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.contracts.call import Command
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.resale.order_desk import OrderOutcome, ValidOrder
    from tallystick_node.resale.service import ResaleMarket

__all__ = [
    "DIGESTS_MAX", "OrderWithdrawalRequest", "OrderWithdrawalResponse", "router", "withdrawal_of",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/me/orders", tags=["resale"], responses=problem_responses(401, 422, 503)
)
DIGESTS_MAX = 100
OrderDigest = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]


class OwnAskResponse(Strict):
    """My ask, and whether it is off the board."""

    order: AskResponse
    """The ask."""
    withdrawn: bool
    """Whether I have taken it off the board."""
    ended: str
    """Why it is over for good, a code; empty while it is not."""


class OwnBidResponse(Strict):
    """My bid, and whether it is off the board."""

    order: BidResponse
    """The bid."""
    withdrawn: bool
    """Whether I have taken it off the board."""
    ended: str
    """Why it is over for good, a code; empty while it is not."""


class OwnOrdersResponse(Strict):
    """My orders, the newest fifty of each side."""

    asks: list[OwnAskResponse]
    """My asks, the newest first."""
    bids: list[OwnBidResponse]
    """My bids, the newest first."""


class OrderWithdrawalRequest(Strict):
    """Which orders are taken off the board: those that are named, or all that are open."""

    digests: Annotated[list[OrderDigest] | None, Field(max_length=DIGESTS_MAX)] = None
    """The orders; null together with `all_open`."""
    all_open: bool = False
    """Whether all my open orders are meant."""
    side: OrderSide | None = None
    """With `all_open`, asks or bids alone."""


class OrderOutcomeResponse(Strict):
    """What became of one order."""

    digest: str
    """The order."""
    side: OrderSide | None
    """Ask or bid; null when it is not mine, or is not open here."""
    withdrawn: bool
    """Whether it is off the board now."""
    code: str
    """Why not, a code; empty when it is."""
    sentence: str
    """Why not, in words; empty when it is."""


class ValidOrderResponse(Strict):
    """An order that the chain would still fill, and the call that ends it."""

    side: OrderSide
    """Ask or bid."""
    digest: str
    """The order."""
    loan: int
    """The loan's number."""
    left: Amount
    """Units that the chain would still fill."""
    expires_at: UtcMoment
    """Until when."""
    to: str
    """The contract that ends it."""
    data: str
    """The call's data in hex, for a transaction of my wallet."""


class CancelBelowResponse(Strict):
    """One call that ends all of them at once, and every other order with a lower nonce."""

    nonce: str
    """The least nonce that still holds afterwards, in decimal digits."""
    also_ends: list[str]
    """My other orders here that it would end too."""
    to: str
    """The contract."""
    data: str
    """The call's data in hex, for a transaction of my wallet."""


class OrderWithdrawalResponse(Strict):
    """An outcome for each order, and what only the chain can still end."""

    outcomes: list[OrderOutcomeResponse]
    """One for each order, in their order."""
    still_valid: list[ValidOrderResponse]
    """Orders that whoever has kept them can still fill."""
    at_once: CancelBelowResponse | None
    """One call in place of several; null where one order or none is left to end."""


@router.get("")
def list_own_orders(caller: SignedIn, resale: ResaleDep) -> OwnOrdersResponse:
    """List my asks and bids, also those that are over or off the board."""
    return OwnOrdersResponse(
        asks=[
            OwnAskResponse(
                order=ask_response(listed), withdrawn=listed.withdrawn, ended=listed.ended
            )
            for listed in resale.asks.of_seller(caller.wallet)
        ],
        bids=[
            OwnBidResponse(
                order=bid_response(listed), withdrawn=listed.withdrawn, ended=listed.ended
            )
            for listed in resale.bids.of_buyer(caller.wallet)
        ],
    )


@router.post("/withdrawals")
def withdraw_orders(
    body: OrderWithdrawalRequest, caller: SignedIn, resale: ResaleDep, platform: PlatformDep
) -> OrderWithdrawalResponse:
    """Take several of my orders off the board, and say what the chain still has to end.

    Each is taken off by itself, and nothing is sent to the chain. What was signed and shown can be
    filled until it expires or its maker ends it there: `still_valid` names such orders with the
    call for each, and `at_once` the one call that ends all of them together.
    """
    return withdrawal_of(resale, platform, caller.wallet, body)


def withdrawal_of(
    resale: ResaleMarket, platform: Platform, wallet: str, body: OrderWithdrawalRequest
) -> OrderWithdrawalResponse:
    """Take a wallet's orders off the board.

    Args:
        resale: The second market.
        platform: The platform.
        wallet: Whose orders.
        body: Which.

    Returns:
        An outcome for each, and the plan for the chain.

    Raises:
        TransportError: When the chain's node does not answer.
    """
    digests = resale.desk.open_digests(wallet, body.side) if body.all_open else body.digests or []
    outcomes = resale.desk.withdraw(wallet, digests)
    return _response(resale, platform, wallet, outcomes)


def _response(
    resale: ResaleMarket, platform: Platform, wallet: str, outcomes: Sequence[OrderOutcome]
) -> OrderWithdrawalResponse:
    plan = resale.desk.plan(wallet, [outcome.digest for outcome in outcomes])
    market = platform.address("Market")
    below = None if plan.floor is None else Market.cancel_below(plan.floor)
    return OrderWithdrawalResponse(
        outcomes=[
            OrderOutcomeResponse(
                digest=outcome.digest, side=outcome.side, withdrawn=outcome.withdrawn,
                code=outcome.code, sentence=outcome.sentence,
            )
            for outcome in outcomes
        ],
        still_valid=[_valid(order, market) for order in plan.orders],
        at_once=None if below is None else CancelBelowResponse(
            nonce=str(plan.floor), also_ends=list(plan.also_ends), to=market, data=_data(below)
        ),
    )  # fmt: skip


def _valid(order: ValidOrder, market: str) -> ValidOrderResponse:
    return ValidOrderResponse(
        side=order.side, digest=order.digest, loan=order.loan, left=order.left,
        expires_at=datetime.fromtimestamp(order.expiry, UTC), to=market,
        data=_data(order.cancelling),
    )  # fmt: skip


def _data(command: Command) -> str:
    shape = interface(command.contract).function(command.function)
    return "0x" + shape.encode(command.arguments).hex()
