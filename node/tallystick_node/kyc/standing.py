"""Where somebody stands against the lists, by the last screening of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.kyc.matches import CLEARED
from tallystick_node.kyc.sanctions.screening import ScreeningVerdict
from tallystick_node.storage.tables import sanctions_lists, screenings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.list_versions import ListVersion

__all__ = ["ScreeningStanding", "holds", "last_screening"]


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


def holds(row: Row[Any]) -> bool:
    """Return whether a screening holds a person: a hit that two of staff have not cleared.

    Args:
        row: The screening's row.

    Returns:
        True while it does.
    """
    return bool(row.verdict != ScreeningVerdict.CLEAR and row.decision != CLEARED)
