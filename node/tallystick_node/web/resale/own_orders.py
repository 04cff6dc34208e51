"""The reader's asks and bids: how each stands, and several of them taken off the board at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from tallystick.chain.contracts import Market
from tallystick_node.api.routes.own_orders import (
    OrderWithdrawalRequest,
    list_own_orders,
    withdraw_orders,
)
from tallystick_node.api.services import PlatformDep, ResaleDep
from tallystick_node.resale.rules import OrderSide
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.api.routes.own_orders import OrderWithdrawalResponse
    from tallystick_node.resale.service import ResaleMarket
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/orders"
# A form has at most 64 fields; what is beyond goes by the buttons for all.
CHOSEN_MAX = 60


@router.get(HERE)
def read_own_orders(page: PageDep, reader: Reader, resale: ResaleDep) -> Response:
    """The reader's asks and bids."""
    return _page(page, reader, resale)


@router.post(HERE)
def withdraw_several(
    page: PageDep, request: Request, reader: Reader, resale: ResaleDep, platform: PlatformDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Take several off the board, and say what the chain still has to end."""
    marked = [name for name in typed if name.startswith("0x")]
    bodies = {
        "chosen": lambda: shaped(OrderWithdrawalRequest, digests=marked),
        "all": lambda: OrderWithdrawalRequest(all_open=True),
        "asks": lambda: OrderWithdrawalRequest(all_open=True, side=OrderSide.ASK),
        "bids": lambda: OrderWithdrawalRequest(all_open=True, side=OrderSide.BID),
    }
    try:
        body = chosen_act(bodies, typed)()
        assert isinstance(body, OrderWithdrawalRequest)
        result = withdraw_orders(body, reader, resale, platform)
    except REFUSALS as refused:
        return _page(page, reader, resale, mistake=mistake_of(request, refused))
    return _page(page, reader, resale, result=result)


@router.get(f"{HERE}/cancel-below")
def review_cancelling_below(
    page: PageDep, reader: Reader, platform: PlatformDep,
    nonce: Annotated[str, Query(pattern="^[0-9]{1,78}$")],
) -> Response:  # fmt: skip
    """End all orders below a nonce for everybody, on the chain."""
    say, floor = page.texts.gettext, min(int(nonce), 2**256 - 1)
    act = Act(
        title=say("End all orders below a nonce"),
        sentence=say(
            "Every ask and bid that you have signed with a lower nonce ends, also those that this"
            " node does not know. New ones get a nonce above it by themselves."
        ),
        rows=[(say("Least nonce that still holds"), str(floor))],
        worst=say("an order that you wanted to keep ends too, and has to be signed again."),
        back=HERE, after=HERE,
    )  # fmt: skip
    return review(page, platform, act, platform.plan(Market.cancel_below(floor), reader.wallet))


def _page(
    page: WebPage, reader: Caller, resale: ResaleMarket, *,
    result: OrderWithdrawalResponse | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    orders = list_own_orders(reader, resale)
    return page(
        "orders.html", HTTPStatus.OK if mistake is None else mistake.status, orders=orders,
        result=result, mistake=mistake, chosen_max=CHOSEN_MAX,
        open_count=sum(not (each.withdrawn or each.ended) for each in orders.asks)
        + sum(not (each.withdrawn or each.ended) for each in orders.bids),
    )  # fmt: skip
