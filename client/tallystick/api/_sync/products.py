"""Requests to the node about products."""


# Made by scripts/unasync.py from api/_async/products.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.products import (
    ArtefactsResponse,
    EnterpriseResponse,
    InstitutionalLendingResponse,
    InvoiceResponse,
    ProductResponse,
)
from tallystick.api.shapes import amount_text, segment

__all__ = ["ProductsApi"]


class ProductsApi(Calls):
    """Calls about products."""

    def read_artefacts(self, number: str) -> ArtefactsResponse:
        """What the product of my application asks for, and what of it is missing.

        Args:
            number: The application's identifier.

        Returns:
            What an application's product asks for.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", f"/v1/applications/{segment(number)}/artefacts", ArtefactsResponse)

    def guarantee_application(self, number: str, *, amount: int) -> None:
        """Agree to guarantee the application whose borrower has named it to me.

        Args:
            number: The application's identifier.
            amount: In minor units; my wallet stakes it on the chain before the loan is paid out.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST",
            f"/v1/applications/{segment(number)}/guarantee",
            body={"amount": amount_text("amount", amount)},
        )

    def list_enterprises(self) -> tuple[EnterpriseResponse, ...]:
        """The enterprises on whose invoices can be borrowed, by name.

        Returns:
            The items. Each: An enterprise on whose invoices others borrow.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/enterprises", tuple[EnterpriseResponse, ...])

    def read_institutional_lending(self) -> InstitutionalLendingResponse:
        """What institutions have lent, apart from everybody else, as the chain has it now.

        Returns:
            The line of institutions.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/institutional-lending", InstitutionalLendingResponse)

    def list_invoices(self) -> tuple[InvoiceResponse, ...]:
        """The invoices that my wallets owe and others borrow on, those that wait first.

        Returns:
            The items. Each: An invoice that a wallet of mine owes, and is asked to confirm.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/invoices", tuple[InvoiceResponse, ...])

    def confirm_invoice(self, invoice: str, *, signature: str) -> None:
        """Confirm an invoice that my wallet owes, by the wallet's signature of its typed message.

        Args:
            invoice: The invoice's hash, as the list has it.
            signature: Of the typed message, in hex.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell(
            "POST", f"/v1/invoices/{segment(invoice)}/confirmation", body={"signature": signature}
        )

    def list_products(self) -> tuple[ProductResponse, ...]:
        """Every product's terms, those that are refused or off with the reason.

        Returns:
            The items. Each: A product's template; what is empty or null is as the lending rules
            have it.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("GET", "/v1/products", tuple[ProductResponse, ...])

    def vouch_for(self, *, wallet: str) -> None:
        """Vouch for another client who agrees that others do.

        Args:
            wallet: A wallet of theirs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/vouches", body={"wallet": wallet})

    def take_vouch_back(self, *, wallet: str) -> None:
        """Take a word for another client back; nothing happens where there is none.

        Args:
            wallet: A wallet of theirs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        self.tell("POST", "/v1/vouches/withdrawal", body={"wallet": wallet})
