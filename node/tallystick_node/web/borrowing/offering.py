"""The offer for an approved application: confirmed by its owner, then listed with their wallet."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from tallystick.chain.contracts import Offers
from tallystick.chain.signer import signature_bytes
from tallystick.platform.messages import Offer, SignedOffer
from tallystick.platform.quotes import quote_of
from tallystick_node.api.refusals import Conflict
from tallystick_node.api.routes.applications import Number, confirm_terms, read_application
from tallystick_node.api.services import DatabaseDep, PlatformDep, UnderwritingDep
from tallystick_node.kyc.signatures import read_signature
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.borrowing.terms_words import cost_rows
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.api.routes.applications import OfferResponse
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()


@router.post("/applications/{number}/offer")
def confirm_here(
    number: Number, me: Person, database: DatabaseDep, underwriting: UnderwritingDep, _: OwnPage
) -> Response:
    """Confirm the terms of an approved application; its offer is signed once."""
    confirm_terms(number, me, database, underwriting)
    return RedirectResponse(f"/applications/{number}/offer", HTTPStatus.SEE_OTHER)


@router.get("/applications/{number}/offer")
def review_offer(
    page: PageDep, number: Number, reader: Reader, me: Person, database: DatabaseDep,
    underwriting: UnderwritingDep, platform: PlatformDep,
) -> Response:  # fmt: skip
    """The offer that was confirmed, with all its fields, to be listed."""
    application = read_application(number, me, database, underwriting)
    if application.state is not ApplicationState.OFFERED:
        raise Conflict("APPLICATION:STATE", "this application has no offer that is open")
    answer = confirm_terms(number, me, database, underwriting)
    if not answer.complete:
        raise Conflict("OFFER:SECOND", "a second underwriter signs this offer first; look again")
    signed = _signed(answer)
    plan = platform.plan(
        Offers.list_offer(signed.offer, signed.signers, signed.first, signed.second), reader.wallet
    )
    say = page.texts.gettext
    act = Act(
        title=say("List the offer"),
        sentence=say("Your loan is offered to lenders on these terms. You owe nothing yet."),
        rows=_rows(page, signed.offer), back=f"/applications/{number}",
        worst=say("nobody lends, the listing ends by itself, and it has cost you the gas."),
    )  # fmt: skip
    return review(page, platform, act, plan)


def _signed(answer: OfferResponse) -> SignedOffer:
    first = signature_bytes(read_signature(answer.first))
    signed = SignedOffer(Offer.parse(answer.offer), answer.signed_by, first)
    if answer.second is None or answer.second_by is None:
        return signed
    return SignedOffer(
        signed.offer, signed.signer, first, answer.second_by, bytes.fromhex(answer.second[2:])
    )


def _rows(page: WebPage, offer: Offer) -> Sequence[tuple[str, Markup | str]]:
    say, wording = page.texts.gettext, page.wording
    quote = quote_of(offer.terms, offer.origination_ppm, offer.reserve_ppm)
    return [
        *cost_rows(page, quote, offer.late_rate_ppm, offer.default_dpd),
        (say("To be listed until"), wording.moment(offer.expiry)),
        (say("Agreement"), _link("/loan-agreements", offer.agreement_hash)),
        (say("Risk statement"), _link("/risk-statements", offer.disclosure_hash)),
    ]


def _link(folder: str, digest: bytes) -> Markup:
    """A text to read before listing, by its hash."""
    return Markup('<a href="{0}/0x{1}"><code class="hash">0x{1}</code></a>').format(
        folder, digest.hex()
    )
