"""Who may not borrow any more: after a default automatically, else by staff; appeals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import blacklist, loans, person_wallets
from tallystick_node.underwriting.applications import ApplicationRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.service import Kyc

__all__ = ["Blacklist", "Cause"]

APPEAL_CHARACTERS_MIN, APPEAL_CHARACTERS_MAX = 20, 5_000
_FAILED = ("defaulted", "written_off")


class Cause(StrEnum):
    """Why somebody is on the list."""

    DEFAULT = "default"
    FRAUD = "fraud"
    FALSE_DOCUMENTS = "false_documents"


@dataclass(frozen=True, slots=True)
class Blacklist:
    """The list; an entry that was lifted stays readable."""

    people: Kyc

    def follow(self, connection: Connection) -> int:
        """Put everybody on the list whose loan is in default by the index.

        Args:
            connection: An open database transaction.

        Returns:
            How many are new.
        """
        rows = connection.execute(
            select(person_wallets.c.person, loans.c.loan)
            .join(loans, loans.c.borrower == person_wallets.c.wallet)
            .where(loans.c.status.in_(_FAILED))
        ).all()
        return sum(
            self._add(connection, row.person, Cause.DEFAULT, "node", loan=row.loan) for row in rows
        )

    def add(self, connection: Connection, person: str, cause: Cause, staff: str) -> None:
        """Put somebody on the list.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            cause: Why.
            staff: The member of staff who does it.

        Raises:
            ApplicationRefused: BLACKLIST:THERE when they are on it already.
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        self.people.context.person(connection, person, lock=True)
        self.people.conflicts.not_about_oneself(connection, staff, person)
        row = {"person": person, "reason": cause, "by": staff, "since": self.people.context.now}
        if self.standing(connection, person) or not inserted(connection, blacklist, row):
            raise ApplicationRefused("BLACKLIST:THERE", "this person is on the list already")
        self._note(connection, "blacklist.added", person, staff, {"cause": cause})

    def appeal(self, connection: Connection, person: str, text: str) -> None:
        """Record why a person should be taken off; once for each time they are put on.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            text: The person's words, 20 to 5,000 characters.

        Raises:
            ApplicationRefused: BLACKLIST:APPEAL for a text too short or too long;
                BLACKLIST:NOT_THERE when they are not on the list; BLACKLIST:APPEALED while an
                appeal is being decided.
            VaultRefused: When the vault cannot seal it.
        """
        context = self.people.context
        if not APPEAL_CHARACTERS_MIN <= len(text) <= APPEAL_CHARACTERS_MAX:
            raise ApplicationRefused(
                "BLACKLIST:APPEAL",
                f"an appeal has {APPEAL_CHARACTERS_MIN} to {APPEAL_CHARACTERS_MAX} characters",
            )
        entries = self.standing(connection, person)
        if not entries:
            raise ApplicationRefused("BLACKLIST:NOT_THERE", "this person is not on the list")
        if all(entry.appealed_at is not None for entry in entries):
            raise ApplicationRefused("BLACKLIST:APPEALED", "the appeal is being decided")
        for entry in entries:
            context.vault.put(connection, person, _place(entry.id), text.encode())
            connection.execute(
                update(blacklist).where(blacklist.c.id == entry.id).values(appealed_at=context.now)
            )
        self._note(connection, "blacklist.appealed", person, "client", {})

    def appeals(self, connection: Connection, actor: str = "node") -> Sequence[Row[Any]]:
        """Return the appeals that wait; none of whoever asks.

        Args:
            connection: An open database transaction.
            actor: The member of staff who asks.

        Returns:
            Their rows, the oldest first.
        """
        rows = connection.execute(
            select(blacklist)
            .where(blacklist.c.appealed_at.is_not(None), blacklist.c.decided_at.is_(None))
            .order_by(blacklist.c.appealed_at)
        ).all()
        conflicts = self.people.conflicts
        return [row for row in rows if not conflicts.is_own(connection, actor, row.person)]

    def read_appeal(self, connection: Connection, number: int) -> str:
        """Return the words of an appeal.

        Args:
            connection: An open database transaction.
            number: The entry's number.

        Returns:
            The text.

        Raises:
            ApplicationRefused: BLACKLIST:NO_APPEAL when there is no such entry.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = self._row(connection, number)
        return self.people.context.vault.get_text(connection, row.person, _place(number))

    def decide(self, connection: Connection, number: int, staff: str, *, lifted: bool) -> None:
        """Decide an appeal.

        Args:
            connection: An open database transaction.
            number: The entry's number.
            staff: The member of staff who decides, never the one who put the person on.
            lifted: Whether the entry is lifted.

        Raises:
            ApplicationRefused: BLACKLIST:NO_APPEAL; BLACKLIST:SAME for who made the entry;
                BLACKLIST:OWED while its default is not recovered.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        row = self._row(connection, number)
        self.people.conflicts.not_about_oneself(connection, staff, row.person)
        if row.appealed_at is None or row.decided_at is not None:
            raise ApplicationRefused("BLACKLIST:NO_APPEAL", "there is no appeal to decide")
        if self.people.conflicts.seen_by(connection, staff, [row.by]):
            raise ApplicationRefused("BLACKLIST:SAME", "another one of staff decides the appeal")
        if lifted and row.loan is not None:
            status = connection.scalar(select(loans.c.status).where(loans.c.loan == row.loan))
            if status in _FAILED:
                raise ApplicationRefused(
                    "BLACKLIST:OWED", f"loan {row.loan} is {status}; it has to be recovered first"
                )
        connection.execute(
            update(blacklist)
            .where(blacklist.c.id == number)
            .values(lifted=lifted, decided_by=staff, decided_at=self.people.context.now)
        )
        act = "blacklist.lifted" if lifted else "blacklist.kept"
        self._note(connection, act, row.person, staff, {"entry": number})

    def standing(self, connection: Connection, person: str) -> Sequence[Row[Any]]:
        """Return the entries that hold.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            Their rows; empty for anyone who may borrow.
        """
        return connection.execute(
            select(blacklist)
            .where(blacklist.c.person == person, blacklist.c.lifted.is_not(True))
            .order_by(blacklist.c.id)
        ).all()

    def _add(self, connection: Connection, person: str, cause: Cause, by: str, *, loan: int) -> int:
        row = {
            "person": person, "reason": cause, "by": by, "loan": loan,
            "since": self.people.context.now,
        }  # fmt: skip
        if not inserted(connection, blacklist, row):
            return 0
        self._note(connection, "blacklist.added", person, by, {"cause": cause, "loan": loan})
        return 1

    def _row(self, connection: Connection, number: int) -> Row[Any]:
        row = connection.execute(
            select(blacklist).where(blacklist.c.id == number).with_for_update()
        ).one_or_none()
        if row is None:
            raise ApplicationRefused("BLACKLIST:NO_APPEAL", "there is no such entry")
        return row

    def _note(
        self, connection: Connection, act: str, person: str, actor: str, details: dict[str, Any]
    ) -> None:
        self.people.context.note(connection, act, person, actor=actor, details=details)


def _place(number: int) -> Place:
    return Place("blacklist", str(number), "appeal")
