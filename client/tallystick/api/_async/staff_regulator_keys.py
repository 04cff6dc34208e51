"""Requests to the node about staff regulator keys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.regulator import RegulatorScope
from tallystick.api.records.staff_regulator_keys import KeyEntryResponse, NewKeyResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncStaffRegulatorKeysApi"]


class AsyncStaffRegulatorKeysApi(AsyncCalls):
    """Calls about staff regulator keys."""

    async def list_regulator_keys(self) -> tuple[KeyEntryResponse, ...]:
        """Every key of a supervisor, the newest first, ended ones included.

        Returns:
            The items. Each: A key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/supervision/keys", tuple[KeyEntryResponse, ...])

    async def add_regulator_key(
        self,
        *,
        expires_on: date,
        name: str,
        networks: tuple[str, ...],
        scopes: tuple[RegulatorScope, ...],
    ) -> NewKeyResponse:
        """Issue a key.

        The second factor was given within 15 minutes. The secret is shown this once.

        Args:
            expires_on: Its last day, at most 730 days away.
            name: Whose it is.
            networks: From where, as 192.0.2.0/24 or 2001:db8::/32.
            scopes: What it opens.

        Returns:
            A new key.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/staff/supervision/keys",
            NewKeyResponse,
            body={"expires_on": expires_on, "name": name, "networks": networks, "scopes": scopes},
        )

    async def revoke_regulator_key(self, number: int) -> KeyEntryResponse:
        """End a key at once.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A key without what opens.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/staff/supervision/keys/{segment(number)}/revocation", KeyEntryResponse
        )
