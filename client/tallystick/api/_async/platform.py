"""What can be asked of the node about platform."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.platform import PlatformResponse

__all__ = ["AsyncPlatformApi"]


class AsyncPlatformApi(AsyncCalls):
    """Calls about platform."""

    async def read_platform(self) -> PlatformResponse:
        """The chain, the contracts, the currency and the state of the platform."""
        return await self.ask("GET", "/v1/platform", PlatformResponse)
