"""Challenges: fresh words that have to come back once, soon, and from whoever received them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import challenges

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context

__all__ = ["Challenges"]

VALID = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Challenges:
    """Issues challenges and takes them back."""

    context: Context

    def give(self, person: str, purpose: str) -> str:
        """Return a challenge for one purpose, good for ten minutes and one use.

        Args:
            person: The person's identifier.
            purpose: What it is for, such as `wallet`; it can be used for nothing else.

        Returns:
            A nonce of 32 hex digits.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
        """
        nonce = secrets.token_hex(16)
        now = self.context.now
        with self.context.database.writing() as connection:
            self.context.person(connection, person)
            connection.execute(
                insert(challenges).values(
                    nonce=nonce, person=person, purpose=purpose, made_at=now,
                    expires_at=now + VALID,
                )
            )  # fmt: skip
        return nonce

    def use(self, connection: Connection, person: str, purpose: str, nonce: str) -> None:
        """Use a challenge up.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            purpose: What it was issued for.
            nonce: The challenge that came back.

        Raises:
            PersonRefused: CHALLENGE:STALE when it is old, used, or somebody else's.
        """
        now = self.context.now
        used = connection.execute(
            update(challenges)
            .where(
                challenges.c.nonce == nonce,
                challenges.c.person == person,
                challenges.c.purpose == purpose,
                challenges.c.used_at.is_(None),
                challenges.c.expires_at > now,
            )
            .values(used_at=now)
        ).rowcount
        if used != 1:
            raise PersonRefused(
                "CHALLENGE:STALE", "this challenge is not fresh; ask for a new one and answer that"
            )

    def forget_old(self, connection: Connection) -> None:
        """Remove the challenges that nobody can use any more.

        Args:
            connection: An open database transaction.
        """
        connection.execute(delete(challenges).where(challenges.c.expires_at < self.context.now))
