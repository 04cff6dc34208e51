"""Money in from the bank and out to it: orders, where they stand, a withdrawal's tokens."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.chain.contracts import Token
from tallystick.errors import InputError
from tallystick_node.api.caller import require_two_factors
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes import payments as routes
from tallystick_node.api.services import (
    AuthDep,
    DatabaseDep,
    DevelopmentDep,
    KycDep,
    PaymentsDep,
    PlatformDep,
)
from tallystick_node.payments.custodian import PaymentKind, Status
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import REFUSALS, Typed, minor_units, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    ShownList,
    Sort,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.caller import Caller
    from tallystick_node.auth.service import Auth
    from tallystick_node.payments.service import PaymentsDesk
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/account/money"
SHOWN = 50
# Of the key that makes a form sent twice one order.
KEY_BYTES = 16
Key = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get(HERE)
def read_money(
    page: PageDep, reader: Reader, auth: AuthDep, request: Request,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """Orders so far, and the two forms; a node without a custodian says so."""
    desk: PaymentsDesk | None = request.app.state.services.payments
    if file:
        return list_file(page, _orders(page, reader, desk, sort), file)
    return _money(page, reader, auth, desk)


@router.post(f"{HERE}/orders")
def order_here(
    page: PageDep, request: Request, reader: Reader, me: Person, auth: AuthDep,
    development: DevelopmentDep, database: DatabaseDep, kyc: KycDep, payments: PaymentsDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Order a deposit or a withdrawal; the same form sent twice is one order."""
    try:
        amount = minor_units(typed.get("amount", ""), page.wording.exponent)
        body = shaped(routes.PaymentRequest, amount=str(amount))
        key = typed.get("key", "")
        if not key.isalnum() or len(key) != 2 * KEY_BYTES:
            raise InputError("INPUT:FORM", "open the form anew; its key is missing")
        if typed.get("kind") == PaymentKind.DEPOSIT:
            order = routes.order_deposit(
                body, reader, me, development, database, kyc, payments, key
            )
        else:
            order = routes.order_withdrawal(
                body, reader, me, auth, development, database, kyc, payments, key
            )
    except REFUSALS as refused:
        return _money(page, reader, auth, payments, typed, mistake_of(request, refused))
    return RedirectResponse(f"{HERE}/orders/{order.key}", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/orders/{{key}}")
def read_order(page: PageDep, key: Key, reader: Reader, payments: PaymentsDep) -> Response:
    """Where one order stands, and what is to do next."""
    order = routes.read_order(key, reader, payments)
    return page("order.html", order=order, waits=_waits(order))


@router.post(f"{HERE}/orders/{{key}}/authorise")
def authorise_at_sandbox(key: Key, reader: Reader, payments: PaymentsDep, _: OwnPage) -> Response:
    """Authorise an order at the sandbox bank, which has no pages of its own."""
    bank, order = payments.custodian, payments.find(key)
    if order is None or order.wallet != reader.wallet:
        raise NotHere("PAYMENT:ORDER", "this wallet has no such order")
    if not isinstance(bank, SandboxBank):
        raise NotHere("PAYMENT:SANDBOX", "the custodian of this node is not the sandbox bank")
    known = bank.order(key)
    if known is not None and known.status is Status.INSTRUCTED:
        bank.authorise(key)
    return RedirectResponse(f"{HERE}/orders/{key}", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/orders/{{key}}/tokens")
def review_tokens(
    page: PageDep, key: Key, reader: Reader, payments: PaymentsDep, platform: PlatformDep,
    auth: AuthDep,
) -> Response:  # fmt: skip
    """The transfer that a withdrawal waits for."""
    order = routes.read_order(key, reader, payments)
    if order.send_to is None or not _waits(order):
        return RedirectResponse(f"{HERE}/orders/{key}", HTTPStatus.SEE_OTHER)
    require_two_factors(reader, auth)
    say, wording = page.texts.gettext, page.wording
    plan = platform.plan(Token.transfer(order.send_to, int(order.amount)), reader.wallet)
    act = Act(
        title=say("Send the tokens of the withdrawal"),
        sentence=say(
            "The tokens go from your wallet to the custodian; the bank pays the same amount out."
        ),
        rows=[
            (say("Amount"), wording.money(int(order.amount))),
            (say("Custodian"), order.send_to),
        ],
        undo=say("if the bank refuses, the tokens come back to your wallet."),
        back=f"{HERE}/orders/{key}", after=f"{HERE}/orders/{key}",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _waits(order: routes.OrderResponse) -> bool:
    """Whether its tokens are still to be sent."""
    return order.due is not None and order.due.arrived < order.due.number


def _orders(
    page: WebPage, reader: Caller, desk: PaymentsDesk | None, sort: str
) -> ShownList[routes.OrderResponse]:
    rows = [] if desk is None else routes.list_orders(reader, desk, SHOWN).items
    say = page.texts.gettext
    columns: tuple[ListColumn[routes.OrderResponse], ...] = (
        ListColumn("reference", "", CellKind.TEXT, lambda order: order.key),
        ListColumn("direction", say("Direction"), CellKind.TEXT, lambda order: order.kind.value),
        ListColumn("amount", say("Amount"), CellKind.AMOUNT, lambda order: int(order.amount)),
        ListColumn("state", say("Where it stands"), CellKind.TEXT, lambda order: order.state.value),
    )
    return shown_list("orders", columns, rows, sort)


def _money(
    page: WebPage, reader: Caller, auth: Auth, desk: PaymentsDesk | None,
    typed: Mapping[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    shown = _orders(page, reader, desk, page.request.query_params.get("sort", ""))
    try:
        require_two_factors(reader, auth)
        open_to = True
    except REFUSALS:
        open_to = False
    return page(
        "money.html", HTTPStatus.OK if mistake is None else mistake.status, shown=shown,
        orders=shown.rows,
        custodian=desk is not None, typed=typed or {}, mistake=mistake, open_to=open_to,
        key=secrets.token_hex(KEY_BYTES),
    )  # fmt: skip
