"""Leases with a name: who of many processes does a thing for the next seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import leases

if TYPE_CHECKING:
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["Leases"]


@dataclass(frozen=True, slots=True)
class Leases:
    """Saves work, and guards nothing: what must happen once is guarded where it is written."""

    database: Database
    clock: Clock

    def take(self, name: str, holder: str, seconds: int) -> bool:
        """Take or renew a lease.

        Args:
            name: The lease's name.
            holder: Who takes it.
            seconds: For how long.

        Returns:
            False while somebody else has it.
        """
        now = self.clock()
        until = now + timedelta(seconds=seconds)
        row = {"name": name, "holder": holder, "until": until}
        with self.database.writing() as connection:
            if inserted(connection, leases, row):
                return True
            taken = connection.execute(
                update(leases)
                .where(
                    leases.c.name == name,
                    or_(leases.c.holder == holder, leases.c.until < now),
                )
                .values(holder=holder, until=until)
            )
            return taken.rowcount == 1

    def release(self, name: str, holder: str) -> None:
        """Let others have a lease at once; nothing happens when it is not the holder's.

        Args:
            name: The lease's name.
            holder: Who has it.
        """
        with self.database.writing() as connection:
            connection.execute(
                delete(leases).where(leases.c.name == name, leases.c.holder == holder)
            )

    def until(self, name: str) -> datetime | None:
        """Return when a lease ends or has ended.

        Args:
            name: The lease's name.

        Returns:
            The time, None when nobody ever had it.
        """
        with self.database.reading() as connection:
            return connection.scalar(select(leases.c.until).where(leases.c.name == name))
