"""What can be asked of the node about staff lending."""


# Made by scripts/unasync.py from api/_async/staff_lending.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
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

__all__ = ["StaffLendingApi"]


class StaffLendingApi(Calls):
    """Calls about staff lending."""

    def put_on_blacklist(self, *, cause: Cause, person: str) -> None:
        """Put somebody on the blacklist; who defaults comes there by himself."""
        self.tell("POST", "/v1/staff/blacklist", body={"cause": cause, "person": person})

    def list_appeals(self) -> tuple[AppealResponse, ...]:
        """The appeals that wait, the oldest first."""
        return self.ask("GET", "/v1/staff/blacklist/appeals", tuple[AppealResponse, ...])

    def decide_appeal(self, entry: int, *, lifted: bool) -> None:
        """Decide an appeal; never the one who put the person on the list."""
        self.tell("POST", f"/v1/staff/blacklist/{segment(entry)}/decision", body={"lifted": lifted})

    def list_credit_reviews(self, *, limit: int = 50) -> tuple[WaitingResponse, ...]:
        """The cases that wait for people, the oldest first."""
        return self.ask(
            "GET", "/v1/staff/credit-reviews", tuple[WaitingResponse, ...], query={"limit": limit}
        )

    def read_credit_review(self, number: str) -> CaseResponse:
        """One case: the order, what each stage found, what was done. The look is journalled."""
        return self.ask("GET", f"/v1/staff/credit-reviews/{segment(number)}", CaseResponse)

    def claim_credit_review(self, number: str) -> None:
        """Take a case for half an hour."""
        self.tell("POST", f"/v1/staff/credit-reviews/{segment(number)}/claim")

    def decide_credit_review(
        self, number: str, *, reason: Override, verdict: ReviewVerdict
    ) -> LendingDecisionResponse:
        """Propose a decision, or confirm what another one of staff has proposed."""
        return self.ask(
            "POST",
            f"/v1/staff/credit-reviews/{segment(number)}/decision",
            LendingDecisionResponse,
            body={"reason": reason, "verdict": verdict},
        )
