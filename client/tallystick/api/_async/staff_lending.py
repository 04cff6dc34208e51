"""What can be asked of the node about staff lending."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.staff_lending import (
    AppealResponse,
    CaseResponse,
    Cause,
    LendingDecisionResponse,
    Override,
    ReviewVerdict,
    WaitingResponse,
)
from tallystick.api.shapes import segment

__all__ = ["AsyncStaffLendingApi"]


class AsyncStaffLendingApi(AsyncCalls):
    """Calls about staff lending."""

    async def put_on_blacklist(self, *, cause: Cause, person: str) -> None:
        """Put somebody on the blacklist; who defaults comes there by himself."""
        await self.tell("POST", "/v1/staff/blacklist", body={"cause": cause, "person": person})

    async def list_appeals(self) -> tuple[AppealResponse, ...]:
        """The appeals that wait, the oldest first."""
        return await self.ask("GET", "/v1/staff/blacklist/appeals", tuple[AppealResponse, ...])

    async def decide_appeal(self, entry: int, *, lifted: bool) -> None:
        """Decide an appeal; never the one who put the person on the list."""
        await self.tell(
            "POST", f"/v1/staff/blacklist/{segment(entry)}/decision", body={"lifted": lifted}
        )

    async def list_credit_reviews(self, *, limit: int = 50) -> tuple[WaitingResponse, ...]:
        """The cases that wait for people, the oldest first."""
        return await self.ask(
            "GET", "/v1/staff/credit-reviews", tuple[WaitingResponse, ...], query={"limit": limit}
        )

    async def read_credit_review(self, number: str) -> CaseResponse:
        """One case: the order, what each stage found, what was done. The look is journalled."""
        return await self.ask("GET", f"/v1/staff/credit-reviews/{segment(number)}", CaseResponse)

    async def claim_credit_review(self, number: str) -> None:
        """Take a case for half an hour."""
        await self.tell("POST", f"/v1/staff/credit-reviews/{segment(number)}/claim")

    async def decide_credit_review(
        self, number: str, *, reason: Override, verdict: ReviewVerdict
    ) -> LendingDecisionResponse:
        """Propose a decision, or confirm what another one of staff has proposed."""
        return await self.ask(
            "POST",
            f"/v1/staff/credit-reviews/{segment(number)}/decision",
            LendingDecisionResponse,
            body={"reason": reason, "verdict": verdict},
        )
