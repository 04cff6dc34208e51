"""Requests to the node about staff complaints."""


# Made by scripts/unasync.py from api/_async/staff_complaints.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.complaints import (
    ComplaintActResponse,
    ComplaintChannel,
    ComplaintIssue,
    ComplaintLetterResponse,
    ComplaintProduct,
    ComplaintProofResponse,
    ComplaintState,
    SubIssue,
)
from tallystick.api.records.staff_complaints import (
    ComplaintFiguresResponse,
    ComplaintPage,
    DueComplaintResponse,
    StaffComplaintResponse,
)
from tallystick.api.shapes import segment

__all__ = ["StaffComplaintsApi"]


class StaffComplaintsApi(Calls):
    """Calls about staff complaints."""

    def list_complaints(
        self,
        *,
        state: ComplaintState | None = None,
        waiting: bool = False,
        mine: bool = False,
        limit: int = 50,
        after: str | None = None,
    ) -> ComplaintPage:
        """The complaints, the newest first; none of the caller's own.

        Args:
            state: Where a complaint stands; None leaves it out.
            waiting: Those that wait for an answer alone.
            mine: Those that the caller has alone.
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Complaints, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/complaints",
            ComplaintPage,
            query={
                "state": state,
                "waiting": waiting,
                "mine": mine,
                "limit": limit,
                "after": after,
            },
        )

    def take_in_complaint(
        self,
        *,
        channel: ComplaintChannel,
        happened: str,
        issue: ComplaintIssue,
        product: ComplaintProduct,
        received_on: date,
        sub_issue: SubIssue,
        wanted: str,
        contact: str = "",
        loan: int | None = None,
        person: str | None = None,
        vulnerable: bool = False,
        idempotency_key: str | None = None,
    ) -> StaffComplaintResponse:
        """Write down a complaint that came by mail, telephone or otherwise.

        The same key again returns the same complaint.

        Args:
            channel: How it came.
            happened: What happened.
            issue: What went wrong.
            product: What it is about.
            received_on: The platform's day on which it came, from which its clock runs.
            sub_issue: What went wrong more closely; it belongs to the issue.
            wanted: What is asked for.
            contact: How to reach somebody who is not registered.
            loan: The loan's number on the chain, when it is about a loan; None leaves it out.
            person: Whose it is; null for somebody who is not registered; None leaves it out.
            vulnerable: Whether the client needs extra care.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/staff/complaints",
            StaffComplaintResponse,
            body={
                "channel": channel,
                "contact": contact,
                "happened": happened,
                "issue": issue,
                "loan": loan,
                "person": person,
                "product": product,
                "received_on": received_on,
                "sub_issue": sub_issue,
                "vulnerable": vulnerable,
                "wanted": wanted,
            },
            key=idempotency_key or self.new_key(),
        )

    def list_due_complaints(self) -> tuple[DueComplaintResponse, ...]:
        """What is due next of every complaint that waits, the earliest first.

        Returns:
            The items. Each: What is due next of a complaint that is not answered.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/complaints/due", tuple[DueComplaintResponse, ...])

    def export_complaints(self, *, from_: date, to: date) -> bytes:
        """Complaints with the columns of the CFPB, as CSV; no word of a client is in it.

        Args:
            from_: A date.
            to: A date.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("GET", "/v1/staff/complaints/export", query={"from": from_, "to": to})

    def read_complaint_figures(self, *, from_: date, to: date) -> ComplaintFiguresResponse:
        """Counts, rates for a thousand contacts and loans, issues and root causes.

        Args:
            from_: A date.
            to: A date.

        Returns:
            Figures of the complaints that were received in a period; rates round down.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/complaints/figures",
            ComplaintFiguresResponse,
            query={"from": from_, "to": to},
        )

    def read_complaint(self, number: int) -> StaffComplaintResponse:
        """A complaint.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A complaint as staff see it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/complaints/{segment(number)}", StaffComplaintResponse)

    def list_complaint_acts(self, number: int) -> tuple[ComplaintActResponse, ...]:
        """What was done about a complaint, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was done about a complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/complaints/{segment(number)}/acts", tuple[ComplaintActResponse, ...]
        )

    def export_complaint_evidence(self, number: int) -> bytes:
        """The evidence of a dispute as a ZIP file; that it was taken is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("POST", f"/v1/staff/complaints/{segment(number)}/evidence")

    def list_complaint_letters(self, number: int) -> tuple[ComplaintLetterResponse, ...]:
        """The letters about a complaint, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A letter about a complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            f"/v1/staff/complaints/{segment(number)}/letters",
            tuple[ComplaintLetterResponse, ...],
        )

    def read_complaint_letter(self, number: int, letter: int) -> bytes:
        """A letter about a complaint, to be printed and posted.

        Args:
            number: Its number, as the node returned it.
            letter: The letter's number.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", f"/v1/staff/complaints/{segment(number)}/letters/{segment(letter)}"
        )

    def prove_staff_complaint(self, number: int) -> ComplaintProofResponse:
        """What shows that a complaint is in the anchored list, with its clock.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What shows that a complaint is in an anchored list, to be checked without the node.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/complaints/{segment(number)}/proof", ComplaintProofResponse
        )

    def all_complaints(
        self, *, state: ComplaintState | None = None, waiting: bool = False, mine: bool = False
    ) -> Iterator[StaffComplaintResponse]:
        """Every item of `list_complaints`, page after page.

        Args:
            state: Where a complaint stands; None leaves it out.
            waiting: Those that wait for an answer alone.
            mine: Those that the caller has alone.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_complaints(
                state=state, waiting=waiting, mine=mine, limit=200, after=after
            )
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
