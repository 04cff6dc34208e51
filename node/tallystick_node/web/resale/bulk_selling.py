"""Several notes for sale: what each might bring, and one ask after the other for the wallet."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick.chain.contracts import Lens
from tallystick.errors import InputError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.messages import Ask, SignedAsk
from tallystick.platform.signable import signature_parsed
from tallystick_node.api.routes.bulk_sales import estimate_notes
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import PlatformDep, ResaleDep
from tallystick_node.resale.rules import DAY_SECONDS
from tallystick_node.web.forms import REFUSALS, mistake_of, percent_ppm, whole
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.resale.selling import (
    DAYS_MAX,
    DAYS_USUAL,
    FORM_PRICE_PPM_MAX,
    sign_page,
    usual_dpd,
)
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick_node.api.routes.bulk_sales import NoteEstimateResponse, NoteEstimatesResponse

__all__ = ["router"]

router = pages_router()
HERE = "/me/sell"
NOTES_MAX = 50
Loans = Annotated[
    list[Annotated[int, Query(ge=1, le=2**63 - 1)]] | None,
    Query(alias="loan", max_length=NOTES_MAX),
]
Small = Annotated[str, Query(max_length=8)]


@router.get(HERE)
def read_notes_for_sale(
    page: PageDep, request: Request, reader: Reader, resale: ResaleDep,
    level: Annotated[str, Query(pattern="^[1-5]?$")] = "",
    late: Annotated[str, Query(pattern="^(on)?$")] = "", price: Small = "",
) -> Response:  # fmt: skip
    """The reader's notes, what each might bring, and the choice of those to sell."""
    notes, mistake = None, None
    try:
        notes = estimate_notes(
            reader, resale, None, int(level) if level else None, late == "on", _price(price)
        )
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
    return page(
        "bulk_sell.html", HTTPStatus.OK if mistake is None else mistake.status, notes=notes,
        mistake=mistake, typed={"level": level, "late": late, "price": price},
        days_usual=DAYS_USUAL, days_max=DAYS_MAX, shown_max=NOTES_MAX,
    )  # fmt: skip


@router.get(f"{HERE}/sign")
def read_signing(
    page: PageDep, reader: Reader, resale: ResaleDep, platform: PlatformDep, loan: Loans = None,
    price: Small = "", days: Small = str(DAYS_USUAL), at: Annotated[int, Query(ge=1, le=50)] = 1,
) -> Response:  # fmt: skip
    """One of the chosen notes as an ask, for the wallet to sign; then the next one."""
    loans = list(dict.fromkeys(loan or []))
    held_days = whole("days", days, 1, DAYS_MAX)
    if not loans:
        raise InputError("INPUT:FORM", "choose at least one note to sell")
    if at > len(loans):
        return RedirectResponse("/me/orders", HTTPStatus.SEE_OTHER)
    number = loans[at - 1]
    notes = estimate_notes(reader, resale, [number], None, False, _price(price))  # noqa: FBT003 - a query
    onward = _onward(loans, price, days, at + 1)
    note = _sellable(notes, number)
    ask = Ask(
        seller=reader.wallet, loan=number, units=note.units, price_ppm=note.asked_ppm,
        dpd_max=int(usual_dpd(note.overdue)),
        version=platform.read(Lens.progress_of(number))["version"],
        nonce=InvestorView(platform, reader.wallet).fresh_nonce(),
        expiry=platform.now() + held_days * DAY_SECONDS,
    )  # fmt: skip
    back = f"{HERE}/sign?{urlencode({**ask.document(), 'onward': onward})}"
    return sign_page(
        page, platform, ask, InvestorView(platform, reader.wallet), back, (at, len(loans)), onward
    )


@router.post(f"{HERE}/sign")
def put_one_of_several(
    body: SignatureRequest, request: Request, resale: ResaleDep, reader: Reader, _: OwnPage
) -> Response:
    """Put the ask on the board once the wallet has signed it, and lead on to the next one."""
    fields = dict(request.query_params)
    onward = fields.pop("onward", "")
    if not onward.startswith(f"{HERE}/sign?"):
        raise InputError("INPUT:FORM", "open the form anew; it does not say what comes next")
    signed = SignedAsk(Ask.parse(fields), signature_parsed(body.signature))
    resale.asks.put(signed, reader.wallet)
    return JSONResponse({"next": onward})


def _sellable(notes: NoteEstimatesResponse, number: int) -> NoteEstimateResponse:
    if not notes.items:
        raise InputError("ASK:NOTE", f"you have no note of loan {number} that can be sold")
    return notes.items[0]


def _onward(loans: list[int], price: str, days: str, at: int) -> str:
    terms = [*(("loan", str(loan)) for loan in loans), ("price", price), ("days", days)]
    return f"{HERE}/sign?{urlencode([*terms, ('at', str(at))])}"


def _price(text: str) -> int | None:
    """One price for all; None for each note's own estimate."""
    if not text:
        return None
    price_ppm = percent_ppm(text)
    if not 0 < price_ppm <= FORM_PRICE_PPM_MAX:
        raise InputError("ASK:PRICE", "here a price is above 0 and at most twice what is owed")
    return price_ppm
