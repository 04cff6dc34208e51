"""Partners as their clients see them: what they hand over for me, and what I let them read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.partner_shapes import PartnerCode, ReferralResponse
from tallystick_node.api.services import DatabaseDep, PartnersDep
from tallystick_node.api.shapes import Described, RowNumber, Signature, Strict, UtcMoment
from tallystick_node.partners.consents import PortfolioConsent
from tallystick_node.partners.rules import PartnerScope

__all__ = ["ConsentSignature", "PartnerTextRequest", "ReferralCode", "router"]

router = APIRouter(
    prefix="/v1/me/partners", tags=["partners"],
    responses=problem_responses(401, 404, 409, 422, 503),
)  # fmt: skip


class PartnerNameResponse(Described):
    """A partner that may read portfolios of clients who let them."""

    partner: str
    """Their code."""
    name: str
    """Their name."""


class PortfolioConsentResponse(Described):
    """What I let a partner read, or did."""

    consent: int
    """Its number."""
    partner: str
    """The partner's code."""
    wallet: str
    """Of which of my wallets."""
    signed_at: UtcMoment
    """Since when."""
    withdrawn_at: UtcMoment | None
    """Until when; null while it stands."""


class OwnPartnersResponse(Described):
    """Partners, and what I let them read."""

    partners: list[PartnerNameResponse]
    """Those that may read portfolios of clients who let them."""
    consents: list[PortfolioConsentResponse]
    """Mine, the newest first."""


class PartnerTextRequest(Strict):
    """Whom I want to let read."""

    partner: PartnerCode
    """The partner's code."""


class PartnerTextResponse(Described):
    """What my wallet signs."""

    message: str
    """The text, for EIP-191."""
    nonce: str
    """The challenge in it, good for ten minutes."""


class ConsentSignature(Strict):
    """A consent that my wallet has signed."""

    partner: PartnerCode
    """The partner's code."""
    nonce: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    """The challenge."""
    signature: Signature
    """Of the text, by the wallet that I have signed in with."""


class ReferralCode(Strict):
    """What a partner has passed on to me."""

    code: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{20,40}$")]
    """The code."""


class ReferralDraftResponse(Described):
    """What a partner has handed over for me, before I answer."""

    referral: ReferralResponse
    """By whom, and until when."""
    fields: dict[str, str]
    """The application's fields."""


@router.get("")
def list_own_partners(me: Me, database: DatabaseDep, partners: PartnersDep) -> OwnPartnersResponse:
    """Partners, and what I let them read."""
    with database.reading() as connection:
        names = partners.keys.names(connection, PartnerScope.PORTFOLIO)
        consents = partners.consents.of(connection, me)
    return OwnPartnersResponse(
        partners=[PartnerNameResponse(partner=code, name=names[code]) for code in sorted(names)],
        consents=[_consent(consent) for consent in consents],
    )


@router.post("/consent-texts", status_code=201)
def word_partner_consent(
    body: PartnerTextRequest, caller: SignedIn, me: Me, partners: PartnersDep
) -> PartnerTextResponse:
    """Get the text by which my wallet lets a partner read what it holds."""
    message, nonce = partners.consents.text(me, caller.wallet, body.partner)
    return PartnerTextResponse(message=message, nonce=nonce)


@router.post("/consents", status_code=201)
def sign_partner_consent(
    body: ConsentSignature, caller: SignedIn, me: Me, partners: PartnersDep
) -> PortfolioConsentResponse:
    """Let a partner read what my wallet holds, until I withdraw it."""
    return _consent(
        partners.consents.sign(me, caller.wallet, body.partner, body.nonce, body.signature)
    )


@router.post("/consents/{number}/withdrawal")
def withdraw_partner_consent(
    number: RowNumber, me: Me, partners: PartnersDep
) -> PortfolioConsentResponse:
    """Withdraw a consent: the partner's next request is refused."""
    return _consent(partners.consents.withdraw(me, number))


@router.post("/referrals/look")
def look_at_referral(
    body: ReferralCode, _: Me, database: DatabaseDep, partners: PartnersDep
) -> ReferralDraftResponse:
    """Read what a partner has handed over for me."""
    with database.reading() as connection:
        referral, fields = partners.referrals.look(connection, body.code)
    return ReferralDraftResponse(referral=ReferralResponse.of(referral), fields=fields)


@router.post("/referrals/confirmation")
def confirm_referral(
    body: ReferralCode, me: Me, database: DatabaseDep, partners: PartnersDep
) -> ReferralResponse:
    """Take it as the draft of my application, over the one that there is; I apply for it myself."""
    with database.writing() as connection:
        return ReferralResponse.of(partners.referrals.confirm(connection, me, body.code))


@router.post("/referrals/refusal")
def decline_referral(
    body: ReferralCode, me: Me, database: DatabaseDep, partners: PartnersDep
) -> ReferralResponse:
    """Decline it; its words are gone."""
    with database.writing() as connection:
        return ReferralResponse.of(partners.referrals.decline(connection, me, body.code))


def _consent(consent: PortfolioConsent) -> PortfolioConsentResponse:
    return PortfolioConsentResponse(
        consent=consent.number, partner=consent.partner, wallet=consent.wallet,
        signed_at=consent.signed_at, withdrawn_at=consent.withdrawn_at,
    )  # fmt: skip
