"""Bids for notes, and selling to one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from tallystick.chain.contracts import Market, Servicing
from tallystick.errors import InputError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.quotes import Seen
from tallystick_node.api.routes.bids import BidDigest
from tallystick_node.api.routes.loans import read_loan
from tallystick_node.api.services import IndexDep, PlatformDep, ResaleDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import AMOUNT_CHARACTERS_MAX, REFUSALS, minor_units, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader, Visitor
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    Sort,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.resale.bids import ListedBid
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
SHOWN = 50


@router.get("/market/bids")
def read_bids(
    page: PageDep, resale: ResaleDep, *, file: FileChoice = ListFile.PAGE, sort: Sort = ""
) -> Response:
    """The notes that lenders seek."""
    rows = [listed for listed in resale.bids.open(SHOWN) if not listed.void]
    shown = shown_list("bids", _columns(page), rows, sort)
    if file:
        return list_file(page, shown, file)
    return page("bids.html", shown=shown, rows=shown.rows)


def _columns(page: WebPage) -> tuple[ListColumn[ListedBid], ...]:
    say = page.texts.gettext
    return (
        ListColumn("bid", "", CellKind.TEXT, lambda row: row.digest),
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda row: row.signed.bid.loan),
        ListColumn("sought", say("Sought, as lent"), CellKind.AMOUNT, lambda row: row.left),
        ListColumn("price_ppm", "", CellKind.COUNT, lambda row: row.signed.bid.price_ppm),
        ListColumn("price", say("Price now"), CellKind.AMOUNT, lambda row: row.price),
        ListColumn("days_past_due", say("Days past due"), CellKind.COUNT, lambda row: row.overdue),
        ListColumn("void_beyond_days", "", CellKind.COUNT, lambda row: row.signed.bid.dpd_max),
        ListColumn(
            "holds_until", say("Holds until"), CellKind.MOMENT, lambda row: row.signed.bid.expiry
        ),
    )


@router.get("/bids/{digest}")
def read_bid(
    page: PageDep, digest: BidDigest, resale: ResaleDep, visitor: Visitor, index: IndexDep
) -> Response:
    """One bid: its terms, and for others than its buyer the way to sell."""
    listed = resale.bids.find(digest, None if visitor is None else visitor.wallet)
    loan = read_loan(listed.signed.bid.loan, index).loan
    own = visitor is not None and visitor.wallet == listed.signed.bid.buyer
    return page("bid.html", listed=listed, bid=listed.signed.bid, loan=loan, own=own)


@router.get("/bids/{digest}/sell")
def read_accepting(
    page: PageDep, request: Request, digest: BidDigest, reader: Reader, resale: ResaleDep,
    platform: PlatformDep,
    units: Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)] = "",
) -> Response:  # fmt: skip
    """How much to sell, and once it is typed the review."""
    listed, mistake = resale.bids.find(digest), None
    note = InvestorView(platform, reader.wallet).note(listed.signed.bid.loan)
    if units:
        try:
            count = minor_units(units, page.wording.exponent)
            return _review(page, platform, reader.wallet, listed, count)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "accept.html", HTTPStatus.OK if mistake is None else mistake.status, listed=listed,
        bid=listed.signed.bid, note=note, typed=units, mistake=mistake,
    )  # fmt: skip


def _review(
    page: WebPage, platform: Platform, wallet: str, listed: ListedBid, units: int
) -> Response:
    say, wording, signed = page.texts.gettext, page.wording, listed.signed
    bid, view = signed.bid, InvestorView(platform, wallet)
    if units > listed.left:
        raise InputError(
            "BID:UNITS", f"{wording.amount(listed.left)} {wording.symbol} are still sought"
        )
    price, fee = view.price(bid.loan, units, bid.price_ppm)
    _, principal, interest, _ = platform.read(Servicing.totals(bid.loan))
    seen = Seen(bid.dpd_max, principal, interest)
    call = Market.sell(bid, signed.signature, units, units, price - fee, seen)
    act = Act(
        title=say("Sell to a bid"),
        sentence=say(
            "The buyer pays you out of their cash at once, and your claim on what is repaid from"
            " now on becomes theirs. What was repaid before stays yours."
        ),
        rows=[
            (say("Loan"), str(bid.loan)),
            (say("Note, as lent"), wording.money(units)),
            (say("Price"), wording.money(price)),
            (say("Fee for selling, out of it"), wording.money(fee)),
            (say("You get at least"), wording.money(price - fee)),
        ],
        worst=say("the note turns out to be worth more than its price, and it is not yours."),
        back=f"/bids/{listed.digest}/sell", after="/me",
    )  # fmt: skip
    return review(page, platform, act, platform.plan(call, wallet))
