"""Registration: a mobile number, shown to be the person's by a code; and coming back to it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert

from tallystick.errors import InputError
from tallystick_node.kyc.fields import Field, PersonKind, read_field
from tallystick_node.kyc.providers.identity_numbers import company_number, mobile
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence
    from tallystick_node.kyc.one_time_codes import Codes

__all__ = ["Registration"]


@dataclass(frozen=True, slots=True)
class Registration:
    """Takes people in. Only whoever holds a number learns whether it is known."""

    context: Context
    codes: Codes
    evidence: Evidence

    def ask_code(self, phone: str, asker: str = "") -> None:
        """Send a one-time code to a mobile number, known or not.

        Args:
            phone: The number as it was typed.
            asker: Who asks, by wallet; nobody else can use the code.

        Raises:
            InputError: PHONE:FORM when it is not a mobile number.
            PersonRefused: CODE:LIMIT as for `Codes.send`.
        """
        self.codes.send(mobile(phone), asker)

    def register(
        self,
        phone: str,
        code: str,
        kind: PersonKind = PersonKind.NATURAL,
        company: str | None = None,
        *,
        asker: str = "",
        and_then: Callable[[Connection, str], None] | None = None,
    ) -> str:
        """Register whoever holds a mobile number.

        Args:
            phone: The number as it was typed.
            code: The one-time code that was sent to it.
            kind: Whether it is a natural or a legal person.
            company: The social credit code of a legal person.
            asker: Who asked for the code.
            and_then: What else is done in the same transaction, or not at all, with the new
                person's identifier: their first wallet.

        Returns:
            The new person's identifier.

        Raises:
            InputError: PHONE:FORM, USCC:FORM or USCC:CHECKSUM.
            PersonRefused: REGISTER:KNOWN or PERSON:KNOWN when number or code is somebody's already,
                who signs in instead; REGISTER:KIND when kind and company do not go together;
                CODE:WRONG; CODE:SPENT.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot seal.
        """
        number = mobile(phone)
        if (company is None) != (kind is PersonKind.NATURAL):
            raise PersonRefused(
                "REGISTER:KIND", "a legal person registers with its social credit code"
            )
        registered_as = None if company is None else company_number(company)
        self.codes.check(number, code, asker)
        context = self.context
        person = secrets.token_hex(16)
        with context.database.writing() as connection:
            if context.vault.find(connection, Field.PHONE, number):
                raise PersonRefused(
                    "REGISTER:KNOWN", "this number is registered already; sign in with it"
                )
            connection.execute(
                insert(persons).values(
                    id=person, kind=kind, state="open", registered_at=context.now
                )
            )
            context.vault.open_for(connection, person)
            self._shown(connection, person, number)
            if registered_as is not None:
                self.evidence.write(connection, person, Field.COMPANY_NUMBER, registered_as)
            if and_then is not None:
                and_then(connection, person)
            context.note(connection, "person.registered", person, details={"kind": kind})
        return person

    def sign_in(
        self, phone: str, code: str, identity: str | None = None, *, asker: str = ""
    ) -> str:
        """Return whose mobile number it is.

        Whoever takes over a telephone number alone does not get in.

        Args:
            phone: The number as it was typed.
            code: The one-time code that was sent to it.
            identity: Their identity number or social credit code, required once it was stated.
            asker: Who asked for the code.

        Returns:
            The person's identifier.

        Raises:
            InputError: PHONE:FORM when it is not a mobile number.
            PersonRefused: REGISTER:UNKNOWN when it is nobody's; REGISTER:NUMBER when `identity` is
                missing or wrong; CODE:WRONG; CODE:SPENT; PEOPLE:UNKNOWN.
        """
        number = mobile(phone)
        self.codes.check(number, code, asker)
        context = self.context
        with context.database.reading() as connection:
            holders = context.vault.find(connection, Field.PHONE, number)
            if not holders:
                raise PersonRefused(
                    "REGISTER:UNKNOWN", "this number is not registered; register first"
                )
            row = context.person(connection, holders[0])
        if row.commitment is not None and not self._is(row.kind, row.commitment, identity):
            raise PersonRefused(
                "REGISTER:NUMBER", "give the identity number or social credit code as well"
            )
        return holders[0]

    def _is(self, kind: str, commitment: str, identity: str | None) -> bool:
        field = Field.ID_NUMBER if kind == PersonKind.NATURAL else Field.COMPANY_NUMBER
        try:
            stated = read_field(field, identity or "", self.context.today, self.context.issuers())
        except InputError:
            return False
        return hmac.compare_digest(self.context.commitment(kind, stated), commitment)

    def change_number(self, person: str, phone: str, code: str, *, asker: str = "") -> None:
        """Give a person another number, once a code has come back from it.

        Args:
            person: The person's identifier.
            phone: The new number as it was typed.
            code: The one-time code that was sent to it.
            asker: Who asked for the code.

        Raises:
            InputError: PHONE:FORM when it is not a mobile number.
            PersonRefused: CODE:WRONG; CODE:SPENT; PERSON:KNOWN when it is somebody else's;
                PEOPLE:UNKNOWN.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot seal.
        """
        number = mobile(phone)
        self.codes.check(number, code, asker)
        with self.context.database.writing() as connection:
            self.context.person(connection, person, lock=True)

            def write() -> None:
                self._shown(connection, person, number)
                self.context.note(connection, "person.number_changed", person)

            known = self.evidence.doubles.attempt(
                connection, person, Field.PHONE,
                lambda: self.context.vault.find(connection, Field.PHONE, number), write,
            )  # fmt: skip
        if known is not None:  # raised out here, so that it is kept who tried
            raise known

    def _shown(self, connection: Connection, person: str, number: str) -> None:
        self.evidence.write(connection, person, Field.PHONE, number)
        self.evidence.verify(
            connection, person, Field.PHONE, passed=True, method="one-time code", verifier="node"
        )
