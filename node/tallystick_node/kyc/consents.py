"""Consents: for one purpose each, given, and withdrawn at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import consents

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context

__all__ = ["ConsentPurpose", "Consents"]


class ConsentPurpose(StrEnum):
    """What somebody may agree to."""

    IDENTITY_CHECK = "identity_check"
    CREDIT_REPORT = "credit_report"
    SOCIAL_DATA = "social_data"


@dataclass(frozen=True, slots=True)
class Consents:
    """Keeps them, and checks them."""

    context: Context

    def give(self, person: str, purpose: ConsentPurpose) -> int:
        """Write a consent down.

        Args:
            person: The person's identifier.
            purpose: What the person agrees to.

        Returns:
            The consent's number.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
        """
        with self.context.database.writing() as connection:
            self.context.person(connection, person)
            number = connection.execute(
                insert(consents)
                .values(person=person, purpose=purpose, given_at=self.context.now)
                .returning(consents.c.id)
            ).scalar_one()
            self.context.note(
                connection, "consent.given", person, details={"id": number, "purpose": purpose}
            )
        return int(number)

    def withdraw(self, person: str, number: int) -> None:
        """End a consent; what was done under it stays done.

        Args:
            person: The person's identifier.
            number: The consent's number.

        Raises:
            PersonRefused: CONSENT:NONE when it is not open.
        """
        with self.context.database.writing() as connection:
            ended = connection.execute(
                update(consents)
                .where(
                    consents.c.id == number,
                    consents.c.person == person,
                    consents.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=self.context.now)
            ).rowcount
            if ended != 1:
                raise _none(number)
            self.context.note(connection, "consent.withdrawn", person, details={"id": number})

    def check(
        self, connection: Connection, person: str, number: int, purpose: ConsentPurpose
    ) -> None:
        """Require that a consent is open for a purpose.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            number: The consent's number.
            purpose: What it must allow.

        Raises:
            PersonRefused: CONSENT:NONE when it is not open for that purpose.
        """
        row = connection.scalar(
            select(consents.c.id).where(
                consents.c.id == number,
                consents.c.person == person,
                consents.c.purpose == purpose,
                consents.c.withdrawn_at.is_(None),
            )
        )
        if row is None:
            raise _none(number)

    def open_ones(self, connection: Connection, person: str) -> dict[int, str]:
        """Return what a person agrees to now.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Purposes by the numbers of the consents, the oldest first.
        """
        rows = connection.execute(
            select(consents.c.id, consents.c.purpose)
            .where(consents.c.person == person, consents.c.withdrawn_at.is_(None))
            .order_by(consents.c.id)
        ).all()
        return {row.id: row.purpose for row in rows}


def _none(number: int) -> PersonRefused:
    return PersonRefused("CONSENT:NONE", f"there is no open consent {number} for this")
