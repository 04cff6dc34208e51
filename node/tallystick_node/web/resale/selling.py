"""Selling a note: the terms, the wallet's signature, and the ask on the board or off it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick.chain.contracts import Lens, Market
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import Ask, SignedAsk
from tallystick.platform.signable import signature_parsed
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.routes.resale import Digest, withdraw_ask
from tallystick_node.api.services import PlatformDep, ResaleDep
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
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.holdings import Note
    from tallystick_node.web.page import WebPage

__all__ = [
    "DAYS_MAX",
    "DAYS_USUAL",
    "DPD_MAX",
    "FORM_PRICE_PPM_MAX",
    "router",
    "sign_page",
    "usual_dpd",
]

router = pages_router()
DAYS_MAX, DPD_MAX, DAYS_USUAL = 90, 9_999, 14
# What is more was hardly meant; the SDK takes it, as far as the board does.
FORM_PRICE_PPM_MAX = 2_000_000
_DAY_SECONDS = 86_400
Small = Annotated[str, Query(max_length=8)]
Amount = Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)]


@router.get("/loans/{number}/sell")
def read_selling(
    page: PageDep, request: Request, reader: Reader, platform: PlatformDep, number: Number,
    units: Amount = "", price: Small = "", days: Small = str(DAYS_USUAL), dpd: Small = "",
) -> Response:  # fmt: skip
    """The form, and once it is filled in what the wallet signs."""
    view = InvestorView(platform, reader.wallet)
    note = view.note(number)
    mistake = None
    if units:
        try:
            ask = _ask(page, platform, reader.wallet, number, units, price, days, dpd, note)
            return sign_page(page, platform, ask, view)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "sell.html", HTTPStatus.OK if mistake is None else mistake.status, note=note,
        number_of=number, mistake=mistake, days_max=DAYS_MAX, dpd_max=DPD_MAX,
        typed={
            "units": units, "price": price, "days": days, "dpd": dpd or usual_dpd(note.overdue),
        },
        closed=_closed(view, number),
    )  # fmt: skip


@router.post("/loans/{number}/sell")
def put_here(
    number: Number, body: SignatureRequest, request: Request, resale: ResaleDep, reader: Reader,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Put the ask on the board once the wallet has signed it."""
    fields = dict(request.query_params)
    ask = Ask.parse(fields)
    if ask.loan != number:
        raise InputError("INPUT:LOAN", f"the ask is for loan {ask.loan}, not {number}")
    digest = resale.asks.put(SignedAsk(ask, signature_parsed(body.signature)), reader.wallet)
    return JSONResponse({"next": f"/asks/{digest}"})


@router.post("/asks/{digest}/withdrawal")
def withdraw_here(digest: Digest, reader: Reader, resale: ResaleDep, _: OwnPage) -> Response:
    """Take the reader's ask off the board."""
    withdraw_ask(digest, reader, resale)
    return RedirectResponse(f"/asks/{digest}", HTTPStatus.SEE_OTHER)


@router.get("/asks/{digest}/cancel")
def review_cancelling(
    page: PageDep, digest: Digest, reader: Reader, resale: ResaleDep, platform: PlatformDep
) -> Response:
    """End what is left of an ask for everybody, on the chain."""
    listed, say = resale.asks.find(digest, reader.wallet), page.texts.gettext
    plan = platform.plan(Market.cancel_ask(listed.signed.ask), reader.wallet)
    act = Act(
        title=say("End this ask"),
        sentence=say("Nobody can buy under this ask any more, wherever they have it from."),
        rows=[(say("Loan"), str(listed.signed.ask.loan))],
        back=f"/asks/{digest}", after=f"/asks/{digest}",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _ask(
    page: WebPage, platform: Platform, wallet: str, number: int, units: str, price: str, days: str,
    dpd: str, note: Note,
) -> Ask:  # fmt: skip
    count = minor_units(units, page.wording.exponent)
    if count > note.units:
        raise InputError(
            "ASK:UNITS",
            f"you have {page.wording.amount(note.units)} {page.wording.symbol} of it, as lent",
        )
    price_ppm = percent_ppm(price)
    if not 0 < price_ppm <= FORM_PRICE_PPM_MAX:
        raise InputError("ASK:PRICE", "here a price is above 0 and at most twice what is owed")
    return Ask(
        seller=wallet, loan=number, units=count, price_ppm=price_ppm,
        dpd_max=_dpd(dpd, note.overdue),
        version=platform.read(Lens.progress_of(number))["version"],
        nonce=InvestorView(platform, wallet).fresh_nonce(),
        expiry=platform.now() + whole("days", days, 1, DAYS_MAX) * _DAY_SECONDS,
    )  # fmt: skip


def sign_page(
    page: WebPage, platform: Platform, ask: Ask, view: InvestorView, back: str = "",
    place: tuple[int, int] | None = None, skip: str = "",
) -> Response:  # fmt: skip
    """Return the page on which a wallet signs an ask.

    Args:
        page: The reader's page.
        platform: The platform.
        ask: The ask.
        view: The seller's.
        back: Where the signature goes; the page of this one ask without it.
        place: Of several asks, which this is and how many there are.
        skip: Where somebody goes on who does not sign this one.

    Returns:
        The page.
    """
    price, fee = view.price(ask.loan, ask.units, ask.price_ppm)
    typed = ask.typed(platform)
    return page(
        "sell_sign.html", ask=ask, price=price, fee=fee, values=ask.document(),
        domain=typed["domain"], kind="sign", next="/me", chain=chain_of(page, platform),
        back=back or f"/loans/{ask.loan}/sell?{urlencode(ask.document())}", place=place, skip=skip,
        transaction=json.dumps({"address": ask.seller, "typed": wallet_document(typed)}),
    )  # fmt: skip


def usual_dpd(overdue: int) -> str:
    """Return what the form proposes: a late loan is a day later tomorrow.

    Args:
        overdue: Days past due now.

    Returns:
        Up to how many days past due an ask is to hold, as text.
    """
    return str(min(DPD_MAX, overdue + DAYS_USUAL) if overdue else 0)


def _dpd(text: str, overdue: int) -> int:
    """Up to how many days past due the ask is to hold: what is void at once is not signed."""
    most = whole("days past due", text, 0, DPD_MAX)
    if most < overdue:
        raise InputError(
            "ASK:DPD", f"the loan is {overdue} days past due: nobody could buy at {most} or less"
        )
    return most


def _closed(view: InvestorView, number: int) -> Any:
    """Why the loan's market is closed now, None while it is open."""
    try:
        view.price(number, 1, 1_000_000)
    except Reverted as closed:
        return closed
    return None
