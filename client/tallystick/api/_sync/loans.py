"""Requests to the node about loans."""


# Made by scripts/unasync.py from api/_async/loans.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator

from tallystick.api._sync.line import Calls
from tallystick.api.records.loans import (
    EventPage,
    EventResponse,
    LoanPage,
    LoanResponse,
    LoanStanding,
    OneLoan,
    ScheduleResponse,
)
from tallystick.api.shapes import segment

__all__ = ["LoansApi"]


class LoansApi(Calls):
    """Calls about loans."""

    def list_events(
        self, *, name: str | None = None, limit: int = 50, after: str | None = None
    ) -> EventPage:
        """All events of the platform, or those of one name.

        Args:
            name: Only events of this name; None leaves it out.
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
            "GET", "/v1/events", EventPage, query={"name": name, "limit": limit, "after": after}
        )

    def list_loans(
        self,
        *,
        status: LoanStanding | None = None,
        borrower: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> LoanPage:
        """Loans by their numbers, all or some.

        Args:
            status: Only loans that stand there; None leaves it out.
            borrower: Only this wallet's loans; None leaves it out.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Loans by their numbers.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/loans",
            LoanPage,
            query={"status": status, "borrower": borrower, "limit": limit, "after": after},
        )

    def read_loan(self, number: int) -> OneLoan:
        """One loan.

        Args:
            number: The loan's number on chain.

        Returns:
            One loan, and the block it is of.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/loans/{segment(number)}", OneLoan)

    def list_loan_events(
        self, number: int, *, limit: int = 50, after: str | None = None
    ) -> EventPage:
        """All that has happened to a loan.

        Args:
            number: The loan's number on chain.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Events in the chain's order.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            f"/v1/loans/{segment(number)}/events",
            EventPage,
            query={"limit": limit, "after": after},
        )

    def read_schedule(self, number: int) -> ScheduleResponse:
        """The instalments still to come, as the contracts keep them at the newest block.

        Args:
            number: The loan's number on chain.

        Returns:
            What an active loan still has to pay, in the order of its due dates.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/loans/{segment(number)}/schedule", ScheduleResponse)

    def all_events(self, *, name: str | None = None) -> Iterator[EventResponse]:
        """Every item of `list_events`, page after page.

        Args:
            name: Only events of this name; None leaves it out.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_events(name=name, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_loans(
        self, *, status: LoanStanding | None = None, borrower: str | None = None
    ) -> Iterator[LoanResponse]:
        """Every item of `list_loans`, page after page.

        Args:
            status: Only loans that stand there; None leaves it out.
            borrower: Only this wallet's loans; None leaves it out.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_loans(status=status, borrower=borrower, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_loan_events(self, number: int) -> Iterator[EventResponse]:
        """Every item of `list_loan_events`, page after page.

        Args:
            number: The loan's number on chain.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_loan_events(number, limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
