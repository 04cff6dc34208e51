"""What can be asked of the node about sponsorship."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.sponsorship import SponsorshipResponse

__all__ = ["AsyncSponsorshipApi"]


class AsyncSponsorshipApi(AsyncCalls):
    """Calls about sponsorship."""

    async def read_sponsorship(self) -> SponsorshipResponse:
        """How the transfer stands."""
        return await self.ask("GET", "/v1/me/sponsorship", SponsorshipResponse)

    async def ask_sponsorship(self) -> SponsorshipResponse:
        """Get some of the chain's coin for the wallet that is signed in: once, from level 1 on."""
        return await self.ask("POST", "/v1/me/sponsorship", SponsorshipResponse)
