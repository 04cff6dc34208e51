"""Requests to the node about staff tickets."""


# Made by scripts/unasync.py from api/_async/staff_tickets.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.complaints import ComplaintIssue, ComplaintProduct, SubIssue
from tallystick.api.records.staff_tickets import (
    StaffTicketResponse,
    TicketCaseResponse,
    TicketFiguresResponse,
)
from tallystick.api.shapes import segment

__all__ = ["StaffTicketsApi"]


class StaffTicketsApi(Calls):
    """Calls about staff tickets."""

    def list_tickets(self, *, limit: int = 50) -> tuple[StaffTicketResponse, ...]:
        """What is not resolved, what is due first before the others.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A ticket as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/staff/tickets", tuple[StaffTicketResponse, ...], query={"limit": limit}
        )

    def read_ticket_figures(self, *, from_: date, to: date) -> TicketFiguresResponse:
        """Shares in time, of the tickets that were asked within some of the platform's days.

        Args:
            from_: A date.
            to: A date.

        Returns:
            How many tickets ended in time, of those that ended or are late.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/tickets/figures",
            TicketFiguresResponse,
            query={"from": from_, "to": to},
        )

    def read_ticket(self, number: int) -> TicketCaseResponse:
        """A ticket with what was said in it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A ticket with what was said in it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/tickets/{segment(number)}", TicketCaseResponse)

    def answer_ticket(self, number: int, *, resolves: bool, words: str) -> StaffTicketResponse:
        """Answer a ticket, and say whether that resolves it. The client gets a notice.

        Args:
            number: Its number, as the node returned it.
            resolves: Whether nothing is left to be done.
            words: In words.

        Returns:
            A ticket as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/tickets/{segment(number)}/answers",
            StaffTicketResponse,
            body={"resolves": resolves, "words": words},
        )

    def turn_ticket_into_complaint(
        self,
        number: int,
        *,
        issue: ComplaintIssue,
        product: ComplaintProduct,
        sub_issue: SubIssue,
        wanted: str,
    ) -> StaffTicketResponse:
        """Let a ticket go on as a complaint, whose clock runs from the day on which it was asked.

        Args:
            number: Its number, as the node returned it.
            issue: What went wrong.
            product: What it is about.
            sub_issue: What went wrong more closely; it belongs to the issue.
            wanted: What the client asks for.

        Returns:
            A ticket as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/tickets/{segment(number)}/complaint",
            StaffTicketResponse,
            body={"issue": issue, "product": product, "sub_issue": sub_issue, "wanted": wanted},
        )
