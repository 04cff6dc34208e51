"""Invoices that are borrowed on: each once, and confirmed by the signature of who owes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick.chain import typed_data
from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.products.rules import invoice_hash
from tallystick_node.storage.insertion import inserted, one_at_a_time
from tallystick_node.storage.tables import invoices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.products.enterprises import Enterprises
    from tallystick_node.products.rules import InvoiceTerms

__all__ = ["INVOICE_CONFIRMED", "InvoiceBook"]

INVOICE_CONFIRMED = "invoice.confirmed"
_TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "InvoiceConfirmation": [
        {"name": "invoice", "type": "bytes32"},
        {"name": "amount", "type": "uint256"},
        {"name": "dueDay", "type": "uint256"},
        {"name": "borrower", "type": "address"},
    ],
}


@dataclass(frozen=True, slots=True)
class InvoiceBook:
    """Keeps invoices, and the confirmations of their debtors."""

    people: Kyc
    platform: Platform
    enterprises: Enterprises

    def register(
        self,
        connection: Connection,
        application: str,
        person: str,
        wallet: str,
        terms: InvoiceTerms,
    ) -> None:
        """Keep the invoice of an application; one that stands already is refused, whoever asks.

        Args:
            connection: An open transaction that writes, in which the application was made.
            application: The application's identifier.
            person: The applicant.
            wallet: The wallet that will list the loan.
            terms: What the invoice says.

        Raises:
            NoProduct: PRODUCT:NO_ENTERPRISE when its debtor is not on the register.
            ProductRefused: PRODUCT:INVOICE_TWICE when it is borrowed on already;
                PRODUCT:INVOICE_OWN when the debtor is the applicant, or related to them.
            VaultRefused: When the vault cannot seal its number.
        """
        context = self.people.context
        debtor = self.enterprises.row(connection, terms.debtor)
        if debtor.person == person or self.people.conflicts.is_own(
            connection, debtor.wallet, person
        ):
            raise ProductRefused(
                "PRODUCT:INVOICE_OWN", "an invoice to oneself, or to a related company, is none"
            )
        mark = invoice_hash(debtor.wallet, terms.number)
        # A company that is on the register with two wallets owes an invoice once all the same.
        one_at_a_time(connection, f"invoices of {debtor.person}")
        wallets = self.people.wallets.of(connection, debtor.person)
        marks = [invoice_hash(each, terms.number) for each in wallets]
        standing = select(invoices.c.hash).where(
            invoices.c.hash.in_(marks), invoices.c.ended_at.is_(None)
        )
        if connection.scalars(standing).first() is not None:
            raise _borrowed_on()
        added = inserted(
            connection,
            invoices,
            {
                "application": application, "hash": mark, "person": person,
                "debtor": debtor.wallet, "borrower": wallet, "amount": terms.amount,
                "due": terms.due, "registered_at": context.now,
            },
        )  # fmt: skip
        if not added:
            raise _borrowed_on()
        context.vault.put(connection, person, _place(application), terms.number.encode())

    def of(self, connection: Connection, application: str) -> Row[Any] | None:
        """Return the invoice of an application.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            Its row, None without one.
        """
        return connection.execute(
            select(invoices).where(invoices.c.application == application)
        ).one_or_none()

    def number(self, connection: Connection, row: Row[Any]) -> str:
        """Return the number of an invoice, opened.

        Args:
            connection: An open database transaction.
            row: The invoice's row.

        Returns:
            As the applicant has written it.

        Raises:
            VaultRefused: When the vault cannot open it.
        """
        return self.people.context.vault.get_text(connection, row.person, _place(row.application))

    def owed_by(self, connection: Connection, wallets: Sequence[str]) -> Sequence[Row[Any]]:
        """Return the standing invoices that wallets are asked to confirm, or have confirmed.

        Args:
            connection: An open database transaction.
            wallets: Checksummed addresses.

        Returns:
            The rows, those that wait first.
        """
        return connection.execute(
            select(invoices)
            .where(invoices.c.debtor.in_(wallets), invoices.c.ended_at.is_(None))
            .order_by(invoices.c.confirmed_at.is_not(None), invoices.c.registered_at)
        ).all()

    def typed(self, row: Row[Any]) -> dict[str, Any]:
        """Return what the debtor signs: this chain, invoice, amount, due day and borrower.

        Args:
            row: The invoice's row.

        Returns:
            The whole EIP-712 message, fit for JSON.
        """
        return {
            "types": _TYPES,
            "primaryType": "InvoiceConfirmation",
            "domain": {
                "name": "Tallystick",
                "version": "1",
                "chainId": self.platform.connection.chain_id,
                "verifyingContract": self.platform.address("Offers"),
            },
            "message": {
                "invoice": row.hash,
                "amount": row.amount,
                "dueDay": day_from_date(row.due),
                "borrower": row.borrower,
            },
        }

    def confirm(self, connection: Connection, mark: str, wallet: str, signature: str) -> None:
        """Keep the debtor's signature; the same invoice is confirmed once.

        Args:
            connection: An open transaction that writes.
            mark: The invoice's hash.
            wallet: Who brings the signature: the debtor.
            signature: Of the typed message, in hex: a key's, or what a wallet with code takes.

        Raises:
            NoProduct: PRODUCT:NO_INVOICE when no standing invoice of that hash names the wallet;
                PRODUCT:NO_ENTERPRISE when the debtor was taken off the register.
            ProductRefused: PRODUCT:CONFIRMED when it is confirmed already.
            InputError: PRODUCT:SIGNATURE when the debtor has not signed it; SIGNATURE:FORM;
                SIGNIN:SLOW.
            TransportError: When the chain's node does not answer.
        """
        row = connection.execute(
            select(invoices)
            .where(invoices.c.hash == mark, invoices.c.ended_at.is_(None))
            .with_for_update()
        ).one_or_none()
        if row is None or row.debtor != wallet:
            raise NoProduct("PRODUCT:NO_INVOICE", "no such invoice waits for this wallet")
        self.enterprises.row(connection, wallet)
        if row.confirmed_at is not None:
            raise ProductRefused("PRODUCT:CONFIRMED", "this invoice is confirmed already")
        digest = typed_data.digest(self.typed(row))
        if not has_signed_digest(self.platform.connection, wallet, digest, signature):
            raise InputError("PRODUCT:SIGNATURE", f"the invoice is not signed by {wallet}")
        connection.execute(
            update(invoices)
            .where(invoices.c.application == row.application)
            .values(
                confirmed_at=self.people.context.now,
                signature=signature.lower().removeprefix("0x"),
            )
        )
        self.people.context.note(
            connection, INVOICE_CONFIRMED, row.person, actor=wallet,
            details={"application": row.application, "invoice": mark},
        )  # fmt: skip

    def end(self, connection: Connection, application: str) -> None:
        """Free the invoice of an application that came to nothing; it can be brought again.

        Args:
            connection: An open transaction that writes.
            application: The application's identifier.
        """
        connection.execute(
            update(invoices)
            .where(invoices.c.application == application, invoices.c.ended_at.is_(None))
            .values(ended_at=self.people.context.now)
        )


def _borrowed_on() -> ProductRefused:
    return ProductRefused("PRODUCT:INVOICE_TWICE", "this invoice is borrowed on already")


def _place(application: str) -> Place:
    return Place("invoices", application, "number")
