"""Requests to the node about accounts."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from collections.abc import AsyncIterator

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.accounts import AccountResponse, NotePage, NoteResponse
from tallystick.api.records.loans import EventPage, EventResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncAccountsApi"]


class AsyncAccountsApi(AsyncCalls):
    """Calls about accounts."""

    async def read_account(self, address: str) -> AccountResponse:
        """A wallet's balance at the chain's newest block.

        Args:
            address: The wallet's address.

        Returns:
            A wallet's free money in the Escrow, minor units.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/accounts/{segment(address)}", AccountResponse)

    async def list_account_events(
        self, address: str, *, limit: int = 50, after: str | None = None
    ) -> EventPage:
        """Every event that names a wallet.

        Args:
            address: The wallet's address.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Events in the chain's order.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            f"/v1/accounts/{segment(address)}/events",
            EventPage,
            query={"limit": limit, "after": after},
        )

    async def list_notes(
        self, address: str, *, limit: int = 50, after: str | None = None
    ) -> NotePage:
        """A wallet's notes of the loans that the index knows it in.

        Args:
            address: The wallet's address.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Notes by their loans' numbers, read at the chain's newest block.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            f"/v1/accounts/{segment(address)}/notes",
            NotePage,
            query={"limit": limit, "after": after},
        )

    async def all_account_events(self, address: str) -> AsyncIterator[EventResponse]:
        """Every item of `list_account_events`, page after page.

        Args:
            address: The wallet's address.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_account_events(address, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    async def all_notes(self, address: str) -> AsyncIterator[NoteResponse]:
        """Every item of `list_notes`, page after page.

        Args:
            address: The wallet's address.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = await self.list_notes(address, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
