"""Versions of lists made ready to be searched: the newest of each publisher is kept so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.kyc.list_versions import entry_of
from tallystick_node.kyc.sanctions.lists import SanctionsList
from tallystick_node.kyc.sanctions.screening import Screen
from tallystick_node.storage.tables import sanctions_entries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.list_versions import ListVersion

__all__ = ["Screens"]


@dataclass(frozen=True, slots=True)
class Screens:
    """Makes them ready, and keeps them."""

    _ready: dict[str, tuple[int, Screen]] = field(default_factory=dict)

    def of(self, connection: Connection, listed: ListVersion) -> Screen:
        """Return a version made ready.

        Args:
            connection: An open database transaction.
            listed: The version.

        Returns:
            What searches it.
        """
        ready = self._ready.get(listed.publisher)
        if ready is None or ready[0] != listed.number:
            rows = connection.scalars(
                select(sanctions_entries.c.entry)
                .where(sanctions_entries.c.list == listed.number)
                .order_by(sanctions_entries.c.number)
            )
            entries = tuple(entry_of(entry) for entry in rows)
            read = SanctionsList(listed.publisher, listed.read_on, listed.sha256, entries)
            ready = (listed.number, Screen(read))
            self._ready[listed.publisher] = ready
        return ready[1]
