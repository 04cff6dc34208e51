"""Requests to the node about applications."""


# Made by scripts/unasync.py from api/_async/applications.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.applications import (
    ApplicationResponse,
    DraftFields,
    Home,
    InvoiceFields,
    LoanPurpose,
    OfferResponse,
    PledgedTokenFields,
)
from tallystick.api.shapes import amount_text, segment
from tallystick.loans.schedule import Method

__all__ = ["ApplicationsApi"]


class ApplicationsApi(Calls):
    """Calls about applications."""

    def list_applications(self) -> tuple[ApplicationResponse, ...]:
        """List my applications, the newest first.

        Returns:
            The items. Each: Where an application stands; `reasons` why it was refused, `rate_ppm`
            what it was priced.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
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
        collateral: PledgedTokenFields | None = None,
        device: str | None = None,
        disclosure_agreed: bool = False,
        harvest_month: int | None = None,
        industry: str | None = None,
        invoice: InvoiceFields | None = None,
        method: Method = Method.ANNUITY,
        product: str = "personal",
        project_reference: str | None = None,
        region: str | None = None,
        idempotency_key: str | None = None,
    ) -> ApplicationResponse:
        """Ask for a loan.

        It is examined at once; the decision comes as a notice and stands here.

        Refused with APPLICATION:DOCUMENTS, which names them, while papers of mine are missing,
        and with APPLICATION:COLLATERAL when the token cannot secure a loan of mine.

        Args:
            amount: What is asked for, in minor units.
            debt_payments: What they pay on it a month, in minor units.
            description: The project in the applicant's words.
            employed_months: For how many months they have been in their employment.
            home: How they live.
            months: The term.
            owed_elsewhere: What the applicant owes to others, in minor units.
            purpose: What the money is for.
            repayment_source: What it is to be repaid from.
            title: The project in a few words.
            collateral: What secures the loan; nothing if it is not said; None leaves it out.
            device: An opaque name of the device, of which only a keyed digest is kept; None leaves
                it out.
            disclosure_agreed: Whether they agree that lenders see region and industry.
            harvest_month: Of a harvest loan the month of the harvest, which decides the term; None
                leaves it out.
            industry: The section of ISIC that they work in, no finer; it may be left out; None
                leaves it out.
            invoice: Of a loan on an invoice; None leaves it out.
            method: How it is repaid; by annuity if it is not said.
            product: A product of the list; a personal loan if it is not said.
            project_reference: What tells the financed thing from all others, such as an invoice;
                None leaves it out.
            region: The region of the first level where they work (ISO 3166-2), no finer; it may be
                left out; None leaves it out.
            idempotency_key: 8 to 64 visible ASCII characters; the same again returns the first
                answer. None makes a new one.

        Returns:
            Where an application stands; `reasons` why it was refused, `rate_ppm` what it was
            priced.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            "/v1/applications",
            ApplicationResponse,
            body={
                "amount": amount_text("amount", amount),
                "collateral": collateral,
                "debt_payments": amount_text("debt_payments", debt_payments),
                "description": description,
                "device": device,
                "disclosure_agreed": disclosure_agreed,
                "employed_months": employed_months,
                "harvest_month": harvest_month,
                "home": home,
                "industry": industry,
                "invoice": invoice,
                "method": method,
                "months": months,
                "owed_elsewhere": amount_text("owed_elsewhere", owed_elsewhere),
                "product": product,
                "project_reference": project_reference,
                "purpose": purpose,
                "region": region,
                "repayment_source": repayment_source,
                "title": title,
            },
            key=idempotency_key or self.new_key(),
        )

    def drop_draft(self) -> None:
        """Forget my draft.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("DELETE", "/v1/applications/draft")

    def read_draft(self) -> DraftFields:
        """My draft; without fields where there is none.

        Returns:
            What was typed, by the names of the application's form; nothing of it is judged.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/applications/draft", DraftFields)

    def keep_draft(self, *, fields: dict[str, str]) -> None:
        """Keep a draft over the one that there is. Sending an application forgets it.

        Args:
            fields: Texts of at most 2,000 characters.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("PUT", "/v1/applications/draft", body={"fields": fields})

    def read_application(self, number: str) -> ApplicationResponse:
        """Read one of my applications.

        Args:
            number: The application's identifier.

        Returns:
            Where an application stands; `reasons` why it was refused, `rate_ppm` what it was
            priced.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/applications/{segment(number)}", ApplicationResponse)

    def confirm_terms(self, number: str) -> OfferResponse:
        """Confirm the terms of an approved application, and get the offer to be listed on chain.

        Asked again, it returns the same offer.

        Args:
            number: The application's identifier.

        Returns:
            The signed offer: `offer` are the fields of its EIP-712 message, as list_offer takes it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/applications/{segment(number)}/offer", OfferResponse)

    def withdraw_application(self, number: str) -> None:
        """End an application before an offer was signed.

        Args:
            number: The application's identifier.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", f"/v1/applications/{segment(number)}/withdrawal")

    def appeal(self, *, text: str) -> None:
        """Say why I should be taken off the blacklist.

        Args:
            text: Why, in the caller's words.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/blacklist/appeal", body={"text": text})
