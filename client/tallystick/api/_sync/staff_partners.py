"""Requests to the node about staff partners."""


# Made by scripts/unasync.py from api/_async/staff_partners.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.partner import NewPartnerKeyResponse, PartnerKeyResponse, PartnerScope
from tallystick.api.shapes import segment

__all__ = ["StaffPartnersApi"]


class StaffPartnersApi(Calls):
    """Calls about staff partners."""

    def list_partner_keys(self) -> tuple[PartnerKeyResponse, ...]:
        """Every partner's key, the newest first, ended ones included.

        Returns:
            The items. Each: A partner's key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/partners/keys", tuple[PartnerKeyResponse, ...])

    def propose_partner_key(
        self,
        *,
        expires_on: date,
        name: str,
        networks: tuple[str, ...],
        partner: str,
        scopes: tuple[PartnerScope, ...],
        rate: int = 60,
    ) -> PartnerKeyResponse:
        """Propose a key, with two factors; it opens nothing before another person confirms it.

        Args:
            expires_on: Its last day, at most 730 days away.
            name: Their name, which clients read.
            networks: From where, as 192.0.2.0/24 or 2001:db8::/32.
            partner: The partner's code, such as BANK01; clients' consents are for it.
            scopes: What it opens.
            rate: Requests a minute at most.

        Returns:
            A partner's key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/partners/keys",
            PartnerKeyResponse,
            body={
                "expires_on": expires_on,
                "name": name,
                "networks": networks,
                "partner": partner,
                "rate": rate,
                "scopes": scopes,
            },
        )

    def confirm_partner_key(self, number: int) -> NewPartnerKeyResponse:
        """Confirm a key that another person has proposed; the secret is shown this once.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A key with its secret.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/partners/keys/{segment(number)}/confirmation", NewPartnerKeyResponse
        )

    def revoke_partner_key(self, number: int) -> PartnerKeyResponse:
        """End a key at once, or refuse one that was proposed.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A partner's key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/partners/keys/{segment(number)}/revocation", PartnerKeyResponse
        )
