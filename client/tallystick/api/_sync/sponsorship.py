"""Requests to the node about sponsorship."""


# Made by scripts/unasync.py from api/_async/sponsorship.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.sponsorship import SponsorshipResponse

__all__ = ["SponsorshipApi"]


class SponsorshipApi(Calls):
    """Calls about sponsorship."""

    def read_sponsorship(self) -> SponsorshipResponse:
        """The state of the transfer.

        Returns:
            The transfer of wei of the chain's own coin to the wallet, and where it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/sponsorship", SponsorshipResponse)

    def ask_sponsorship(self) -> SponsorshipResponse:
        """Get some of the chain's coin for the signed-in wallet: once, from level 1 on.

        Returns:
            The transfer of wei of the chain's own coin to the wallet, and where it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/me/sponsorship", SponsorshipResponse)
