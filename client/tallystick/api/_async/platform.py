"""Requests to the node about platform."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.platform import PlatformResponse

__all__ = ["AsyncPlatformApi"]


class AsyncPlatformApi(AsyncCalls):
    """Calls about platform."""

    async def read_platform(self) -> PlatformResponse:
        """The chain, the contracts, the currency and the state of the platform.

        Returns:
            Where the platform is and by which rules it lives.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/platform", PlatformResponse)
