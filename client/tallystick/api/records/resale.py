"""Records of the node about resale."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.shapes import Amount, Record

__all__ = ["AskResponse", "AsksResponse", "BidResponse", "BidsResponse"]


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
