"""Requests to the node about tickets."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.tickets import TicketResponse, TicketTopic, TicketWordsResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncTicketsApi"]


class AsyncTicketsApi(AsyncCalls):
    """Calls about tickets."""

    async def list_own_tickets(self, *, limit: int = 50) -> tuple[TicketResponse, ...]:
        """The caller's tickets, the newest first.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A ticket: where it stands, and what is due.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/me/tickets", tuple[TicketResponse, ...], query={"limit": limit}
        )

    async def open_ticket(
        self, *, topic: TicketTopic, words: str, idempotency_key: str | None = None
    ) -> TicketResponse:
        """Ask something. Both clocks run in working hours from now.

        The same key again returns the same ticket.

        Args:
            topic: What it is about.
            words: In words.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            A ticket: where it stands, and what is due.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST",
            "/v1/me/tickets",
            TicketResponse,
            body={"topic": topic, "words": words},
            key=idempotency_key or self.new_key(),
        )

    async def read_own_ticket(self, number: int) -> TicketResponse:
        """A ticket of the caller's.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A ticket: where it stands, and what is due.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", f"/v1/me/tickets/{segment(number)}", TicketResponse)

    async def list_own_ticket_words(self, number: int) -> tuple[TicketWordsResponse, ...]:
        """What was said in a ticket of the caller's, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was said in a ticket.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", f"/v1/me/tickets/{segment(number)}/words", tuple[TicketWordsResponse, ...]
        )

    async def add_to_ticket(self, number: int, *, words: str) -> TicketResponse:
        """Add to a ticket of the caller's, which then waits for an answer again.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A ticket: where it stands, and what is due.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", f"/v1/me/tickets/{segment(number)}/words", TicketResponse, body={"words": words}
        )
