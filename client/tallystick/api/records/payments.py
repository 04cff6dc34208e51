"""Records of the node about payments."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "Failure",
    "OrderResponse",
    "OrdersResponse",
    "PaymentKind",
    "PaymentState",
    "TokensDueResponse",
]


class Failure(StrEnum):
    """How the sandbox bank is to fail."""

    REFUSE = "refuse"
    EXPIRE = "expire"
    LATE = "late"
    DOWN = "down"


class TokensDueResponse(Record):
    """Which tokens an awaiting withdrawal waits for.

    number: the how many-th withdrawal of this amount by this wallet it is; it is covered once so
    many transfers of the amount have come. arrived: how many have come, up to `block`.
    """

    arrived: int
    block: int
    number: int


class PaymentKind(StrEnum):
    """Which way money goes."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


class PaymentState(StrEnum):
    """Where an order stands.

    A withdrawal begins with AWAITING: its tokens have not come back yet. SETTLED: money has
    moved at the custodian and tokens are being minted or burned; DONE: they are. REFUSED and
    EXPIRED: by the custodian's report no money has moved, and tokens of a withdrawal go back.
    """

    AWAITING = "awaiting"
    ASKED = "asked"
    INSTRUCTED = "instructed"
    AUTHORISED = "authorised"
    SETTLED = "settled"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


class OrderResponse(Record):
    """Where an order stands; `authorise_at` is where the client authorises it at the bank.

    send_to: the custodian's address, to which the wallet sends the tokens of a withdrawal; null
    for a deposit. due: null unless the order awaits tokens.
    """

    amount: Amount
    authorise_at: str | None
    currency: str
    due: TokensDueResponse | None
    key: str
    kind: PaymentKind
    reason: str | None
    send_to: str | None
    state: PaymentState
    wallet: str


class OrdersResponse(Record):
    """A wallet's orders."""

    items: tuple[OrderResponse, ...]
