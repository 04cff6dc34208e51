"""Partners on a client's page: what they have handed over, and what the client lets them read."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick_node.api.routes import own_partners as routes
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import DatabaseDep, PartnersDep, PlatformDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick_node.api.routes.own_partners import ReferralDraftResponse
    from tallystick_node.partners.service import Partners
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/account/partners"
AskedPartner = Annotated[str, Query(pattern="^[A-Z][A-Z0-9]{2,15}$")]


@router.get(HERE)
def read_own_partners(
    page: PageDep, me: Person, database: DatabaseDep, partners: PartnersDep
) -> Response:
    """What the reader lets partners read, and the form for a code."""
    return _partners(page, me, database, partners)


@router.get(f"{HERE}/consent")
def read_consent_text(
    page: PageDep, reader: Reader, me: Person, platform: PlatformDep, partners: PartnersDep,
    partner: AskedPartner,
) -> Response:  # fmt: skip
    """What the reader's wallet signs, so that a partner may read what it holds."""
    asked = shaped(routes.PartnerTextRequest, partner=partner)
    text = routes.word_partner_consent(asked, reader, me, partners)
    return page(
        "partner_consent.html", text=text.message, kind="sign",
        transaction=json.dumps({"address": reader.wallet, "message": text.message}),
        chain=chain_of(page, platform), next=HERE, back=f"{HERE}/consent/{partner}/{text.nonce}",
    )  # fmt: skip


@router.post(f"{HERE}/consent/{{partner}}/{{nonce}}")
def sign_consent_here(
    partner: Annotated[str, Path(pattern="^[A-Z][A-Z0-9]{2,15}$")],
    nonce: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], body: SignatureRequest, reader: Reader,
    me: Person, partners: PartnersDep, _: OwnPage,
) -> Response:  # fmt: skip
    """Keep the consent that the reader's wallet has signed."""
    asked = shaped(routes.ConsentSignature, partner=partner, nonce=nonce, signature=body.signature)
    routes.sign_partner_consent(asked, reader, me, partners)
    return JSONResponse({})


@router.post(f"{HERE}/consents/{{number}}/withdrawal")
def withdraw_consent_here(
    number: RowNumber, me: Person, partners: PartnersDep, _: OwnPage
) -> Response:
    """Withdraw a consent, at once."""
    routes.withdraw_partner_consent(number, me, partners)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/referral")
def answer_referral(
    page: PageDep, request: Request, me: Person, database: DatabaseDep, partners: PartnersDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Read what a partner has handed over, take it as their own draft, or decline it."""
    try:
        asked = shaped(routes.ReferralCode, code=typed.get("code", ""))
        if typed.get("answer") == "take":
            routes.confirm_referral(asked, me, database, partners)
            return RedirectResponse("/borrow", HTTPStatus.SEE_OTHER)
        if typed.get("answer") == "decline":
            routes.decline_referral(asked, me, database, partners)
            return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)
        draft = routes.look_at_referral(asked, me, database, partners)
    except REFUSALS as refused:
        return _partners(page, me, database, partners, mistake=mistake_of(request, refused))
    return _partners(page, me, database, partners, draft=draft, code=asked.code)


def _partners(
    page: WebPage, me: str, database: Database, partners: Partners, *,
    draft: ReferralDraftResponse | None = None, code: str = "", mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    own = routes.list_own_partners(me, database, partners)
    standing = {consent.partner for consent in own.consents if consent.withdrawn_at is None}
    return page(
        "own_partners.html", HTTPStatus.OK if mistake is None else mistake.status, own=own,
        standing=standing, draft=draft, code=code, mistake=mistake,
    )  # fmt: skip
