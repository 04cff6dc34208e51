"""Notes for sale: the board of asks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from tallystick.platform.messages import SignedAsk
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import ResaleDep
from tallystick_node.api.shapes import Amount, Limit, Signature, Strict
from tallystick_node.resale.board import ListedAsk

__all__ = ["AskRequest", "AskResponse", "Digest", "ask_response", "router"]

router = APIRouter(prefix="/v1/asks", tags=["resale"], responses=problem_responses(422, 503))

Digest = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="The ask's digest.")]


class AskRequest(Strict):
    """An ask as its seller has signed it, in the form of `SignedAsk.document`."""

    ask: dict[str, str]
    """The fields of the EIP-712 message: numbers in decimal digits."""
    signature: Signature
    """The seller's signature in hex."""


class AskResponse(Strict):
    """An ask, with what the chain says of it now."""

    digest: str
    """What names it: the EIP-712 digest in hex."""
    ask: dict[str, str]
    """The fields of the message."""
    signature: str
    """The seller's signature in hex."""
    left: Amount
    """Units still for sale."""
    price: Amount | None
    """What they cost now, in minor units; null while the loan's market is closed."""
    fee: Amount | None
    """The market fee within the price, which the seller pays."""
    overdue: int
    """Days past due of the loan now."""
    void: str
    """Why it can no longer be filled, a code of the contract; empty when it can."""


class AsksResponse(Strict):
    """Asks."""

    items: list[AskResponse]
    """The asks, the newest first."""


@router.get("")
def list_asks(
    resale: ResaleDep,
    limit: Limit = 50,
    loan: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Of one loan.")] = None,
) -> AsksResponse:
    """List the asks that are neither over nor withdrawn."""
    return AsksResponse(items=[ask_response(listed) for listed in resale.asks.open(limit, loan)])


@router.get("/{digest}")
def read_ask(digest: Digest, resale: ResaleDep) -> AskResponse:
    """Read one ask."""
    return ask_response(resale.asks.find(digest))


@router.post("", status_code=201, responses=problem_responses(401, 403))
def put_ask(body: AskRequest, caller: SignedIn, resale: ResaleDep) -> AskResponse:
    """Put my signed ask on the board."""
    document: dict[str, Any] = body.model_dump()
    return ask_response(resale.asks.find(resale.asks.put(SignedAsk.parse(document), caller.wallet)))


@router.delete("/{digest}", status_code=204, responses=problem_responses(401))
def withdraw_ask(digest: Digest, caller: SignedIn, resale: ResaleDep) -> Response:
    """Take my ask off the board; whoever has kept it can fill it until it is cancelled on chain."""
    resale.asks.withdraw(digest, caller.wallet)
    return Response(status_code=204)


def ask_response(listed: ListedAsk) -> AskResponse:
    """Return an ask as the API writes it.

    Args:
        listed: The ask.

    Returns:
        The response.
    """
    document = listed.signed.document()
    return AskResponse(
        digest=listed.digest, ask=document["ask"], signature=document["signature"],
        left=listed.left, price=listed.price, fee=listed.fee, overdue=listed.overdue,
        void=listed.void,
    )  # fmt: skip
