"""Requests to the node about sponsorship."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.sponsorship import SponsorshipResponse

__all__ = ["AsyncSponsorshipApi"]


class AsyncSponsorshipApi(AsyncCalls):
    """Calls about sponsorship."""

    async def read_sponsorship(self) -> SponsorshipResponse:
        """The state of the transfer.

        Returns:
            The transfer of wei of the chain's own coin to the wallet, and where it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/sponsorship", SponsorshipResponse)

    async def ask_sponsorship(self) -> SponsorshipResponse:
        """Get some of the chain's coin for the signed-in wallet: once, from level 1 on.

        Returns:
            The transfer of wei of the chain's own coin to the wallet, and where it stands.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/me/sponsorship", SponsorshipResponse)
