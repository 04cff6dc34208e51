"""What can be asked of the node about applications."""


# Made by scripts/unasync.py from api/_async/applications.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.applications import (
    ApplicationResponse,
    Home,
    LoanPurpose,
    OfferResponse,
)
from tallystick.api.shapes import amount_text, segment
from tallystick.loans.schedule import Method

__all__ = ["ApplicationsApi"]


class ApplicationsApi(Calls):
    """Calls about applications."""

    def list_applications(self) -> tuple[ApplicationResponse, ...]:
        """One's own applications, the newest first."""
        return self.ask("GET", "/v1/applications", tuple[ApplicationResponse, ...])

    def apply_for_loan(
        self,
        *,
        amount: int,
        debt_payments: int,
        description: str,
        employed_months: int,
        home: Home,
        months: int,
        owed_elsewhere: int,
        purpose: LoanPurpose,
        repayment_source: str,
        title: str,
        device: str | None = None,
        method: Method = Method.ANNUITY,
        project_reference: str | None = None,
        idempotency_key: str | None = None,
    ) -> ApplicationResponse:
        """Ask for a loan.

        It is examined at once; the decision comes as a notice and stands here.
        """
        return self.ask(
            "POST",
            "/v1/applications",
            ApplicationResponse,
            body={
                "amount": amount_text("amount", amount),
                "debt_payments": amount_text("debt_payments", debt_payments),
                "description": description,
                "device": device,
                "employed_months": employed_months,
                "home": home,
                "method": method,
                "months": months,
                "owed_elsewhere": amount_text("owed_elsewhere", owed_elsewhere),
                "project_reference": project_reference,
                "purpose": purpose,
                "repayment_source": repayment_source,
                "title": title,
            },
            key=idempotency_key or self.new_key(),
        )

    def read_application(self, number: str) -> ApplicationResponse:
        """One of one's own applications."""
        return self.ask("GET", f"/v1/applications/{segment(number)}", ApplicationResponse)

    def confirm_terms(self, number: str) -> OfferResponse:
        """Confirm the terms of an approved application, and get the offer to be listed on chain.

        Asked again, it returns the same offer.
        """
        return self.ask("POST", f"/v1/applications/{segment(number)}/offer", OfferResponse)

    def withdraw_application(self, number: str) -> None:
        """End an application before an offer was signed."""
        self.tell("POST", f"/v1/applications/{segment(number)}/withdrawal")

    def appeal(self, *, text: str) -> None:
        """Say why one should be taken off the blacklist."""
        self.tell("POST", "/v1/blacklist/appeal", body={"text": text})
