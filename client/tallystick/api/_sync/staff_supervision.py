"""Requests to the node about staff supervision."""


# Made by scripts/unasync.py from api/_async/staff_supervision.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tallystick.api._sync.line import Calls
from tallystick.api.records.regulator import (
    FileKind,
    MajorEventKind,
    MajorEventResponse,
    PauseDecision,
    PauseRequestPage,
    PauseRequestResponse,
    QuestionPage,
    QuestionResponse,
    SupervisionFilePage,
    SupervisionFileResponse,
)
from tallystick.api.records.staff_supervision import MajorEventPage
from tallystick.api.shapes import segment

__all__ = ["StaffSupervisionApi"]


class StaffSupervisionApi(Calls):
    """Calls about staff supervision."""

    def list_major_events(self, *, limit: int = 50, after: str | None = None) -> MajorEventPage:
        """Major events, the newest first.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Major events, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/supervision/events",
            MajorEventPage,
            query={"limit": limit, "after": after},
        )

    def open_major_event(
        self, *, description: str, kind: MajorEventKind, known_at: datetime, occurred_at: datetime
    ) -> MajorEventResponse:
        """Write a major event down; it is to be reported within 48 hours of being known.

        Args:
            description: What has happened; nobody is named.
            kind: What kind it is.
            known_at: When the platform came to know of it; its 48 hours begin then.
            occurred_at: When it happened.

        Returns:
            A major event and its clock.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/supervision/events",
            MajorEventResponse,
            body={
                "description": description,
                "kind": kind,
                "known_at": known_at,
                "occurred_at": occurred_at,
            },
        )

    def report_major_event(self, number: int, *, reference: str, report: str) -> MajorEventResponse:
        """Write down that an event was reported, with the supervisor's reference; once.

        Args:
            number: Its number, as the node returned it.
            reference: What the supervisor names the report by.
            report: What was reported.

        Returns:
            A major event and its clock.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/supervision/events/{segment(number)}/report",
            MajorEventResponse,
            body={"reference": reference, "report": report},
        )

    def list_supervision_files(
        self, *, limit: int = 50, after: str | None = None
    ) -> SupervisionFilePage:
        """Files for supervisors, the newest first, every version.

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
            "/v1/staff/supervision/files",
            SupervisionFilePage,
            query={"limit": limit, "after": after},
        )

    def make_supervision_file(
        self,
        *,
        kind: FileKind,
        period: str,
        institution: str | None = None,
        reason: str | None = None,
        short_name: str | None = None,
    ) -> SupervisionFileResponse:
        """Make a file from published reports, check it and keep it; a correction says why.

        Args:
            kind: Which file.
            period: A month for nifa, a year for ecspr and outcome, a loan's number for kiis, a day
                for sandbox.
            institution: The institution's full name; for nifa; None leaves it out.
            reason: Why an earlier version is corrected; None leaves it out.
            short_name: Its short name; for nifa; None leaves it out.

        Returns:
            A version of a file for supervisors.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/supervision/files",
            SupervisionFileResponse,
            body={
                "institution": institution,
                "kind": kind,
                "period": period,
                "reason": reason,
                "short_name": short_name,
            },
        )

    def read_supervision_file(self, number: int) -> bytes:
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
        return self.fetch("GET", f"/v1/staff/supervision/files/{segment(number)}/content")

    def list_pause_requests(self, *, limit: int = 50, after: str | None = None) -> PauseRequestPage:
        """Requests to pause, of every supervisor, the newest first.

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
            "/v1/staff/supervision/pause-requests",
            PauseRequestPage,
            query={"limit": limit, "after": after},
        )

    def decide_pause_request(
        self, number: int, *, decision: PauseDecision, note: str
    ) -> PauseRequestResponse:
        """Write down what the guardian has done; pausing itself is a transaction of their key.

        Args:
            number: Its number, as the node returned it.
            decision: paused, by a transaction of their own key, or declined.
            note: Why, or by which transaction.

        Returns:
            A supervisor's request to pause something, and what the guardian has done.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/supervision/pause-requests/{segment(number)}/decision",
            PauseRequestResponse,
            body={"decision": decision, "note": note},
        )

    def list_regulator_questions(
        self, *, limit: int = 50, after: str | None = None
    ) -> QuestionPage:
        """Questions of every supervisor, the newest first.

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
            "GET",
            "/v1/staff/supervision/questions",
            QuestionPage,
            query={"limit": limit, "after": after},
        )

    def answer_question(self, number: int, *, answer: str) -> QuestionResponse:
        """Answer a question, once.

        Args:
            number: Its number, as the node returned it.
            answer: The answer.

        Returns:
            A supervisor's question, and its answer.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/supervision/questions/{segment(number)}/answer",
            QuestionResponse,
            body={"answer": answer},
        )

    def all_major_events(self) -> Iterator[MajorEventResponse]:
        """Every item of `list_major_events`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_major_events(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_supervision_files(self) -> Iterator[SupervisionFileResponse]:
        """Every item of `list_supervision_files`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_supervision_files(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_pause_requests(self) -> Iterator[PauseRequestResponse]:
        """Every item of `list_pause_requests`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_pause_requests(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next

    def all_regulator_questions(self) -> Iterator[QuestionResponse]:
        """Every item of `list_regulator_questions`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_regulator_questions(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
