"""Bidding for a note: the terms, the wallet's signature, and the bid on the board or off it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick.chain.contracts import Lens, Market
from tallystick.errors import InputError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import Bid, SignedBid
from tallystick.platform.signable import signature_parsed
from tallystick_node.api.routes.bids import BidDigest, withdraw_bid
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.routes.loans import Number, read_loan
from tallystick_node.api.services import IndexDep, PlatformDep, ResaleDep
from tallystick_node.resale.rules import DAY_SECONDS, EXPIRY_DAYS_MAX
from tallystick_node.web.acts.review import Act, chain_of, review
from tallystick_node.web.acts.typed import wallet_document
from tallystick_node.web.forms import (
    AMOUNT_CHARACTERS_MAX,
    REFUSALS,
    minor_units,
    mistake_of,
    percent_ppm,
    whole,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.resale.selling import DAYS_USUAL, DPD_MAX, FORM_PRICE_PPM_MAX
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
Small = Annotated[str, Query(max_length=8)]
TypedAmount = Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)]


@router.get("/loans/{number}/bid")
def read_bidding(
    page: PageDep, request: Request, reader: Reader, platform: PlatformDep, index: IndexDep,
    number: Number, units: TypedAmount = "", price: Small = "", days: Small = str(DAYS_USUAL),
    dpd: Small = "0",
) -> Response:  # fmt: skip
    """The form, and once it is filled in what the wallet signs."""
    loan, view = read_loan(number, index).loan, InvestorView(platform, reader.wallet)
    mistake = None
    if units:
        try:
            bid = _bid(page, platform, reader.wallet, number, units, price, days, dpd)
            return _sign(page, platform, bid, view)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "bid_new.html", HTTPStatus.OK if mistake is None else mistake.status, loan=loan,
        number_of=number, mistake=mistake, cash=view.balance(), overdue=view.note(number).overdue,
        typed={"units": units, "price": price, "days": days, "dpd": dpd},
    )  # fmt: skip


@router.post("/loans/{number}/bid")
def put_bid_here(
    number: Number, body: SignatureRequest, request: Request, resale: ResaleDep, reader: Reader,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Put the bid on the board once the wallet has signed it."""
    bid = Bid.parse(dict(request.query_params))
    if bid.loan != number:
        raise InputError("INPUT:LOAN", f"the bid is for loan {bid.loan}, not {number}")
    signed = SignedBid(bid, signature_parsed(body.signature))
    return JSONResponse({"next": f"/bids/{resale.bids.put(signed, reader.wallet)}"})


@router.post("/bids/{digest}/withdrawal")
def withdraw_bid_here(digest: BidDigest, reader: Reader, resale: ResaleDep, _: OwnPage) -> Response:
    """Take the reader's bid off the board."""
    withdraw_bid(digest, reader, resale)
    return RedirectResponse(f"/bids/{digest}", HTTPStatus.SEE_OTHER)


@router.get("/bids/{digest}/cancel")
def review_bid_cancelling(
    page: PageDep, digest: BidDigest, reader: Reader, resale: ResaleDep, platform: PlatformDep
) -> Response:
    """End what is left of a bid for everybody, on the chain."""
    listed, say = resale.bids.find(digest, reader.wallet), page.texts.gettext
    plan = platform.plan(Market.cancel_bid(listed.signed.bid), reader.wallet)
    act = Act(
        title=say("End this bid"),
        sentence=say("Nobody can sell to this bid any more, wherever they have it from."),
        rows=[(say("Loan"), str(listed.signed.bid.loan))],
        back=f"/bids/{digest}", after=f"/bids/{digest}",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _bid(
    page: WebPage, platform: Platform, wallet: str, number: int, units: str, price: str, days: str,
    dpd: str,
) -> Bid:  # fmt: skip
    price_ppm = percent_ppm(price)
    if not 0 < price_ppm <= FORM_PRICE_PPM_MAX:
        raise InputError("BID:PRICE", "here a price is above 0 and at most twice what is owed")
    return Bid(
        buyer=wallet, loan=number, units=minor_units(units, page.wording.exponent),
        price_ppm=price_ppm, dpd_max=whole("days past due", dpd, 0, DPD_MAX),
        version=platform.read(Lens.progress_of(number))["version"],
        nonce=InvestorView(platform, wallet).fresh_nonce(),
        expiry=platform.now() + whole("days", days, 1, EXPIRY_DAYS_MAX) * DAY_SECONDS,
    )  # fmt: skip


def _sign(page: WebPage, platform: Platform, bid: Bid, view: InvestorView) -> Response:
    price, _ = view.price(bid.loan, bid.units, bid.price_ppm)
    if price > view.balance():
        raise InputError(
            "BID:BALANCE", "the buyer's cash in the Escrow does not cover all their bids here"
        )
    typed = bid.typed(platform)
    return page(
        "bid_sign.html", bid=bid, price=price, values=bid.document(), domain=typed["domain"],
        kind="sign", next="/me", chain=chain_of(page, platform),
        back=f"/loans/{bid.loan}/bid?{urlencode(bid.document())}",
        transaction=json.dumps({"address": bid.buyer, "typed": wallet_document(typed)}),
    )  # fmt: skip
