"""Requests to the node about accounts."""


# Made by scripts/unasync.py from api/_async/accounts.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator

from tallystick.api._sync.line import Calls
from tallystick.api.records.accounts import AccountResponse, NotePage, NoteResponse
from tallystick.api.records.loans import EventPage, EventResponse
from tallystick.api.shapes import segment

__all__ = ["AccountsApi"]


class AccountsApi(Calls):
    """Calls about accounts."""

    def read_account(self, address: str) -> AccountResponse:
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
        return self.ask("GET", f"/v1/accounts/{segment(address)}", AccountResponse)

    def list_account_events(
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
        return self.ask(
            "GET",
            f"/v1/accounts/{segment(address)}/events",
            EventPage,
            query={"limit": limit, "after": after},
        )

    def list_notes(self, address: str, *, limit: int = 50, after: str | None = None) -> NotePage:
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
        return self.ask(
            "GET",
            f"/v1/accounts/{segment(address)}/notes",
            NotePage,
            query={"limit": limit, "after": after},
        )

    def all_account_events(self, address: str) -> Iterator[EventResponse]:
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
            page = self.list_account_events(address, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_notes(self, address: str) -> Iterator[NoteResponse]:
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
            page = self.list_notes(address, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
