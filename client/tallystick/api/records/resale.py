"""Records of the node about resale."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "AskRequest",
    "AskResponse",
    "AsksResponse",
    "BestOrderResponse",
    "BidResponse",
    "BidsResponse",
    "BookResponse",
    "BulkAskResponse",
    "CancelBelowResponse",
    "EstimateBasis",
    "ExitBidResponse",
    "ExitNoteResponse",
    "ExitPairResponse",
    "ExitResponse",
    "ExitRestResponse",
    "LogEntryResponse",
    "LogResponse",
    "NoteEstimateResponse",
    "NoteEstimatesResponse",
    "OrderFact",
    "OrderOutcomeResponse",
    "OrderSide",
    "OrderWithdrawalResponse",
    "OwnAskResponse",
    "OwnBidResponse",
    "OwnOrdersResponse",
    "PriceCellResponse",
    "PricesResponse",
    "PutOutcomeResponse",
    "RestReason",
    "SalesResponse",
    "ValidOrderResponse",
]


class AskRequest(Record):
    """An ask as its seller has signed it, in the form of `SignedAsk.document`."""

    ask: dict[str, str]
    signature: str


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


class BestOrderResponse(Record):
    """The best order of one side of a loan."""

    digest: str
    left: Amount
    price_ppm: int


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


class BookResponse(Record):
    """The orders of one loan that can be filled now."""

    asks: int
    best_ask: BestOrderResponse | None
    best_bid: BestOrderResponse | None
    bids: int
    loan: int


class PutOutcomeResponse(Record):
    """What became of one ask."""

    code: str
    digest: str | None
    loan: int
    sentence: str


class BulkAskResponse(Record):
    """An outcome for each ask, in their order."""

    outcomes: tuple[PutOutcomeResponse, ...]


class CancelBelowResponse(Record):
    """One call that ends all of them at once, and every other order with a lower nonce."""

    also_ends: tuple[str, ...]
    data: str
    nonce: str
    to: str


class EstimateBasis(StrEnum):
    """On which sales an estimate rests."""

    LEVEL = "level"
    BAND = "band"
    ALL = "all"
    NONE = "none"


class ExitBidResponse(Record):
    """A bid that was looked at."""

    buyer: str
    cash: Amount
    cost: Amount
    digest: str
    left: Amount
    loan: int
    price_ppm: int


class ExitNoteResponse(Record):
    """A note that was paired."""

    is_open: bool
    loan: int
    ticket: Amount
    units: Amount


class ExitPairResponse(Record):
    """So many units of my note that one bid takes as things stand."""

    bid: str
    loan: int
    price_ppm: int
    units: Amount


class RestReason(StrEnum):
    """Why units are not paired."""

    CLOSED = "closed"
    NO_BID = "no_bid"
    PRICE = "price"
    DEPTH = "depth"
    TICKET = "ticket"


class ExitRestResponse(Record):
    """Units of my note that nobody takes now."""

    ask: str | None
    loan: int
    reason: RestReason
    units: Amount


class ExitResponse(Record):
    """What leaving comes to at this block, and everything that it was made from; no promise."""

    bids: tuple[ExitBidResponse, ...]
    block: int
    expiry: int
    least_ppm: int
    notes: tuple[ExitNoteResponse, ...]
    pairs: tuple[ExitPairResponse, ...]
    rests: tuple[ExitRestResponse, ...]


class OrderFact(StrEnum):
    """What the log says of an order."""

    PLACED = "placed"
    WITHDRAWN = "withdrawn"
    EXECUTED = "executed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ENDED = "ended"
    UNDONE = "undone"


class OrderSide(StrEnum):
    """Who has signed: the seller of a note, or its buyer."""

    ASK = "ask"
    BID = "bid"


class LogEntryResponse(Record):
    """An entry of the log of orders; it names nobody."""

    at: datetime
    block: int | None
    digest: str | None
    fact: OrderFact
    fee: Amount | None
    level: int | None
    loan: int | None
    number: int
    overdue: int | None
    par: Amount | None
    price: Amount | None
    price_ppm: int | None
    reason: str | None
    side: OrderSide | None
    tx_hash: str | None
    undoes: int | None
    units: Amount | None


class LogResponse(Record):
    """Entries of the log."""

    items: tuple[LogEntryResponse, ...]


class NoteEstimateResponse(Record):
    """A note of mine, and what it might bring; an estimate from past sales, and no promise."""

    asked_ppm: int
    basis: EstimateBasis
    closed: str
    estimate_ppm: int
    fair_ppm: int
    fee: Amount | None
    level: int
    loan: int
    outstanding: Amount
    overdue: int
    price: Amount | None
    sales: int
    units: Amount


class NoteEstimatesResponse(Record):
    """My notes, and what those that can be sold come to."""

    fee: Amount
    items: tuple[NoteEstimateResponse, ...]
    price: Amount


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


class PriceCellResponse(Record):
    """The sales of one band of days past due and one risk level."""

    least_ppm: int
    level: int
    most_ppm: int
    overdue_from: int
    overdue_to: int | None
    par: Amount
    price: Amount
    price_ppm: int
    sales: int


class PricesResponse(Record):
    """What notes were sold for in the last 365 days."""

    cells: tuple[PriceCellResponse, ...]


class SalesResponse(Record):
    """The sales of one loan's notes."""

    items: tuple[LogEntryResponse, ...]
