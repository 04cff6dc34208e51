"""Requests to the node about partners."""


# Made by scripts/unasync.py from api/_async/partners.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.partner import ReferralResponse
from tallystick.api.records.partners import (
    DeliveryResponse,
    EndpointResponse,
    EndpointSecretResponse,
    HookEvent,
    NewEndpointResponse,
    OwnPartnersResponse,
    PartnerTextResponse,
    PortfolioConsentResponse,
    ReferralDraftResponse,
)
from tallystick.api.shapes import segment

__all__ = ["PartnersApi"]


class PartnersApi(Calls):
    """Calls about partners."""

    def list_endpoints(self) -> tuple[EndpointResponse, ...]:
        """My endpoints.

        Returns:
            The items. Each: An endpoint without its secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/endpoints", tuple[EndpointResponse, ...])

    def add_endpoint(self, *, events: tuple[HookEvent, ...], url: str) -> NewEndpointResponse:
        """Register an endpoint; it hears of what happens from now on.

        Args:
            events: What it hears of; a test always comes.
            url: An https address of the open internet.

        Returns:
            An endpoint with its secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", "/v1/me/endpoints", NewEndpointResponse, body={"events": events, "url": url}
        )

    def remove_endpoint(self, number: int) -> None:
        """Remove an endpoint, with its secret and what was sent there.

        Args:
            number: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", f"/v1/me/endpoints/{segment(number)}")

    def switch_endpoint_on(self, number: int) -> EndpointResponse:
        """Switch an endpoint on again that the node has switched off.

        Args:
            number: Its number, as the node returned it.

        Returns:
            An endpoint without its secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/me/endpoints/{segment(number)}/activation", EndpointResponse)

    def list_deliveries(self, number: int) -> tuple[DeliveryResponse, ...]:
        """What was sent to an endpoint, the newest first, at most 200.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was sent to an endpoint, or is to be.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/me/endpoints/{segment(number)}/deliveries", tuple[DeliveryResponse, ...]
        )

    def redeliver(self, number: int, delivery: int) -> None:
        """Send once more what was sent.

        Args:
            number: Its number, as the node returned it.
            delivery: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/me/endpoints/{segment(number)}/deliveries/{segment(delivery)}/again"
        )

    def rotate_endpoint_secret(self, number: int) -> EndpointSecretResponse:
        """Get a new secret; for another 24 hours what comes has two signatures.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A new secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/me/endpoints/{segment(number)}/secret", EndpointSecretResponse
        )

    def try_endpoint(self, number: int) -> None:
        """Send something that says nothing.

        Args:
            number: Its number, as the node returned it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/me/endpoints/{segment(number)}/test")

    def list_own_partners(self) -> OwnPartnersResponse:
        """Partners, and what I let them read.

        Returns:
            Partners, and what I let them read.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/partners", OwnPartnersResponse)

    def word_partner_consent(self, *, partner: str) -> PartnerTextResponse:
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
        return self.ask(
            "POST", "/v1/me/partners/consent-texts", PartnerTextResponse, body={"partner": partner}
        )

    def sign_partner_consent(
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
        return self.ask(
            "POST",
            "/v1/me/partners/consents",
            PortfolioConsentResponse,
            body={"nonce": nonce, "partner": partner, "signature": signature},
        )

    def withdraw_partner_consent(self, number: int) -> PortfolioConsentResponse:
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
        return self.ask(
            "POST",
            f"/v1/me/partners/consents/{segment(number)}/withdrawal",
            PortfolioConsentResponse,
        )

    def confirm_referral(self, *, code: str) -> ReferralResponse:
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
        return self.ask(
            "POST", "/v1/me/partners/referrals/confirmation", ReferralResponse, body={"code": code}
        )

    def look_at_referral(self, *, code: str) -> ReferralDraftResponse:
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
        return self.ask(
            "POST", "/v1/me/partners/referrals/look", ReferralDraftResponse, body={"code": code}
        )

    def decline_referral(self, *, code: str) -> ReferralResponse:
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
        return self.ask(
            "POST", "/v1/me/partners/referrals/refusal", ReferralResponse, body={"code": code}
        )
