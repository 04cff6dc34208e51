"""Records of the node about resale."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "AskResponse",
    "AsksResponse",
    "BidResponse",
    "BidsResponse",
    "CancelBelowResponse",
    "OrderOutcomeResponse",
    "OrderSide",
    "OrderWithdrawalResponse",
    "OwnAskResponse",
    "OwnBidResponse",
    "OwnOrdersResponse",
    "ValidOrderResponse",
]


class AskResponse(Record):
    """An ask, with what the chain says of it now."""

    ask: dict[str, str]
    digest: str
    fee: Amount | None
    left: Amount
    overdue: int
    price: Amount | None
    signature: str
    void: str


class AsksResponse(Record):
    """Asks."""

    items: tuple[AskResponse, ...]


class BidResponse(Record):
    """A bid, with what the chain says of it now."""

    bid: dict[str, str]
    digest: str
    fee: Amount | None
    left: Amount
    overdue: int
    price: Amount | None
    signature: str
    void: str


class BidsResponse(Record):
    """Bids."""

    items: tuple[BidResponse, ...]


class CancelBelowResponse(Record):
    """One call that ends all of them at once, and every other order with a lower nonce."""

    also_ends: tuple[str, ...]
    data: str
    nonce: str
    to: str


class OrderSide(StrEnum):
    """Who has signed: the seller of a note, or its buyer."""

    ASK = "ask"
    BID = "bid"


class OrderOutcomeResponse(Record):
    """What became of one order."""

    code: str
    digest: str
    sentence: str
    side: OrderSide | None
    withdrawn: bool


class ValidOrderResponse(Record):
    """An order that the chain would still fill, and the call that ends it."""

    data: str
    digest: str
    expires_at: datetime
    left: Amount
    loan: int
    side: OrderSide
    to: str


class OrderWithdrawalResponse(Record):
    """An outcome for each order, and what only the chain can still end."""

    at_once: CancelBelowResponse | None
    outcomes: tuple[OrderOutcomeResponse, ...]
    still_valid: tuple[ValidOrderResponse, ...]


class OwnAskResponse(Record):
    """My ask, and whether it is off the board."""

    ended: str
    order: AskResponse
    withdrawn: bool


class OwnBidResponse(Record):
    """My bid, and whether it is off the board."""

    ended: str
    order: BidResponse
    withdrawn: bool


class OwnOrdersResponse(Record):
    """My orders, the newest fifty of each side."""

    asks: tuple[OwnAskResponse, ...]
    bids: tuple[OwnBidResponse, ...]
