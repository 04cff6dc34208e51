"""Where somebody stands against the lists: the hits that wait, and the last screening of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.kyc.matches import CLEARED
from tallystick_node.kyc.sanctions.screening import ScreeningVerdict
from tallystick_node.storage.tables import sanctions_lists, screenings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from tallystick_node.kyc.list_versions import ListVersion

__all__ = ["ScreeningStanding", "holds", "last_screening", "undecided"]


@dataclass(frozen=True, slots=True)
class ScreeningStanding:
    """Where a person stands against the newest version of every list."""

    clear: bool
    held: bool
    lists: tuple[ListVersion, ...]


def last_screening(connection: Connection, person: str, listed: ListVersion) -> Row[Any] | None:
    """Return a person's last screening against any version of a list.

    Args:
        connection: An open database transaction.
        person: The person's identifier.
        listed: A version of the list.

    Returns:
        The screening's row, None when they were never looked for in it.
    """
    return connection.execute(
        select(screenings)
        .join(sanctions_lists, screenings.c.list == sanctions_lists.c.id)
        .where(screenings.c.person == person, sanctions_lists.c.publisher == listed.publisher)
        .order_by(screenings.c.id.desc())
        .limit(1)
    ).one_or_none()


def holds(connection: Connection, person: str) -> bool:
    """Return whether any screening holds a person: a hit that two of staff have not cleared.

    Whether later screenings found it again does not count: a name or a list may have changed.

    Args:
        connection: An open database transaction.
        person: The person's identifier.

    Returns:
        True while one does.
    """
    cleared = screenings.c.decision.is_not_distinct_from(CLEARED)
    question = select(screenings.c.id).where(
        screenings.c.person == person, screenings.c.verdict != ScreeningVerdict.CLEAR, ~cleared
    )
    return connection.scalar(question.limit(1)) is not None


def undecided(person: str | None = None) -> Select[Any]:
    """Return the question for hits that wait for staff.

    Args:
        person: Whose; everybody's without one.

    Returns:
        A query for the rows with the `publisher` of their list, the oldest first.
    """
    question = (
        select(screenings, sanctions_lists.c.publisher)
        .join(sanctions_lists, screenings.c.list == sanctions_lists.c.id)
        .where(screenings.c.verdict != ScreeningVerdict.CLEAR, screenings.c.decision.is_(None))
        .order_by(screenings.c.id)
    )
    return question if person is None else question.where(screenings.c.person == person)
