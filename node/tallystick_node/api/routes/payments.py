"""Money in and out through the custodian: orders under a key of the client's choice."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from tallystick.errors import InputError
from tallystick_node.api.caller import Caller, SignedIn, require_two_factors
from tallystick_node.api.idempotency import IdempotencyKey
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import AuthDep, DatabaseDep, DevelopmentDep, KycDep, PaymentsDep
from tallystick_node.api.shapes import Amount, AskedAmount, Limit, Strict
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.payments.custodian import AMOUNT_MAX, PaymentKind
from tallystick_node.payments.order import PaymentOrder
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.service import PaymentsDesk

__all__ = ["router"]

router = APIRouter(
    prefix="/v1", tags=["payments"], responses=problem_responses(401, 404, 409, 422, 503)
)

LEVEL_MIN = 1


class Failure(StrEnum):
    """How the sandbox bank is to fail."""

    REFUSE = "refuse"
    EXPIRE = "expire"
    LATE = "late"
    DOWN = "down"


class PaymentRequest(Strict):
    """How much. sandbox: how the sandbox bank of a development node is to fail."""

    amount: Annotated[AskedAmount, Field(ge=1, le=AMOUNT_MAX)]
    """In minor units."""
    sandbox: Failure | None = None
    """How the sandbox bank of a development node is to fail."""


class TokensDueResponse(Strict):
    """Which tokens an awaiting withdrawal waits for.

    number: the how many-th withdrawal of this amount by this wallet it is; it is covered once so
    many transfers of the amount have come. arrived: how many have come, up to `block`.
    """

    number: int
    """The how many-th withdrawal of this amount by this wallet it is."""
    arrived: int
    """How many transfers of the amount have come."""
    block: int
    """The block up to which that was read."""


class OrderResponse(Strict):
    """Where an order stands; `authorise_at` is where the client authorises it at the bank.

    send_to: the custodian's address, to which the wallet sends the tokens of a withdrawal; null for
    a deposit. due: null unless the order awaits tokens.
    """

    key: str
    """The order's key."""
    kind: PaymentKind
    """Deposit or withdrawal."""
    amount: Amount
    """In minor units."""
    currency: str
    """The currency that the bank moves."""
    wallet: str
    """The wallet's checksummed address."""
    state: PaymentState
    """Where it stands."""
    authorise_at: str | None
    """Where the client authorises it at the bank."""
    reason: str | None
    """Why it failed; null unless it did."""
    send_to: str | None
    """The custodian's address, to which a withdrawal's tokens go; null for a deposit."""
    due: TokensDueResponse | None
    """The tokens it waits for; null unless it awaits some."""


class OrdersResponse(Strict):
    """A wallet's orders."""

    items: list[OrderResponse]
    """The orders, the newest first."""


@router.post("/deposits", status_code=201)
def order_deposit(
    body: PaymentRequest,
    caller: SignedIn,
    me: Me,
    development: DevelopmentDep,
    database: DatabaseDep,
    kyc: KycDep,
    payments: PaymentsDep,
    key: IdempotencyKey,
) -> OrderResponse:
    """Bring money in. Tokens are minted to the wallet once the bank has booked it.

    The same key again returns the same order as it stands by then.
    """
    order = payments.deposit(
        _key(caller, key),
        account=_account(development, database, kyc, me, body),
        wallet=caller.wallet,
        amount=body.amount,
    )
    return _response(payments, order)


@router.post("/withdrawals", status_code=201)
def order_withdrawal(
    body: PaymentRequest,
    caller: SignedIn,
    me: Me,
    auth: AuthDep,
    development: DevelopmentDep,
    database: DatabaseDep,
    kyc: KycDep,
    payments: PaymentsDep,
    key: IdempotencyKey,
) -> OrderResponse:
    """Take money out: the bank pays once the wallet has sent the tokens to `send_to`.

    It takes two factors. Nothing else stops a withdrawal but a case under review. The same key
    again returns the same order as it stands by then.
    """
    require_two_factors(caller, auth)
    order = payments.withdraw(
        _key(caller, key),
        account=_account(development, database, kyc, me, body),
        wallet=caller.wallet,
        amount=body.amount,
    )
    return _response(payments, order)


@router.get("/orders")
def list_orders(
    caller: SignedIn,
    payments: PaymentsDep,
    limit: Limit = 50,
) -> OrdersResponse:
    """List my orders, the newest first."""
    return OrdersResponse(
        items=[_response(payments, order) for order in payments.of(caller.wallet, limit)]
    )


@router.get("/orders/{key}")
def read_order(
    key: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The order's `key`.")],
    caller: SignedIn,
    payments: PaymentsDep,
) -> OrderResponse:
    """Read one of my orders, by the `key` of its first answer."""
    order = payments.find(key)
    if order is None or order.wallet != caller.wallet:
        raise NotHere("API:ORDER", "this wallet has no such order")
    return _response(payments, order)


def _key(caller: Caller, key: str) -> str:
    """Two clients may choose the same key; at the bank it has to be the caller's alone."""
    return hashlib.sha256(f"{caller.wallet} {key}".encode()).hexdigest()


def _account(
    development: DevelopmentDep,
    database: DatabaseDep,
    kyc: KycDep,
    person: str,
    body: PaymentRequest,
) -> str:
    """The client's account at the custodian, which knows them by our identifier of the person."""
    if body.sandbox is not None and not development:
        raise InputError("PAYMENT:SANDBOX", "only a node under development has a sandbox bank")
    with database.reading() as connection:
        kyc.watchlist.require_free(connection, person)
        level = kyc.levels.of(connection, person)
    # Who once was known and owes must be able to pay, whatever has grown too old since.
    if level.number < LEVEL_MIN and not kyc.credentials.of(person):
        raise PersonRefused("PAYMENT:LEVEL", f"first: {'; '.join(level.missing)}")
    return person if body.sandbox is None else f"{person}-{body.sandbox}"


def _response(payments: PaymentsDesk, order: PaymentOrder) -> OrderResponse:
    asked = order.instruction
    due = payments.due(order)
    return OrderResponse(
        key=order.key, kind=asked.kind, amount=asked.amount, currency=asked.currency,
        wallet=order.wallet, state=order.state, authorise_at=order.authorise_at,
        reason=order.reason,
        send_to=payments.send_to if asked.kind is PaymentKind.WITHDRAWAL else None,
        due=None if due is None else TokensDueResponse(
            number=due.number, arrived=due.arrived, block=due.block
        ),
    )  # fmt: skip
