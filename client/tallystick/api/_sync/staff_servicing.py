"""Requests to the node about staff servicing."""


# Made by scripts/unasync.py from api/_async/staff_servicing.py; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._sync.line import Calls
from tallystick.api.records.servicing import PromiseResponse
from tallystick.api.records.staff_servicing import (
    ArrearsReason,
    ContactOutcome,
    ContactResponse,
    DelayResponse,
    EffectResponse,
    LetterResponse,
    PauseCause,
    PauseResponse,
    TaskResponse,
    WarningResponse,
    Way,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["StaffServicingApi"]


class StaffServicingApi(Calls):
    """Calls about staff servicing."""

    def end_contact(
        self, entry: int, *, outcome: ContactOutcome, reason: ArrearsReason | None = None
    ) -> None:
        """Record the outcome of a contact of mine.

        Args:
            entry: The entry's number.
            outcome: What came of the contact.
            reason: Why nothing was paid, as the borrower says; None leaves it out.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST",
            f"/v1/staff/servicing/contacts/{segment(entry)}/outcome",
            body={"outcome": outcome, "reason": reason},
        )

    def list_delays(self) -> tuple[DelayResponse, ...]:
        """The loans that are late with what they owe now, the worst first.

        None of the caller's own.

        Returns:
            The items. Each: A tier that a loan is in, counted from its oldest unpaid instalment.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/servicing/delays", tuple[DelayResponse, ...])

    def read_effect(self) -> EffectResponse:
        """What collection achieves by tier, and complaints per thousand contacts.

        Returns:
            What collection achieves and how borrowers are treated.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/staff/servicing/effect", EffectResponse)

    def read_letter(self, entry: int) -> bytes:
        """A letter, to be printed and posted.

        Args:
            entry: The entry's number.

        Returns:
            The bytes of the file.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.fetch("GET", f"/v1/staff/servicing/letters/{segment(entry)}")

    def assign_agency(self, loan: int, *, agency: str) -> None:
        """Assign a loan of the third tier to a collection agency.

        Args:
            loan: The loan's number on chain.
            agency: The agency's name.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency", body={"agency": agency}
        )

    def recall_agency(self, loan: int) -> None:
        """Take a loan back from its agency.

        Args:
            loan: The loan's number on chain.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency/recall")

    def begin_contact(self, loan: int, *, way: Way) -> ContactResponse:
        """Ask to contact a borrower now.

        Refused outside the hours, beyond the limits, in a pause.

        Args:
            loan: The loan's number on chain.
            way: How.

        Returns:
            The contact's number, to report its outcome.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/contacts",
            ContactResponse,
            body={"way": way},
        )

    def write_letter(self, loan: int) -> LetterResponse:
        """Write a letter about a loan's arrears from the approved text, once a day.

        Args:
            loan: The loan's number on chain.

        Returns:
            The letter's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/letters", LetterResponse
        )

    def pause_contact(self, loan: int, *, cause: PauseCause, until: date) -> PauseResponse:
        """Leave a borrower alone for a time. What is published about the loan stays as it is.

        Args:
            loan: The loan's number on chain.
            cause: Why, of the closed list.
            until: The last day of the pause.

        Returns:
            The pause's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/pauses",
            PauseResponse,
            body={"cause": cause, "until": until},
        )

    def take_promise(self, loan: int, *, amount: int, due: date) -> PromiseResponse:
        """Record what a borrower has promised to a member of staff.

        Args:
            loan: The loan's number on chain.
            amount: In minor units.
            due: The day by which it is paid.

        Returns:
            The promise's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/promise",
            PromiseResponse,
            body={"amount": amount_text("amount", amount), "due": due},
        )

    def accept_use(self, loan: int) -> None:
        """Accept the document that shows what a loan was used for.

        Args:
            loan: The loan's number on chain.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/use-proof/acceptance")

    def resume_contact(self, entry: int) -> None:
        """End a pause early.

        Args:
            entry: The entry's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/servicing/pauses/{segment(entry)}/end")

    def list_tasks(self, *, limit: int = 50) -> tuple[TaskResponse, ...]:
        """The tasks for staff, the oldest first; none about a loan of the caller's own.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A task for staff; `person` is the borrower's identifier, if they are
            known here.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/staff/servicing/tasks", tuple[TaskResponse, ...], query={"limit": limit}
        )

    def finish_task(self, entry: int) -> None:
        """Record that a task is done.

        Args:
            entry: The entry's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/servicing/tasks/{segment(entry)}/done")

    def list_warnings(self, *, limit: int = 50) -> tuple[WarningResponse, ...]:
        """The signs that nobody has looked at, the oldest first.

        None about the caller's own loan.

        Args:
            limit: Items of a page at most.

        Returns:
            The items. Each: A sign that a loan may fail.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET",
            "/v1/staff/servicing/warnings",
            tuple[WarningResponse, ...],
            query={"limit": limit},
        )

    def see_warning(self, entry: int) -> None:
        """Record that a warning was looked at.

        Args:
            entry: The entry's number.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/staff/servicing/warnings/{segment(entry)}/seen")
