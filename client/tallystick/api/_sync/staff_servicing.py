"""What can be asked of the node about staff servicing."""


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
    IncidentResponse,
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
        """Write down what came of one's own contact."""
        self.tell(
            "POST",
            f"/v1/staff/servicing/contacts/{segment(entry)}/outcome",
            body={"outcome": outcome, "reason": reason},
        )

    def list_delays(self) -> tuple[DelayResponse, ...]:
        """The loans that are late, the worst first."""
        return self.ask("GET", "/v1/staff/servicing/delays", tuple[DelayResponse, ...])

    def read_effect(self) -> EffectResponse:
        """What collection achieves by tier, and complaints by a thousand contacts."""
        return self.ask("GET", "/v1/staff/servicing/effect", EffectResponse)

    def list_incidents(self, *, limit: int = 50) -> tuple[IncidentResponse, ...]:
        """When figures of the platform were beyond their thresholds, the newest first."""
        return self.ask(
            "GET",
            "/v1/staff/servicing/incidents",
            tuple[IncidentResponse, ...],
            query={"limit": limit},
        )

    def read_letter(self, entry: int) -> bytes:
        """A letter, to be printed and posted."""
        return self.fetch("GET", f"/v1/staff/servicing/letters/{segment(entry)}")

    def assign_agency(self, loan: int, *, agency: str) -> None:
        """Give a loan of the third tier to an agency."""
        self.tell(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency", body={"agency": agency}
        )

    def recall_agency(self, loan: int) -> None:
        """Take a loan back from its agency."""
        self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency/recall")

    def begin_contact(self, loan: int, *, way: Way) -> ContactResponse:
        """Ask to contact a borrower now.

        Refused outside the hours, beyond the limits, in a pause.
        """
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/contacts",
            ContactResponse,
            body={"way": way},
        )

    def write_letter(self, loan: int) -> LetterResponse:
        """Write a letter about a loan's arrears from the approved text, once a day."""
        return self.ask(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/letters", LetterResponse
        )

    def pause_contact(self, loan: int, *, cause: PauseCause, until: date) -> PauseResponse:
        """Leave a borrower alone for a time. What is published about the loan stays as it is."""
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/pauses",
            PauseResponse,
            body={"cause": cause, "until": until},
        )

    def take_promise(self, loan: int, *, amount: int, due: date) -> PromiseResponse:
        """Take down what a borrower has promised to one of staff."""
        return self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/promise",
            PromiseResponse,
            body={"amount": amount_text("amount", amount), "due": due},
        )

    def accept_use(self, loan: int) -> None:
        """Accept the document that shows what a loan was used for."""
        self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/use-proof/acceptance")

    def resume_contact(self, entry: int) -> None:
        """End a pause early."""
        self.tell("POST", f"/v1/staff/servicing/pauses/{segment(entry)}/end")

    def list_tasks(self, *, limit: int = 50) -> tuple[TaskResponse, ...]:
        """What is to be done by hand, the oldest first."""
        return self.ask(
            "GET", "/v1/staff/servicing/tasks", tuple[TaskResponse, ...], query={"limit": limit}
        )

    def finish_task(self, entry: int) -> None:
        """Write down that a task is done."""
        self.tell("POST", f"/v1/staff/servicing/tasks/{segment(entry)}/done")

    def list_warnings(self, *, limit: int = 50) -> tuple[WarningResponse, ...]:
        """The signs that nobody has looked at, the oldest first."""
        return self.ask(
            "GET",
            "/v1/staff/servicing/warnings",
            tuple[WarningResponse, ...],
            query={"limit": limit},
        )

    def see_warning(self, entry: int) -> None:
        """Write down that one has looked at a warning."""
        self.tell("POST", f"/v1/staff/servicing/warnings/{segment(entry)}/seen")
