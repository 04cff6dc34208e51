"""Requests to the node about staff lending."""


# Made by scripts/unasync.py from api/_async/staff_lending.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_lending import (
    AppealResponse,
    CaseResponse,
    CashFlowResponse,
    Cause,
    LendingDecisionResponse,
    Override,
    ReviewVerdict,
    WaitingOfferResponse,
    WaitingResponse,
)
from tallystick.api.shapes import segment

__all__ = ["StaffLendingApi"]


class StaffLendingApi(Calls):
    """Calls about staff lending."""

    def put_on_blacklist(self, *, cause: Cause, person: str) -> None:
        """Put a person on the blacklist; whoever defaults is put there automatically.

        Args:
            cause: Why, of the closed list.
            person: The person's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/staff/blacklist", body={"cause": cause, "person": person})

    def list_appeals(self) -> tuple[AppealResponse, ...]:
        """The appeals that wait, the oldest first; none of the caller's own.

        Returns:
            The items. Each: An appeal that waits.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/blacklist/appeals", tuple[AppealResponse, ...])

    def decide_appeal(self, entry: int, *, lifted: bool) -> None:
        """Decide an appeal; not open to whoever put the person on the list.

        Args:
            entry: Its number, as the node returned it.
            lifted: Whether the entry is lifted.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/blacklist/{segment(entry)}/decision", body={"lifted": lifted})

    def list_credit_reviews(self, *, limit: int = 50) -> tuple[WaitingResponse, ...]:
        """The cases that wait for a decision, the oldest first; none of the caller's own.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A case that waits: why, since when, who has claimed it, and what a
            colleague has proposed.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/staff/credit-reviews", tuple[WaitingResponse, ...], query={"limit": limit}
        )

    def read_credit_review(self, number: str) -> CaseResponse:
        """One case.

        Who asks for what, what each stage found, what was done. Reading is journalled.

        Args:
            number: The application's identifier.

        Returns:
            A case with everything that a decision rests on.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/staff/credit-reviews/{segment(number)}", CaseResponse)

    def claim_credit_review(self, number: str) -> None:
        """Claim a case for half an hour.

        Args:
            number: The application's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/credit-reviews/{segment(number)}/claim")

    def decide_credit_review(
        self, number: str, *, reason: Override, verdict: ReviewVerdict
    ) -> LendingDecisionResponse:
        """Propose a decision, or confirm what another member of staff has proposed.

        Args:
            number: The application's identifier.
            reason: Why; of a refusal the applicant hears it in plain words, but never a suspicion.
            verdict: What is proposed or confirmed.

        Returns:
            Where the application stands; `referred` until a second member of staff agrees.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/credit-reviews/{segment(number)}/decision",
            LendingDecisionResponse,
            body={"reason": reason, "verdict": verdict},
        )

    def open_case_document(self, number: str, document: int) -> bytes:
        """Open a document of the applicant, with a claim on the case; opening it is journalled.

        Args:
            number: The application's identifier.
            document: Its number, as the node returned it.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch(
            "GET", f"/v1/staff/credit-reviews/{segment(number)}/documents/{segment(document)}"
        )

    def read_case_cash_flow(self, number: str, document: int) -> tuple[CashFlowResponse, ...]:
        """What a bank's file of the applicant shows, with a claim on the case; it is journalled.

        Args:
            number: The application's identifier.
            document: Its number, as the node returned it.

        Returns:
            The items. Each: An account of a bank's file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            f"/v1/staff/credit-reviews/{segment(number)}/documents/{segment(document)}/cash-flow",
            tuple[CashFlowResponse, ...],
        )

    def list_waiting_offers(self, *, limit: int = 50) -> tuple[WaitingOfferResponse, ...]:
        """The offers that wait for a second signature, the oldest first.

        None of the caller's own.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: An offer that one underwriter has signed, and that is listed only with
            a second signature.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/staff/offers", tuple[WaitingOfferResponse, ...], query={"limit": limit}
        )

    def sign_offer(self, number: str, *, signature: str) -> None:
        """Sign an offer as the second underwriter, who is another person than the first one.

        Args:
            number: The application's identifier.
            signature: In hex: 64 or 65 bytes, or what a wallet that is a contract takes.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/staff/offers/{segment(number)}/signature", body={"signature": signature}
        )
