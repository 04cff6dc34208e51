"""Requests to the node about attestors."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from typing import Any

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.attestors import CosignResponse

__all__ = ["AsyncAttestorsApi"]


class AsyncAttestorsApi(AsyncCalls):
    """Calls about attestors."""

    async def cosign(self, document: dict[str, Any]) -> CosignResponse:
        """Check what another attestor vouches for by this node's own rules, and sign it.

        No session is needed: the request carries the attestor's signature, and they must hold a
        seat.

        Args:
            document: The JSON document.

        Returns:
            The signature of the credential: the words r and vs in hex.

        Raises:
            NodeRefused: When the node refuses (HTTP 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("POST", "/v1/cosign", CosignResponse, body=document)
