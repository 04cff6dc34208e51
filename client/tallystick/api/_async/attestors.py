"""What can be asked of the node about attestors."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.attestors import CosignResponse

__all__ = ["AsyncAttestorsApi"]


class AsyncAttestorsApi(AsyncCalls):
    """Calls about attestors."""

    async def cosign(self, document: dict[str, Any]) -> CosignResponse:
        """Look at what another attestor vouches for, by this node's own rules, and sign it.

        No session is needed: the request carries the asker's signature, and he must hold a
        seat.
        """
        return await self.ask("POST", "/v1/cosign", CosignResponse, body=document)
