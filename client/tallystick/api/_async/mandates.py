"""Requests to the node about mandates."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.mandates import (
    MandateResponse,
    MandatesResponse,
    NotesToSellResponse,
    OutlookResponse,
    ProposalResponse,
    RiskTaste,
    SentenceLanguage,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncMandatesApi"]


class AsyncMandatesApi(AsyncCalls):
    """Calls about mandates."""

    async def propose_to_me(
        self, *, months: int, taste: RiskTaste = RiskTaste.CAREFUL, keep: int = 0
    ) -> ProposalResponse:
        """Propose a mandate for my goal.

        It is no promise of a return, and nothing is kept of it.

        Args:
            months: How long it can be away.
            taste: careful, middle or bold.
            keep: Cash to keep free, in minor units.

        Returns:
            A proposal; it lends nothing until I sign it as a mandate.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/me/mandate-proposal",
            ProposalResponse,
            query={"months": months, "taste": taste, "keep": keep},
        )

    async def list_mandates(self) -> MandatesResponse:
        """List my mandates.

        Returns:
            My mandates.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/me/mandates", MandatesResponse)

    async def put_mandate(
        self, *, mandate: dict[str, str], signature: str, replaces: str | None = None
    ) -> MandateResponse:
        """Bring my signed mandate; the same one again is taken up again.

        Args:
            mandate: The fields of the EIP-712 message: numbers in decimal digits.
            signature: The owner's signature in hex.
            replaces: The digest of my mandate for which nothing is lent from now on; None leaves it
                out.

        Returns:
            A mandate at this node, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/me/mandates",
            MandateResponse,
            body={"mandate": mandate, "replaces": replaces, "signature": signature},
        )

    async def list_notes_to_sell(self, *, price_ppm: int = 1000000) -> NotesToSellResponse:
        """List my notes as asks of one price, for my wallet to sign.

        Args:
            price_ppm: The price, of what is outstanding.

        Returns:
            My notes as asks of one price.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/me/mandates/notes-to-sell",
            NotesToSellResponse,
            query={"price_ppm": price_ppm},
        )

    async def preview_mandate(
        self, *, sentence: str, language: SentenceLanguage = SentenceLanguage.EN
    ) -> OutlookResponse:
        """Say what a sentence would lend now, and what it would have come to; nothing is signed.

        Args:
            sentence: What the mandate says.
            language: The language it is written in.

        Returns:
            What a sentence comes to: its limits, what fits now, and what would have been.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/me/mandates/preview",
            OutlookResponse,
            body={"language": language, "sentence": sentence},
        )

    async def withdraw_mandate(self, digest: str) -> None:
        """Take my mandate back from this node, at once.

        Revoking it on the chain ends it for all.

        Args:
            digest: The mandate's digest.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        await self.tell("DELETE", f"/v1/me/mandates/{segment(digest)}")

    async def read_mandate(self, digest: str) -> MandateResponse:
        """Read one of my mandates, with what the rounds have allocated to it.

        Args:
            digest: The mandate's digest.

        Returns:
            A mandate at this node, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/me/mandates/{segment(digest)}", MandateResponse)

    async def plan_exit(
        self,
        digest: str,
        *,
        stop_at: datetime,
        price_ppm: int | None = None,
        sell_at: datetime | None = None,
    ) -> MandateResponse:
        """Plan how I leave: when the mandate stops, and from when my notes are to be sold.

        Args:
            digest: The mandate's digest.
            stop_at: From then on it lends nothing.
            price_ppm: At which price, in parts per million of what is outstanding; None leaves it
                out.
            sell_at: From then on my notes are to be sold; null sells nothing; None leaves it out.

        Returns:
            A mandate at this node, with what the chain says of it now.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "PUT",
            f"/v1/me/mandates/{segment(digest)}/exit",
            MandateResponse,
            body={"price_ppm": price_ppm, "sell_at": sell_at, "stop_at": stop_at},
        )
