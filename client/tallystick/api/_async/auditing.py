"""Requests to the node about auditing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.auditing import LedgerForm

__all__ = ["AsyncAuditingApi"]


class AsyncAuditingApi(AsyncCalls):
    """Calls about auditing."""

    async def read_evidence(self, *, count: int, seed: str, block: int | None = None) -> bytes:
        """The evidence for a sample of loans: a ZIP file, the same bytes for the same question.

        Events with transactions, risk statements, proofs to anchored roots, and a manifest.

        Args:
            count: How many loans.
            seed: Chooses them.
            block: As of this block, not the newest; None leaves it out.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET", "/v1/evidence", query={"count": count, "seed": seed, "block": block}
        )

    async def read_ledger(
        self,
        *,
        first: int | None = None,
        last: int | None = None,
        format_: LedgerForm = LedgerForm.CSV,
    ) -> bytes:
        """The public ledger of some blocks.

        Every movement of money as an entry between two accounts.

        Amounts are in minor units of the token that each entry names.

        Args:
            first: The first block, not the deployment's; None leaves it out.
            last: The last block, not the newest; None leaves it out.
            format_: csv or json.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.fetch(
            "GET", "/v1/ledger", query={"first": first, "last": last, "format": format_}
        )
