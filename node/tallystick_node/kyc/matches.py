"""That somebody is a listed person: a fact about them, which only two others of staff lift.

Screenings come and go with names and lists; this stays, and every list is screened on top of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import (
    confirmed_matches,
    match_lifts,
    sanctions_lists,
    screenings,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.conflicts import Conflicts
    from tallystick_node.kyc.context import Context

__all__ = [
    "CLEARED",
    "CONFIRMED",
    "EYES",
    "REASON_CHARACTERS_MAX",
    "REASON_CHARACTERS_MIN",
    "Matches",
]

EYES = 2
CLEARED, CONFIRMED = "cleared", "confirmed"
REASON_CHARACTERS_MIN, REASON_CHARACTERS_MAX = 20, 5_000


@dataclass(frozen=True, slots=True)
class Matches:
    """Keeps confirmed matches, and lifts them."""

    context: Context
    conflicts: Conflicts

    def confirm(self, connection: Connection, person: str, publisher: str) -> None:
        """Keep that a person is one of a list; again while it stands changes nothing.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            publisher: Whose list it is.
        """
        row = {
            "person": person, "publisher": publisher, "at": self.context.now,
            "standing": f"{person}:{publisher}",
        }  # fmt: skip
        if inserted(connection, confirmed_matches, row):
            self.context.note(
                connection, "match.confirmed", person, actor="node",
                details={"publisher": publisher},
            )  # fmt: skip

    def stands(self, connection: Connection, person: str) -> bool:
        """Return whether a person is a listed one, as far as staff have found.

        Args:
            connection: An open database transaction.
            person: The person's identifier.

        Returns:
            True while any match stands.
        """
        question = select(confirmed_matches.c.id).where(
            confirmed_matches.c.person == person, confirmed_matches.c.lifted_at.is_(None)
        )
        return connection.scalar(question.limit(1)) is not None

    def lift(self, match: int, *, staff: str, reason: str) -> bool:
        """Let a member of staff say, with a reason, that it was not the person; two have to.

        Args:
            match: The match's number.
            staff: The member of staff who does it.
            reason: Why, in 20 to 5,000 characters.

        Returns:
            True once it is lifted, False before a second one has said so.

        Raises:
            InputError: MATCH:REASON for a reason too short or too long.
            PersonRefused: MATCH:NONE when no such match stands; MATCH:SAME for a second time by the
                same person.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            VaultRefused: When the vault cannot seal the reason.
        """
        if not REASON_CHARACTERS_MIN <= len(reason.strip()) <= REASON_CHARACTERS_MAX:
            raise InputError(
                "MATCH:REASON",
                f"a reason has {REASON_CHARACTERS_MIN} to {REASON_CHARACTERS_MAX} characters",
            )
        context, matches = self.context, confirmed_matches.c
        with context.database.writing() as connection:
            row = connection.execute(
                select(confirmed_matches).where(matches.id == match).with_for_update()
            ).one_or_none()
            if row is None or row.lifted_at is not None:
                raise PersonRefused("MATCH:NONE", f"there is no match {match} that stands")
            self.conflicts.not_about_oneself(connection, staff, row.person)
            before = connection.scalars(
                select(match_lifts.c.staff).where(match_lifts.c.match == match)
            ).all()
            if self.conflicts.seen_by(connection, staff, before):
                raise PersonRefused("MATCH:SAME", "another one of staff has to lift it too")
            connection.execute(insert(match_lifts).values(match=match, staff=staff, at=context.now))
            context.vault.put(connection, row.person, _place(match, staff), reason.encode())
            lifted = len(before) + 1 >= EYES
            if lifted:
                self._end(connection, row)
            context.note(
                connection, "match.lifted" if lifted else "match.lift_proposed", row.person,
                actor=staff, details={"match": match},
            )  # fmt: skip
        return lifted

    def open_ones(self, connection: Connection, actor: str) -> list[dict[str, Any]]:
        """Return the matches that stand, for staff; none about whoever asks.

        Args:
            connection: An open database transaction.
            actor: The member of staff who asks.

        Returns:
            One object a match, the oldest first, with who has said with which reason to lift it.

        Raises:
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        rows = connection.execute(
            select(confirmed_matches)
            .where(confirmed_matches.c.lifted_at.is_(None))
            .order_by(confirmed_matches.c.id)
        ).all()
        return [
            {"id": row.id, "person": row.person, "publisher": row.publisher,
             "at": row.at.isoformat(), "lifts": self._lifts(connection, row)}
            for row in rows
            if not self.conflicts.is_own(connection, actor, row.person)
        ]  # fmt: skip

    def _lifts(self, connection: Connection, row: Row[Any]) -> list[dict[str, str]]:
        vault = self.context.vault
        return [
            {"by": lift.staff,
             "reason": vault.get_text(connection, row.person, _place(row.id, lift.staff))}
            for lift in connection.execute(
                select(match_lifts).where(match_lifts.c.match == row.id).order_by(match_lifts.c.at)
            )
        ]  # fmt: skip

    def _end(self, connection: Connection, row: Row[Any]) -> None:
        """Lift it, and clear the hits that had been confirmed; others are looked at as before."""
        connection.execute(
            update(confirmed_matches)
            .where(confirmed_matches.c.id == row.id)
            .values(lifted_at=self.context.now, standing=None)
        )
        lists = select(sanctions_lists.c.id).where(sanctions_lists.c.publisher == row.publisher)
        connection.execute(
            update(screenings)
            .where(
                screenings.c.person == row.person,
                screenings.c.decision == CONFIRMED,
                screenings.c.list.in_(lists),
            )
            .values(decision=CLEARED, decided_at=self.context.now)
        )


def _place(match: int, staff: str) -> Place:
    return Place("match_lifts", f"{match}:{staff}", "reason")
