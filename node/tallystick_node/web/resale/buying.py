"""Notes for sale, and buying one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from tallystick.chain.contracts import Market, Servicing
from tallystick.errors import InputError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.quotes import Seen
from tallystick_node.api.routes.loans import read_loan
from tallystick_node.api.routes.resale import Digest
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
    from tallystick_node.resale.board import ListedAsk
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
SHOWN = 50


@router.get("/market/resale")
def read_board(
    page: PageDep, resale: ResaleDep, *, file: FileChoice = ListFile.PAGE, sort: Sort = ""
) -> Response:
    """The notes that lenders sell."""
    rows = [listed for listed in resale.asks.open(SHOWN) if not listed.void]
    shown = shown_list("resale", _columns(page), rows, sort)
    if file:
        return list_file(page, shown, file)
    return page("resale.html", shown=shown, rows=shown.rows)


def _columns(page: WebPage) -> tuple[ListColumn[ListedAsk], ...]:
    say = page.texts.gettext
    return (
        ListColumn("ask", "", CellKind.TEXT, lambda row: row.digest),
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda row: row.signed.ask.loan),
        ListColumn("for_sale", say("For sale, as lent"), CellKind.AMOUNT, lambda row: row.left),
        ListColumn("price_ppm", "", CellKind.COUNT, lambda row: row.signed.ask.price_ppm),
        ListColumn("price", say("Price now"), CellKind.AMOUNT, lambda row: row.price),
        ListColumn("days_past_due", say("Days past due"), CellKind.COUNT, lambda row: row.overdue),
        ListColumn("void_beyond_days", "", CellKind.COUNT, lambda row: row.signed.ask.dpd_max),
        ListColumn(
            "holds_until", say("Holds until"), CellKind.MOMENT, lambda row: row.signed.ask.expiry
        ),
    )


@router.get("/asks/{digest}")
def read_ask(
    page: PageDep, digest: Digest, resale: ResaleDep, visitor: Visitor, index: IndexDep
) -> Response:
    """One ask: its terms, and for others than its seller the way to buy."""
    listed = resale.asks.find(digest, None if visitor is None else visitor.wallet)
    loan = read_loan(listed.signed.ask.loan, index).loan
    own = visitor is not None and visitor.wallet == listed.signed.ask.seller
    return page("ask.html", listed=listed, ask=listed.signed.ask, loan=loan, own=own)


@router.get("/asks/{digest}/buy")
def read_buying(
    page: PageDep, request: Request, digest: Digest, reader: Reader, resale: ResaleDep,
    platform: PlatformDep, index: IndexDep,
    units: Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)] = "",
) -> Response:  # fmt: skip
    """How much to buy, and once it is typed the review."""
    listed, mistake = resale.asks.find(digest), None
    if units:
        try:
            count = minor_units(units, page.wording.exponent)
            return _review(page, platform, reader.wallet, listed, count)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "buy.html", HTTPStatus.OK if mistake is None else mistake.status, listed=listed,
        ask=listed.signed.ask, loan=read_loan(listed.signed.ask.loan, index).loan, typed=units,
        mistake=mistake, cash=InvestorView(platform, reader.wallet).balance(),
    )  # fmt: skip


def _review(
    page: WebPage, platform: Platform, wallet: str, listed: ListedAsk, units: int
) -> Response:
    say, wording, signed = page.texts.gettext, page.wording, listed.signed
    ask, view = signed.ask, InvestorView(platform, wallet)
    if units > listed.left:
        raise InputError(
            "ASK:UNITS", f"{wording.amount(listed.left)} {wording.symbol} are still for sale"
        )
    price, _ = view.price(ask.loan, units, ask.price_ppm)
    _, principal, interest, _ = platform.read(Servicing.totals(ask.loan))
    seen = Seen(ask.dpd_max, principal, interest)
    call = Market.fill(ask, signed.signature, units, units, price, seen)
    act = Act(
        title=say("Buy a note"),
        sentence=say(
            "You pay the seller out of your cash, and their claim on what is repaid from now on"
            " becomes yours."
        ),
        rows=[
            (say("Loan"), str(ask.loan)),
            (say("Note, as lent"), wording.money(units)),
            (say("You pay at most"), wording.money(price)),
            (say("Fee for buying"), wording.money(0)),
        ],
        worst=say("the borrower pays nothing, nothing is covered, and you lose all of it."),
        back=f"/asks/{listed.digest}/buy", after="/me",
    )  # fmt: skip
    return review(page, platform, act, platform.plan(call, wallet))
