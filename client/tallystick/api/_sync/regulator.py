"""Requests to the node about regulator."""


# Made by scripts/unasync.py from api/_async/regulator.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator

from tallystick.api._sync.line import Calls
from tallystick.api.records.regulator import (
    IncidentsFeed,
    LoanProofResponse,
    MajorEventResponse,
    OperatingMonthResponse,
    OperationsFeed,
    PauseRequestPage,
    PauseRequestResponse,
    PauseScope,
    PortfolioFeed,
    PortfolioRowResponse,
    QuestionPage,
    QuestionResponse,
    RegulatorKeyResponse,
    SupervisionFilePage,
    SupervisionFileResponse,
)
from tallystick.api.shapes import segment

__all__ = ["RegulatorApi"]


class RegulatorApi(Calls):
    """Calls about regulator."""

    def list_incidents_feed(self, *, limit: int = 50, after: str | None = None) -> IncidentsFeed:
        """Every major event that has changed since, with its 48-hour clock.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Major events by their last change; one that changes again comes again.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/regulator/feed/incidents",
            IncidentsFeed,
            query={"limit": limit, "after": after},
        )

    def list_operations_feed(self, *, limit: int = 50, after: str | None = None) -> OperationsFeed:
        """Every month's figures that were published since, with the root on the chain.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Months in the order in which their reports were anchored, amendments included.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/regulator/feed/operations",
            OperationsFeed,
            query={"limit": limit, "after": after},
        )

    def list_portfolio_feed(self, *, limit: int = 50, after: str | None = None) -> PortfolioFeed:
        """Every loan that has changed since; borrowers are salted hashes.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Loans by their last change; one that changes again comes again.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/regulator/feed/portfolio",
            PortfolioFeed,
            query={"limit": limit, "after": after},
        )

    def list_regulator_files(
        self, *, limit: int = 50, after: str | None = None
    ) -> SupervisionFilePage:
        """Files that were made for supervisors, the newest first, every version.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Files, the newest first, every version.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/regulator/files",
            SupervisionFilePage,
            query={"limit": limit, "after": after},
        )

    def read_regulator_file(self, number: int) -> bytes:
        """A version of a file, byte for byte as it was kept.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("GET", f"/v1/regulator/files/{segment(number)}/content")

    def read_regulator_key(self) -> RegulatorKeyResponse:
        """The key that asks: what it opens, from where, until when.

        Returns:
            The key that asks.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/regulator/key", RegulatorKeyResponse)

    def prove_loan(self, number: int) -> LoanProofResponse:
        """A loan as the newest report has it, with its proof to the root on the chain.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A loan of a published report, and what leads from it to the root on the chain.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/regulator/loans/{segment(number)}/proof", LoanProofResponse)

    def list_my_pause_requests(
        self, *, limit: int = 50, after: str | None = None
    ) -> PauseRequestPage:
        """My requests to pause, the newest first, and what the guardian has done.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Requests to pause, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/regulator/pause-requests",
            PauseRequestPage,
            query={"limit": limit, "after": after},
        )

    def request_pause(
        self, *, reason: str, scope: PauseScope, subject: str | None = None
    ) -> PauseRequestResponse:
        """Ask the guardian to pause something; nothing is paused by it.

        Args:
            reason: Why.
            scope: New risk of the whole platform, or the seat of an attestor.
            subject: The attestor's wallet; only with attestor_seat; None leaves it out.

        Returns:
            A supervisor's request to pause something, and what the guardian has done.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/regulator/pause-requests",
            PauseRequestResponse,
            body={"reason": reason, "scope": scope, "subject": subject},
        )

    def list_my_questions(self, *, limit: int = 50, after: str | None = None) -> QuestionPage:
        """My questions, the newest first.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Questions, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/regulator/questions", QuestionPage, query={"limit": limit, "after": after}
        )

    def ask_question(self, *, text: str) -> QuestionResponse:
        """Ask the platform something; staff answer within ten days.

        Args:
            text: The question; loans and cases are named by their numbers.

        Returns:
            A supervisor's question, and its answer.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", "/v1/regulator/questions", QuestionResponse, body={"text": text})

    def read_my_question(self, number: int) -> QuestionResponse:
        """One of my questions, with its answer.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A supervisor's question, and its answer.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/regulator/questions/{segment(number)}", QuestionResponse)

    def all_incidents_feed(self) -> Iterator[MajorEventResponse]:
        """Every item of `list_incidents_feed`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_incidents_feed(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_operations_feed(self) -> Iterator[OperatingMonthResponse]:
        """Every item of `list_operations_feed`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_operations_feed(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_portfolio_feed(self) -> Iterator[PortfolioRowResponse]:
        """Every item of `list_portfolio_feed`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_portfolio_feed(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_regulator_files(self) -> Iterator[SupervisionFileResponse]:
        """Every item of `list_regulator_files`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_regulator_files(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_my_pause_requests(self) -> Iterator[PauseRequestResponse]:
        """Every item of `list_my_pause_requests`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_my_pause_requests(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_my_questions(self) -> Iterator[QuestionResponse]:
        """Every item of `list_my_questions`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_my_questions(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
