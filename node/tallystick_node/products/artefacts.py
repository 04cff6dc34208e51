"""What has to be there before an application of a product is approved, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.cashflow.cash_flow import cash_flow
from tallystick_node.cashflow.reading import UNSTATED, read_bank_file
from tallystick_node.products.catalogue import Artefact
from tallystick_node.products.refusals import ProductRefused
from tallystick_node.products.rules import check_invoice_day, guarantee_needed, visit_holds

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.service import Kyc
    from tallystick_node.products.catalogue import ProductTemplate
    from tallystick_node.products.guarantees import Guarantees
    from tallystick_node.products.invoices import InvoiceBook
    from tallystick_node.products.onsite import OnsiteReports

__all__ = ["Artefacts", "ProductSubject"]


@dataclass(frozen=True, slots=True)
class ProductSubject:
    """The application that artefacts belong to. secured: whether it names a token."""

    application: str
    person: str
    amount: int
    months: int
    secured: bool


@dataclass(frozen=True, slots=True)
class Artefacts:
    """Looks at everything that the templates may ask for."""

    people: Kyc
    onsite: OnsiteReports
    invoices: InvoiceBook
    guarantees: Guarantees

    def missing(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> dict[Artefact, ProductRefused]:
        """Return what a product asks for and is not there, or does not hold.

        Args:
            connection: An open database transaction.
            template: The product's template.
            subject: The application.

        Returns:
            The refusal of each artefact that is missing.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        looks = {
            Artefact.ONSITE_REPORT: self._visit,
            Artefact.INVOICE: self._invoice,
            Artefact.CASH_FLOW: self._cash_flow,
            Artefact.GUARANTOR: self._guarantor,
            Artefact.COLLATERAL: self._collateral,
        }
        looked_at = {
            artefact: looks[artefact](connection, template, subject)
            for artefact in template.artefacts
        }
        return {artefact: refused for artefact, refused in looked_at.items() if refused is not None}

    def require(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> None:
        """Refuse an approval while an artefact is missing.

        Args:
            connection: An open database transaction.
            template: The product's template.
            subject: The application.

        Raises:
            ProductRefused: PRODUCT:ONSITE_MISSING, PRODUCT:INVOICE_MISSING,
                PRODUCT:INVOICE_UNCONFIRMED, PRODUCT:INVOICE_LATE, PRODUCT:CASH_FLOW_MISSING,
                PRODUCT:GUARANTOR_MISSING or PRODUCT:COLLATERAL_MISSING.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        for refused in self.missing(connection, template, subject).values():
            raise refused

    def _visit(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> ProductRefused | None:
        visit = self.onsite.newest(connection, subject.application)
        if visit is not None and visit_holds(template, visit, self.people.context.today):
            return None
        return ProductRefused(
            "PRODUCT:ONSITE_MISSING",
            f"no report of a visit within {template.artefact_days} days confirms what was stated",
        )

    def _invoice(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> ProductRefused | None:
        row = self.invoices.of(connection, subject.application)
        if row is None or row.ended_at is not None:
            return ProductRefused("PRODUCT:INVOICE_MISSING", "there is no invoice to lend on")
        if row.confirmed_at is None:
            return ProductRefused(
                "PRODUCT:INVOICE_UNCONFIRMED", "the enterprise has not confirmed the invoice"
            )
        try:
            check_invoice_day(template, row.due, subject.months, self.people.context.today)
        except InputError:
            return ProductRefused(
                "PRODUCT:INVOICE_LATE",
                f"from today the loan would end too long after the invoice is due on {row.due}",
            )
        return None

    def _cash_flow(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> ProductRefused | None:
        newest = self.people.context.today - timedelta(days=template.artefact_days)
        for content in self.people.documents.bank_files(connection, subject.person):
            for statement in read_bank_file(content, UNSTATED):
                flow = cash_flow(statement)
                if (
                    flow is not None
                    and len(flow.months) >= template.cash_flow_months
                    and flow.last >= newest
                ):
                    return None
        return ProductRefused(
            "PRODUCT:CASH_FLOW_MISSING",
            f"no bank's file covers {template.cash_flow_months} months up to the last"
            f" {template.artefact_days} days",
        )

    def _guarantor(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> ProductRefused | None:
        needed = guarantee_needed(template, subject.amount)
        agreed = self.guarantees.total(connection, subject.application)
        if agreed >= needed:
            return None
        return ProductRefused(
            "PRODUCT:GUARANTOR_MISSING", f"others answer for {agreed}, and {needed} are needed"
        )

    def _collateral(
        self, connection: Connection, template: ProductTemplate, subject: ProductSubject
    ) -> ProductRefused | None:
        del connection, template
        if subject.secured:
            return None
        return ProductRefused("PRODUCT:COLLATERAL_MISSING", "no token secures the loan")
