"""What watching needs to know of many people at once: what they declared, and what they share.

Marks tie people: two with the same one share a device, card, telephone, address, wallet or company.
They are keyed, so nobody learns the value from them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.storage.tables import doubles, person_wallets, persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence

__all__ = ["Profile", "Profiles"]

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Profile:
    """A person. since: when they registered, seconds since 1970. monthly_income: minor units.

    marks: `kind:mark`. wallets: lower case.
    """

    person: str
    legal: bool
    since: int
    monthly_income: int | None
    country: str
    marks: frozenset[str]
    wallets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Puts them together."""

    context: Context
    evidence: Evidence

    def owners(self, connection: Connection) -> Mapping[str, str]:
        """Return whose every wallet is.

        Args:
            connection: An open database transaction.

        Returns:
            Persons by checksummed wallet.
        """
        rows = connection.execute(select(person_wallets.c.wallet, person_wallets.c.person))
        return {row.wallet: row.person for row in rows}

    def of(self, connection: Connection, people: Iterable[str]) -> list[Profile]:
        """Return the profiles of people, the erased ones with what is left.

        Args:
            connection: An open database transaction.
            people: Their identifiers; those of nobody are left out.

        Returns:
            The profiles, by identifier.
        """
        wanted = frozenset(people)
        marks: dict[str, set[str]] = defaultdict(set)
        for person, field, mark in self.context.vault.marks(connection):
            marks[person].add(f"{'telephone' if field == Field.PHONE else field}:{mark}")
        for row in connection.execute(select(doubles.c.person, doubles.c.other, doubles.c.field)):
            tie = f"{row.field}:{'-'.join(sorted((row.person, row.other)))}"
            marks[row.person].add(tie)
            marks[row.other].add(tie)
        wallets: dict[str, set[str]] = defaultdict(set)
        for wallet, person in self.owners(connection).items():
            wallets[person].add(wallet.lower())
        profiles = []
        for row in connection.execute(select(persons).order_by(persons.c.id)):
            if row.id not in wanted:
                continue
            own, erased = marks[row.id], row.state == "erased"
            if row.representative is not None:
                own.add(f"company:{row.representative}")
            values = {} if erased else self._values(connection, row.id)
            address = values.get(Field.ADDRESS)
            if address:
                plain = unicodedata.normalize("NFKC", address).casefold()
                own.add(f"address:{self.context.vault.mark('profile_address', plain)}")
            own.add(f"company:{row.id}")
            income = values.get(Field.INCOME)
            profiles.append(
                Profile(
                    person=row.id, legal=row.kind == PersonKind.LEGAL,
                    since=int(row.registered_at.timestamp()),
                    monthly_income=None if income is None else int(income) // _MONTHS,
                    country=values.get(Field.COUNTRY) or "",
                    marks=frozenset(own), wallets=frozenset(wallets[row.id]),
                )
            )  # fmt: skip
        return profiles

    def erased(self, connection: Connection, person: str) -> bool:
        """Return whether a person is known no more.

        Args:
            connection: An open database transaction.
            person: Their identifier.

        Returns:
            True also for an identifier of nobody.
        """
        state = connection.scalar(select(persons.c.state).where(persons.c.id == person))
        return state in {None, "erased"}

    def _values(self, connection: Connection, person: str) -> dict[Field, str | None]:
        return {
            field: self.evidence.value(connection, person, field)
            for field in (Field.ADDRESS, Field.INCOME, Field.COUNTRY)
        }
