"""Who tried to be somebody who is registered already: kept, limited, and shown to staff.

Two persons never have one telephone, wallet or number; that one of them tried is what tells that
they are one, while the other has stated no number yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.retention import Remnant
from tallystick_node.storage.tables import doubles, persons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.retention import Remnants

__all__ = [
    "DOUBLES_MAX",
    "SHOWN_DAYS",
    "TRIED_WITHIN",
    "TRIES_A_DAY",
    "Double",
    "Doubles",
    "said_to_be",
]

TRIES_A_DAY = 3
SHOWN_DAYS = 30
DOUBLES_MAX = 200
TRIED_WITHIN = timedelta(days=1)
_TAKEN = frozenset({"PERSON:KNOWN", "WALLET:TAKEN"})
_NUMBERS = ("id_number", "company_number")


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody who gave what is another person's. tries: how often within 30 days."""

    person: str
    other: str
    field: str
    tries: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Doubles:
    """Keeps who tried, and finds them."""

    context: Context
    remnants: Remnants

    def require_tries_left(self, connection: Connection, person: str) -> None:
        """Require that a person has not named what is others' too often today.

        Without this anybody could ask of every number whether it is registered; an erasure and a
        new registration make no new tries.

        Args:
            connection: An open database transaction.
            person: The person's identifier; their row is locked.

        Raises:
            PersonRefused: PERSON:TRIES after three times within 24 hours.
        """
        question = select(func.count()).where(
            doubles.c.person == person, doubles.c.at > self.context.now - TRIED_WITHIN
        )
        earlier = len(self.remnants.of(connection, person, Remnant.TRY))
        if (connection.scalar(question) or 0) + earlier >= TRIES_A_DAY:
            raise PersonRefused(
                "PERSON:TRIES", "you have given what is somebody else's too often; ask us"
            )

    def note(self, connection: Connection, person: str, field: str, others: Iterable[str]) -> None:
        """Keep that a person gave what is others'; last in a transaction.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            field: What they gave: a field, or `wallet`.
            others: Whose it is.
        """
        for other in others:
            if other != person:
                row = {"person": person, "other": other, "field": field, "at": self.context.now}
                connection.execute(insert(doubles).values(row))
                self.context.note(
                    connection, "person.doubled", person, details={"other": other, "field": field}
                )

    def attempt(
        self,
        connection: Connection,
        person: str,
        field: str,
        whose: Callable[[], Iterable[str]],
        write: Callable[[], None],
    ) -> PersonRefused | None:
        """Let something be written, and keep it when it is another's already.

        Args:
            connection: An open database transaction, which is to be committed either way.
            person: The person's identifier.
            field: What they give: a field, or `wallet`.
            whose: Says whose it is.
            write: Writes it; what it has written is undone when it is refused.

        Returns:
            The refusal, PERSON:KNOWN or WALLET:TAKEN, to be raised once that is committed; None
            when it was written.

        Raises:
            PersonRefused: What else `write` raises.
        """
        try:
            with connection.begin_nested():
                write()
        except PersonRefused as refused:
            if refused.code not in _TAKEN:
                raise
            self.note(connection, person, field, whose())
            return refused
        return None

    def open_ones(self, connection: Connection) -> list[Double]:
        """Return who gave what is another's within 30 days, for staff.

        Args:
            connection: An open database transaction.

        Returns:
            One for each two persons and field, the newest first, at most 200; none of an erased
            person.
        """
        last = func.max(doubles.c.at, type_=doubles.c.at.type)
        rows = connection.execute(
            select(
                doubles.c.person, doubles.c.other, doubles.c.field, func.count().label("tries"),
                last.label("last"),
            )
            .join(persons, persons.c.id == doubles.c.person)
            .where(
                persons.c.state == "open",
                doubles.c.at > self.context.now - timedelta(days=SHOWN_DAYS),
            )
            .group_by(doubles.c.person, doubles.c.other, doubles.c.field)
            .order_by(last.desc(), doubles.c.person, doubles.c.other, doubles.c.field)
            .limit(DOUBLES_MAX)
        ).all()  # fmt: skip
        return [Double(row.person, row.other, row.field, row.tries, row.last) for row in rows]


def said_to_be(connection: Connection, person: str) -> str | None:
    """Return whose number or wallet a person without a number of their own has given last.

    Args:
        connection: An open database transaction.
        person: The person's identifier.

    Returns:
        The other's identifier, None when they gave none.
    """
    other: str | None = connection.scalar(
        select(doubles.c.other)
        .where(doubles.c.person == person, doubles.c.field.in_((*_NUMBERS, "wallet")))
        .order_by(doubles.c.id.desc())
        .limit(1)
    )
    return other
