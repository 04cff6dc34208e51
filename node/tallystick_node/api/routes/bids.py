"""Bids for notes: the board of what buyers have signed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tallystick.platform.messages import SignedBid
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ResaleDep
from tallystick_node.api.shapes import Amount, Limit, Signature, Strict
from tallystick_node.resale.bids import ListedBid

__all__ = ["BidDigest", "BidRequest", "BidResponse", "bid_response", "router"]

router = APIRouter(prefix="/v1/bids", tags=["resale"], responses=problem_responses(422, 503))

BidDigest = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="The bid's digest.")]


class BidRequest(Strict):
    """A bid as its buyer has signed it, in the form of `SignedBid.document`."""

    bid: dict[str, str]
    """The fields of the EIP-712 message: numbers in decimal digits."""
    signature: Signature
    """The buyer's signature in hex."""


class BidResponse(Strict):
    """A bid, with what the chain says of it now."""

    digest: str
    """What names it: the EIP-712 digest in hex."""
    bid: dict[str, str]
    """The fields of the message."""
    signature: str
    """The buyer's signature in hex."""
    left: Amount
    """Units still sought that the buyer's cash pays for now."""
    price: Amount | None
    """What they cost now, in minor units; null while the loan's market is closed."""
    fee: Amount | None
    """The market fee within the price, which the seller pays."""
    overdue: int
    """Days past due of the loan now."""
    void: str
    """Why nobody can sell to it now, a code; empty when a holder can."""


class BidsResponse(Strict):
    """Bids."""

    items: list[BidResponse]
    """The bids, the newest first."""


@router.get("")
def list_bids(
    resale: ResaleDep,
    limit: Limit = 50,
    loan: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Of one loan.")] = None,
) -> BidsResponse:
    """List the bids that are neither over nor withdrawn."""
    return BidsResponse(items=[bid_response(listed) for listed in resale.bids.open(limit, loan)])


@router.get("/{digest}")
def read_bid(digest: BidDigest, resale: ResaleDep) -> BidResponse:
    """Read one bid."""
    return bid_response(resale.bids.find(digest))


@router.post("", status_code=201, responses=problem_responses(401, 403, 409))
def put_bid(body: BidRequest, caller: SignedIn, resale: ResaleDep) -> BidResponse:
    """Put my signed bid on the board; it is refused as the contract would refuse the purchase."""
    document: dict[str, Any] = body.model_dump()
    digest = resale.bids.put(SignedBid.parse(document), caller.wallet)
    return bid_response(resale.bids.find(digest, caller.wallet))


@router.delete("/{digest}", status_code=204, responses=problem_responses(401))
def withdraw_bid(digest: BidDigest, caller: SignedIn, resale: ResaleDep) -> Response:
    """Take my bid off the board; whoever has kept it can sell to it until it is cancelled."""
    resale.bids.withdraw(digest, caller.wallet)
    return Response(status_code=204)


def bid_response(listed: ListedBid) -> BidResponse:
    """Return a bid as the API writes it.

    Args:
        listed: The bid.

    Returns:
        The response.
    """
    document = listed.signed.document()
    return BidResponse(
        digest=listed.digest, bid=document["bid"], signature=document["signature"],
        left=listed.left, price=listed.price, fee=listed.fee, overdue=listed.overdue,
        void=listed.void,
    )  # fmt: skip
