"""Requests to the node about partners."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.partner import ReferralResponse
from tallystick.api.records.partners import (
    OwnPartnersResponse,
    PartnerTextResponse,
    PortfolioConsentResponse,
    ReferralDraftResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncPartnersApi"]


class AsyncPartnersApi(AsyncCalls):
    """Calls about partners."""

    async def list_own_partners(self) -> OwnPartnersResponse:
        """Partners, and what I let them read.

        Returns:
            Partners, and what I let them read.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/partners", OwnPartnersResponse)

    async def word_partner_consent(self, *, partner: str) -> PartnerTextResponse:
        """Get the text by which my wallet lets a partner read what it holds.

        Args:
            partner: The partner's code.

        Returns:
            What my wallet signs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/me/partners/consent-texts", PartnerTextResponse, body={"partner": partner}
        )

    async def sign_partner_consent(
        self, *, nonce: str, partner: str, signature: str
    ) -> PortfolioConsentResponse:
        """Let a partner read what my wallet holds, until I withdraw it.

        Args:
            nonce: The challenge.
            partner: The partner's code.
            signature: Of the text, by the wallet that I have signed in with.

        Returns:
            What I let a partner read, or did.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/me/partners/consents",
            PortfolioConsentResponse,
            body={"nonce": nonce, "partner": partner, "signature": signature},
        )

    async def withdraw_partner_consent(self, number: int) -> PortfolioConsentResponse:
        """Withdraw a consent: the partner's next request is refused.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What I let a partner read, or did.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            f"/v1/me/partners/consents/{segment(number)}/withdrawal",
            PortfolioConsentResponse,
        )

    async def confirm_referral(self, *, code: str) -> ReferralResponse:
        """Take it as the draft of my application, over the one that there is.

        I apply for it myself.

        Args:
            code: The code.

        Returns:
            What a partner has handed over, without its words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/me/partners/referrals/confirmation", ReferralResponse, body={"code": code}
        )

    async def look_at_referral(self, *, code: str) -> ReferralDraftResponse:
        """Read what a partner has handed over for me.

        Args:
            code: The code.

        Returns:
            What a partner has handed over for me, before I answer.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/me/partners/referrals/look", ReferralDraftResponse, body={"code": code}
        )

    async def decline_referral(self, *, code: str) -> ReferralResponse:
        """Decline it; its words are gone.

        Args:
            code: The code.

        Returns:
            What a partner has handed over, without its words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/me/partners/referrals/refusal", ReferralResponse, body={"code": code}
        )
