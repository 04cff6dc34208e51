"""What can be asked of the node about staff servicing."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date

from tallystick.api._async.line import AsyncCalls
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

__all__ = ["AsyncStaffServicingApi"]


class AsyncStaffServicingApi(AsyncCalls):
    """Calls about staff servicing."""

    async def end_contact(
        self, entry: int, *, outcome: ContactOutcome, reason: ArrearsReason | None = None
    ) -> None:
        """Write down what came of one's own contact."""
        await self.tell(
            "POST",
            f"/v1/staff/servicing/contacts/{segment(entry)}/outcome",
            body={"outcome": outcome, "reason": reason},
        )

    async def list_delays(self) -> tuple[DelayResponse, ...]:
        """The loans that are late, the worst first."""
        return await self.ask("GET", "/v1/staff/servicing/delays", tuple[DelayResponse, ...])

    async def read_effect(self) -> EffectResponse:
        """What collection achieves by tier, and complaints by a thousand contacts."""
        return await self.ask("GET", "/v1/staff/servicing/effect", EffectResponse)

    async def list_incidents(self, *, limit: int = 50) -> tuple[IncidentResponse, ...]:
        """When figures of the platform were beyond their thresholds, the newest first."""
        return await self.ask(
            "GET",
            "/v1/staff/servicing/incidents",
            tuple[IncidentResponse, ...],
            query={"limit": limit},
        )

    async def read_letter(self, entry: int) -> bytes:
        """A letter, to be printed and posted."""
        return await self.fetch("GET", f"/v1/staff/servicing/letters/{segment(entry)}")

    async def assign_agency(self, loan: int, *, agency: str) -> None:
        """Give a loan of the third tier to an agency."""
        await self.tell(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency", body={"agency": agency}
        )

    async def recall_agency(self, loan: int) -> None:
        """Take a loan back from its agency."""
        await self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/agency/recall")

    async def begin_contact(self, loan: int, *, way: Way) -> ContactResponse:
        """Ask to contact a borrower now.

        Refused outside the hours, beyond the limits, in a pause.
        """
        return await self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/contacts",
            ContactResponse,
            body={"way": way},
        )

    async def write_letter(self, loan: int) -> LetterResponse:
        """Write a letter about a loan's arrears from the approved text, once a day."""
        return await self.ask(
            "POST", f"/v1/staff/servicing/loans/{segment(loan)}/letters", LetterResponse
        )

    async def pause_contact(self, loan: int, *, cause: PauseCause, until: date) -> PauseResponse:
        """Leave a borrower alone for a time. What is published about the loan stays as it is."""
        return await self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/pauses",
            PauseResponse,
            body={"cause": cause, "until": until},
        )

    async def take_promise(self, loan: int, *, amount: int, due: date) -> PromiseResponse:
        """Take down what a borrower has promised to one of staff."""
        return await self.ask(
            "POST",
            f"/v1/staff/servicing/loans/{segment(loan)}/promise",
            PromiseResponse,
            body={"amount": amount_text("amount", amount), "due": due},
        )

    async def accept_use(self, loan: int) -> None:
        """Accept the document that shows what a loan was used for."""
        await self.tell("POST", f"/v1/staff/servicing/loans/{segment(loan)}/use-proof/acceptance")

    async def resume_contact(self, entry: int) -> None:
        """End a pause early."""
        await self.tell("POST", f"/v1/staff/servicing/pauses/{segment(entry)}/end")

    async def list_tasks(self, *, limit: int = 50) -> tuple[TaskResponse, ...]:
        """What is to be done by hand, the oldest first."""
        return await self.ask(
            "GET", "/v1/staff/servicing/tasks", tuple[TaskResponse, ...], query={"limit": limit}
        )

    async def finish_task(self, entry: int) -> None:
        """Write down that a task is done."""
        await self.tell("POST", f"/v1/staff/servicing/tasks/{segment(entry)}/done")

    async def list_warnings(self, *, limit: int = 50) -> tuple[WarningResponse, ...]:
        """The signs that nobody has looked at, the oldest first."""
        return await self.ask(
            "GET",
            "/v1/staff/servicing/warnings",
            tuple[WarningResponse, ...],
            query={"limit": limit},
        )

    async def see_warning(self, entry: int) -> None:
        """Write down that one has looked at a warning."""
        await self.tell("POST", f"/v1/staff/servicing/warnings/{segment(entry)}/seen")
