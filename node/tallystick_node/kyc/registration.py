"""Registration: a mobile number, shown to be one's own by a code; and coming back to it."""

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
    from sqlalchemy import Connection

    from tallystick_node.kyc.codes import Codes
    from tallystick_node.kyc.context import Surroundings
    from tallystick_node.kyc.evidence import Evidence

__all__ = ["Registration"]


@dataclass(frozen=True, slots=True)
class Registration:
    """Takes people in. Whether a number is known is said to nobody who does not hold it."""

    around: Surroundings
    codes: Codes
    evidence: Evidence

    def ask_code(self, phone: str) -> None:
        """Send a code to a number, known or not; InputError `PHONE:FORM`, or `CODE:LIMIT`."""
        self.codes.send(mobile(phone))

    def register(
        self,
        phone: str,
        code: str,
        kind: PersonKind = PersonKind.NATURAL,
        company: str | None = None,
    ) -> str:
        """Take in whoever holds the number, and return his identifier.

        company: the social credit code of a legal person. PersonRefused `REGISTER:KNOWN` when the
        number or the code is somebody's already: he signs in instead.
        """
        number = mobile(phone)
        if (company is None) != (kind is PersonKind.NATURAL):
            raise PersonRefused(
                "REGISTER:KIND", "a legal person registers with its social credit code"
            )
        registered_as = None if company is None else company_number(company)
        self.codes.check(number, code)
        around = self.around
        person = secrets.token_hex(16)
        with around.database.writing() as connection:
            if around.vault.find(connection, Field.PHONE, number):
                raise PersonRefused(
                    "REGISTER:KNOWN", "this number is registered already; sign in with it"
                )
            connection.execute(
                insert(persons).values(id=person, kind=kind, state="open", registered_at=around.now)
            )
            around.vault.open_for(connection, person)
            self._shown(connection, person, number)
            if registered_as is not None:
                self.evidence.write(connection, person, Field.COMPANY_NUMBER, registered_as)
            around.note(connection, "person.registered", person, details={"kind": kind})
        return person

    def sign_in(self, phone: str, code: str, identity: str | None = None) -> str:
        """Return whose number it is; PersonRefused `REGISTER:UNKNOWN` when it is nobody's.

        identity: his identity number or social credit code, which is asked for once it was stated:
        whoever takes over a telephone number alone does not come in (`REGISTER:NUMBER`).
        """
        number = mobile(phone)
        self.codes.check(number, code)
        around = self.around
        with around.database.reading() as connection:
            found = around.vault.find(connection, Field.PHONE, number)
            if not found:
                raise PersonRefused(
                    "REGISTER:UNKNOWN", "this number is not registered; register first"
                )
            row = around.person(connection, found[0])
        if row.commitment is not None and not self._is(row.kind, row.commitment, identity):
            raise PersonRefused(
                "REGISTER:NUMBER", "give the identity number or social credit code as well"
            )
        return found[0]

    def _is(self, kind: str, commitment: str, identity: str | None) -> bool:
        field = Field.ID_NUMBER if kind == PersonKind.NATURAL else Field.COMPANY_NUMBER
        try:
            stated = read_field(field, identity or "", self.around.today)
        except InputError:
            return False
        return hmac.compare_digest(self.around.commitment(kind, stated), commitment)

    def change_number(self, person: str, phone: str, code: str) -> None:
        """Give a person another number, once a code has come back from it."""
        number = mobile(phone)
        self.codes.check(number, code)
        with self.around.database.writing() as connection:
            self.around.person(connection, person, lock=True)
            self._shown(connection, person, number)
            self.around.note(connection, "person.number_changed", person)

    def _shown(self, connection: Connection, person: str, number: str) -> None:
        self.evidence.write(connection, person, Field.PHONE, number)
        self.evidence.verify(
            connection, person, Field.PHONE, passed=True, method="one-time code", verifier="node"
        )
