"""Nobody acts as staff on themselves, and two wallets of one person are one pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.auth.refusals import Forbidden
from tallystick_node.kyc.duplicates import said_to_be
from tallystick_node.storage.tables import person_wallets, persons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.retention import Remnants

__all__ = ["Conflicts"]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Compares the persons behind wallets; a wallet that is nobody's stands for itself."""

    remnants: Remnants

    def not_about_oneself(self, connection: Connection, actor: str, *people: str | None) -> None:
        """Require that a member of staff does not act on themselves, or on whom they stand for.

        That is a person with the actor's wallet or identity number, of the actor's group of related
        persons, or one of whom either acts for the other.

        Args:
            connection: An open database transaction.
            actor: The wallet that acts; `node` is nobody's.
            *people: The identifiers of those it is about; None where nobody is known.

        Raises:
            Forbidden: ACCESS:OWN when it is about the actor.
        """
        if any(person is not None and self.is_own(connection, actor, person) for person in people):
            raise _own()

    def not_on_own_wallet(self, connection: Connection, actor: str, wallet: str) -> None:
        """Require that a wallet that staff act on, such as a borrower's, is not their own.

        Args:
            connection: An open database transaction.
            actor: The wallet that acts.
            wallet: The checksummed address that it is about.

        Raises:
            Forbidden: ACCESS:OWN when it is of the actor.
        """
        if self.eyes(connection, actor) == self.eyes(connection, wallet):
            raise _own()
        self.not_about_oneself(connection, actor, self._owner(connection, wallet))

    def is_own(self, connection: Connection, actor: str, person: str) -> bool:
        """Return whether a person is the actor, or one whom the actor stands for.

        Args:
            connection: An open database transaction.
            actor: The wallet that acts.
            person: The person's identifier.

        Returns:
            As `not_about_oneself` has it.
        """
        about = _row(connection, person)
        mine = self._owner(connection, actor)
        if about is None or mine == person:
            return about is not None
        if self.eyes(connection, actor) == self._known_as(connection, about):
            return True
        acting = None if mine is None else _row(connection, mine)
        if acting is None:
            return False
        groups = {acting.related_to or acting.commitment, about.related_to or about.commitment}
        related = len(groups) == 1 and None not in groups
        return related or about.representative == acting.id or acting.representative == about.id

    def eyes(self, connection: Connection, wallet: str) -> str:
        """Return whose eyes see for a wallet: the same for every wallet of a person.

        Args:
            connection: An open database transaction.
            wallet: The wallet.

        Returns:
            A name to compare: of the person, erased or not, else the wallet itself.
        """
        owner = self._owner(connection, wallet)
        row = None if owner is None else _row(connection, owner)
        if row is not None:
            return self._known_as(connection, row)
        return self.remnants.number_of_wallet(connection, wallet) or wallet

    def seen_by(self, connection: Connection, wallet: str, earlier: Iterable[str]) -> bool:
        """Return whether a wallet's person has looked already.

        Args:
            connection: An open database transaction.
            wallet: Who is about to look.
            earlier: The wallets that have looked.

        Returns:
            True when one of them is of the same person.
        """
        mine = self.eyes(connection, wallet)
        return any(self.eyes(connection, other) == mine for other in earlier)

    def _known_as(self, connection: Connection, row: Row[Any]) -> str:
        """By their number; who has none, and has given what is another's, is that other."""
        other = None if row.commitment else said_to_be(connection, row.id)
        known = row if other is None else _row(connection, other)
        if known is None or known.commitment is None:
            return str(row.id if known is None else known.id)
        return self.remnants.number_mark(known.commitment)

    def _owner(self, connection: Connection, wallet: str) -> str | None:
        person: str | None = connection.scalar(
            select(person_wallets.c.person).where(person_wallets.c.wallet == wallet)
        )
        return person


def _row(connection: Connection, person: str) -> Row[Any] | None:
    return connection.execute(select(persons).where(persons.c.id == person)).one_or_none()


def _own() -> Forbidden:
    return Forbidden(
        "ACCESS:OWN",
        "nobody acts as staff on themselves or on whom they stand for; a colleague does it",
    )
