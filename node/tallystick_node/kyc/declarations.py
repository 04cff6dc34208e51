"""Declarations: the person's own key says, field by field, that what was stated is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tallystick.chain.codec import address_of
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.evidence import DECLARED
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence
    from tallystick_node.kyc.wallets import Wallets

__all__ = ["Declarations"]

_MARK_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Declarations:
    """Has statements signed by a wallet of the person (EIP-191)."""

    context: Context
    evidence: Evidence
    wallets: Wallets

    def text(self, person: str, wallet: str) -> str:
        """Return what a wallet signs: each field with the keyed mark of its present value.

        Args:
            person: The person's identifier.
            wallet: The wallet's address.

        Returns:
            The text to sign (EIP-191).

        Raises:
            PersonRefused: WALLET:FOREIGN when the wallet is not bound to the person.
            InputError: INPUT:ADDRESS when the wallet is not an address.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        with self.context.database.reading() as connection:
            address = self.wallets.check_own(connection, person, wallet)
            return self._text(connection, person, address)

    def sign(self, person: str, wallet: str, signature: str) -> None:
        """Keep a signature, with each field it is about.

        A field that is stated anew is no longer declared.

        Args:
            person: The person's identifier.
            wallet: The wallet's address.
            signature: The wallet's signature of `text`, in hex.

        Raises:
            PersonRefused: DECLARATION:SIGNER when the wallet did not sign what is stated now;
                WALLET:FOREIGN; PEOPLE:UNKNOWN.
            InputError: SIGNATURE:FORM when the signature is malformed; INPUT:ADDRESS.
            VaultRefused: When the vault cannot open what it keeps of the person.
            TransportError: When the chain's node does not answer.
        """
        context = self.context
        text = self.text(person, wallet)
        signed = self.wallets.signed(address_of("wallet", wallet), text, signature)
        with context.database.writing() as connection:
            context.person(connection, person, lock=True)
            address = self.wallets.check_own(connection, person, wallet)
            if not signed or self._text(connection, person, address) != text:
                raise PersonRefused(
                    "DECLARATION:SIGNER", "the wallet itself signs what is stated now"
                )
            for field, row in self._stated(connection, person).items():
                number = connection.execute(
                    insert(evidence)
                    .values(
                        person=person, field=field, about=row, verdict=DECLARED,
                        method="signature", verifier=address, at=context.now,
                        reference=self._mark(connection, person, field, row),
                    )
                    .returning(evidence.c.id)
                ).scalar_one()  # fmt: skip
                place = Place("evidence", str(number), "signature")
                context.vault.put(connection, person, place, signature.encode())
            context.note(connection, "person.declared", person, details={"wallet": address})

    def missing(self, connection: Connection, person: str) -> list[Field]:
        """Return the fields whose present value no wallet of the person has signed.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            The fields in alphabetical order.
        """
        declared = set(
            connection.scalars(
                select(evidence.c.about).where(
                    evidence.c.person == person, evidence.c.verdict == DECLARED
                )
            )
        )
        return [
            field for field, row in self._stated(connection, person).items() if row not in declared
        ]

    def _text(self, connection: Connection, person: str, address: str) -> str:
        lines = [
            f"{field}: {self._mark(connection, person, field, row)}"
            for field, row in self._stated(connection, person).items()
        ]
        return "\n".join(
            (
                "What I stated about myself on Tallystick is true and complete.",
                *lines,
                f"Wallet: {address}",
            )
        )

    def _stated(self, connection: Connection, person: str) -> dict[Field, int]:
        rows = connection.execute(
            select(evidence.c.field, evidence.c.id)
            .where(evidence.c.person == person, evidence.c.about.is_(None))
            .order_by(evidence.c.field, evidence.c.id)
        ).all()
        return {Field(row.field): row.id for row in rows}

    def _mark(self, connection: Connection, person: str, field: Field, row: int) -> str:
        """The row is in it, so that equal values of two persons have nothing in common."""
        value = self.context.vault.get_text(connection, person, Place("evidence", str(row), field))
        return "0x" + self.context.vault.mark("statement", f"{row}:{value}")[:_MARK_DIGITS]
