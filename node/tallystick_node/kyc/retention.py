"""What outlives an erasure: prohibitions, waits, what is had once; by keyed marks, of nobody.

Whoever registers again with the same identity number or wallet, or telephone, finds them as they
were. A telephone alone binds nobody whose number is another: telephones change hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import blacklist, evidence, person_wallets, persons, remnants

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.context import Context

__all__ = ["Left", "Remnant", "Remnants"]


class Remnant(StrEnum):
    """What is kept."""

    WALLET = "wallet"
    PROHIBITION = "prohibition"
    WAIT = "wait"
    CHECK = "check"
    GAS = "gas"
    PICTURE = "picture"
    TRY = "try"


# For a day, whoever has the telephone: a number that was never proved sets nobody free of it.
_WHOEVER = frozenset({Remnant.TRY})


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is kept: since when, until when (for ever without it), and what it says.

    details: nothing of the person.
    """

    kind: Remnant
    at: datetime
    until: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remnants:
    """Keeps and finds them by marks under the platform's commitment key."""

    context: Context

    def number_mark(self, commitment: str) -> str:
        """Return the mark of an identity number, which is not what the chain knows.

        Args:
            commitment: The person's commitment.

        Returns:
            64 hex digits.
        """
        return self.context.remnant_mark("number", commitment)

    def number_of_wallet(self, connection: Connection, wallet: str) -> str | None:
        """Return the mark of the number of the erased person whose wallet it was.

        Args:
            connection: An open database transaction.
            wallet: The checksummed address.

        Returns:
            64 hex digits, None when it was nobody's, or nobody's with a number.
        """
        number: str | None = connection.scalar(
            select(remnants.c.number)
            .where(
                remnants.c.kind == Remnant.WALLET,
                remnants.c.mark == self.context.remnant_mark("wallet", wallet),
                remnants.c.number.is_not(None),
            )
            .limit(1)
        )
        return number

    def leave(self, connection: Connection, person: str, *left: Left) -> None:
        """Keep something about a person under each of their marks, before they are erased.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            *left: What is kept.
        """
        number, others = self._marks(connection, person)
        for mark in (number, *others.values()):
            if mark is not None:
                self._add(connection, mark, number, left)

    def leave_wallets(self, connection: Connection, person: str) -> None:
        """Keep whose the person's wallets are, by marks alone: a wallet is one person's for ever.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
        """
        number, others = self._marks(connection, person)
        for name, mark in others.items():
            if name != Field.PHONE:
                self._add(connection, mark, number, [Left(Remnant.WALLET, self.context.now)])

    def leave_picture(self, connection: Connection, mark: str) -> None:
        """Keep that a picture of a face was shown, whoever shows it again.

        Args:
            connection: An open database transaction.
            mark: The picture's mark.
        """
        self._add(connection, mark, None, [Left(Remnant.PICTURE, self.context.now)])

    def has_picture(self, connection: Connection, mark: str) -> bool:
        """Return whether somebody who was erased has shown a picture.

        Args:
            connection: An open database transaction.
            mark: The picture's mark.

        Returns:
            True when they have.
        """
        question = select(remnants.c.id).where(
            remnants.c.kind == Remnant.PICTURE, remnants.c.mark == mark
        )
        return connection.scalar(question.limit(1)) is not None

    def of(self, connection: Connection, person: str, kind: Remnant) -> list[Row[Any]]:
        """Return what is left of a person's earlier registrations and still holds.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            kind: What is asked for.

        Returns:
            Rows with `details` and `at`, the oldest first, each once.
        """
        number, others = self._marks(connection, person)
        marks = [mark for mark in (number, *others.values()) if mark is not None]
        rows = connection.execute(
            select(remnants)
            .where(
                remnants.c.kind == kind,
                remnants.c.mark.in_(marks),
                or_(remnants.c.until.is_(None), remnants.c.until > self.context.now),
            )
            .order_by(remnants.c.id)
        ).all()
        phone = others.get(Field.PHONE)
        mine = [
            row
            for row in rows
            if row.number == number or (number is None and row.mark != phone) or row.number is None
        ]
        return list({(row.at, str(row.details)): row for row in mine}.values())

    def check_wallet(self, connection: Connection, person: str, wallet: str) -> None:
        """Require that a wallet is not one of an erased person who is somebody else.

        Args:
            connection: An open database transaction.
            person: The person who binds it.
            wallet: The checksummed address.

        Raises:
            PersonRefused: WALLET:TAKEN when it is.
        """
        was = self.number_of_wallet(connection, wallet)
        commitment = connection.scalar(select(persons.c.commitment).where(persons.c.id == person))
        if was is not None and commitment is not None and self.number_mark(commitment) != was:
            raise _taken()

    def claim(self, connection: Connection, person: str) -> None:
        """Put back what was left of a person, once a number, telephone or wallet is theirs.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Raises:
            PersonRefused: WALLET:TAKEN when one of their wallets was that of a person with another
                identity number.
        """
        for wallet in connection.scalars(
            select(person_wallets.c.wallet).where(person_wallets.c.person == person)
        ).all():
            self.check_wallet(connection, person, wallet)
        for row in self.of(connection, person, Remnant.PROHIBITION):
            entry = {**row.details, "since": row.at}
            if entry["decided_by"] is not None:  # an appeal that failed is not made twice
                entry |= {"lifted": False, "appealed_at": row.at, "decided_at": row.at}
            known = connection.scalar(
                select(blacklist.c.id).where(
                    blacklist.c.person == person,
                    blacklist.c.lifted.is_not(True),
                    blacklist.c.loan == entry["loan"]
                    if entry["loan"] is not None
                    else blacklist.c.loan.is_(None),
                )
            )
            if known is None:
                connection.execute(insert(blacklist).values(person=person, **entry))

    def forget_old(self, connection: Connection) -> None:
        """Remove what has ended.

        Args:
            connection: An open database transaction.
        """
        connection.execute(delete(remnants).where(remnants.c.until <= self.context.now))

    def _add(
        self, connection: Connection, mark: str, number: str | None, left: Iterable[Left]
    ) -> None:
        for entry in left:
            connection.execute(
                insert(remnants).values(
                    kind=entry.kind, mark=mark, details=dict(entry.details),
                    number=None if entry.kind in _WHOEVER else number,
                    at=entry.at, until=entry.until,
                )
            )  # fmt: skip

    def _marks(self, connection: Connection, person: str) -> tuple[str | None, dict[str, str]]:
        """The mark of the number, and those of telephone and wallets by what they are of."""
        mark = self.context.remnant_mark
        commitment = connection.scalar(select(persons.c.commitment).where(persons.c.id == person))
        wallets = connection.scalars(
            select(person_wallets.c.wallet).where(person_wallets.c.person == person)
        )
        others = {wallet: mark("wallet", wallet) for wallet in wallets}
        row = connection.scalar(
            select(evidence.c.id)
            .where(
                evidence.c.person == person,
                evidence.c.field == Field.PHONE,
                evidence.c.about.is_(None),
            )
            .order_by(evidence.c.id.desc())
            .limit(1)
        )
        if row is not None:
            place = Place("evidence", str(row), Field.PHONE)
            phone = self.context.vault.get_text(connection, person, place)
            others[Field.PHONE] = mark("phone", phone)
        return (None if commitment is None else self.number_mark(commitment)), others


def _taken() -> PersonRefused:
    return PersonRefused("WALLET:TAKEN", "this wallet is bound to another person for ever")
