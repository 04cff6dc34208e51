"""Requests to the node about complaints."""


# Made by scripts/unasync.py from api/_async/complaints.py; do not edit.

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.complaints import (
    ComplaintActResponse,
    ComplaintIssue,
    ComplaintLetterResponse,
    ComplaintListDocument,
    ComplaintListPage,
    ComplaintListResponse,
    ComplaintProduct,
    ComplaintProofResponse,
    ComplaintState,
    OwnComplaintResponse,
    SubIssue,
)
from tallystick.api.shapes import segment

__all__ = ["ComplaintsApi"]


class ComplaintsApi(Calls):
    """Calls about complaints."""

    def list_complaint_lists(
        self, *, limit: int = 50, after: str | None = None
    ) -> ComplaintListPage:
        """The lists of all complaints, the newest first.

        Args:
            limit: Items of a page at most.
            after: `next` of the page before; None leaves it out.

        Returns:
            Lists, the newest first.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/complaint-lists", ComplaintListPage, query={"limit": limit, "after": after}
        )

    def read_complaint_list(self, day: date) -> ComplaintListDocument:
        """A day's list of all complaints, as it was anchored.

        Args:
            day: A date.

        Returns:
            A list from which anybody computes the root: a leaf for the head and one for each entry.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/complaint-lists/{segment(day)}", ComplaintListDocument)

    def list_own_complaints(self) -> tuple[OwnComplaintResponse, ...]:
        """The caller's complaints, the newest first.

        Returns:
            The items. Each: A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/me/complaints", tuple[OwnComplaintResponse, ...])

    def file_complaint(
        self,
        *,
        happened: str,
        issue: ComplaintIssue,
        product: ComplaintProduct,
        sub_issue: SubIssue,
        wanted: str,
        loan: int | None = None,
        vulnerable: bool = False,
        idempotency_key: str | None = None,
    ) -> OwnComplaintResponse:
        """Complain. The clock runs from today, and the number and its days come back.

        The same key again returns the same complaint.

        Args:
            happened: What happened.
            issue: What went wrong.
            product: What it is about.
            sub_issue: What went wrong more closely; it belongs to the issue.
            wanted: What is asked for.
            loan: The loan's number on the chain, when it is about a loan; None leaves it out.
            vulnerable: Whether the client needs extra care.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/me/complaints",
            OwnComplaintResponse,
            body={
                "happened": happened,
                "issue": issue,
                "loan": loan,
                "product": product,
                "sub_issue": sub_issue,
                "vulnerable": vulnerable,
                "wanted": wanted,
            },
            key=idempotency_key or self.new_key(),
        )

    def read_own_complaint(self, number: int) -> OwnComplaintResponse:
        """A complaint of the caller's.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/me/complaints/{segment(number)}", OwnComplaintResponse)

    def accept_complaint_answer(self, number: int) -> OwnComplaintResponse:
        """Accept the answer to a complaint of the caller's.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/me/complaints/{segment(number)}/acceptance", OwnComplaintResponse
        )

    def list_own_complaint_acts(self, number: int) -> tuple[ComplaintActResponse, ...]:
        """What was done about a complaint of the caller's, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: What was done about a complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/me/complaints/{segment(number)}/acts", tuple[ComplaintActResponse, ...]
        )

    def add_to_complaint(self, number: int, *, words: str) -> OwnComplaintResponse:
        """Add to a complaint of the caller's.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/me/complaints/{segment(number)}/acts",
            OwnComplaintResponse,
            body={"words": words},
        )

    def escalate_complaint(
        self, number: int, *, to: ComplaintState, words: str
    ) -> OwnComplaintResponse:
        """Say that the caller goes to others.

        After an answer, a holding letter, or a late answer.

        Args:
            number: Its number, as the node returned it.
            to: ombudsman, mediation or court.
            words: Whom exactly, and under which number.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/me/complaints/{segment(number)}/escalation",
            OwnComplaintResponse,
            body={"to": to, "words": words},
        )

    def list_own_complaint_letters(self, number: int) -> tuple[ComplaintLetterResponse, ...]:
        """The letters about a complaint of the caller's, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A letter about a complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            f"/v1/me/complaints/{segment(number)}/letters",
            tuple[ComplaintLetterResponse, ...],
        )

    def read_own_complaint_letter(self, number: int, letter: int) -> bytes:
        """A letter about a complaint of the caller's.

        Args:
            number: Its number, as the node returned it.
            letter: The letter's number.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("GET", f"/v1/me/complaints/{segment(number)}/letters/{segment(letter)}")

    def prove_complaint(self, number: int) -> ComplaintProofResponse:
        """What shows that a complaint of the caller's is in the anchored list, with its clock.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What shows that a complaint is in an anchored list, to be checked without the node.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/me/complaints/{segment(number)}/proof", ComplaintProofResponse)

    def reopen_complaint(self, number: int, *, words: str) -> OwnComplaintResponse:
        """Have a closed complaint of the caller's opened again: a new clock runs from today.

        Args:
            number: Its number, as the node returned it.
            words: In words.

        Returns:
            A client's own complaint.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/me/complaints/{segment(number)}/reopening",
            OwnComplaintResponse,
            body={"words": words},
        )

    def all_complaint_lists(self) -> Iterator[ComplaintListResponse]:
        """Every item of `list_complaint_lists`, page after page.

        Yields:
            The items in the order of the list.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        after: str | None = None
        while True:
            page = self.list_complaint_lists(limit=200, after=after)
            for item in page.items:
                yield item
            if page.next is None:
                return
            after = page.next
