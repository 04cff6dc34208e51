"""Whether the node was ready, minute by minute: kept as one row a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import readiness_days
from tallystick_node.support.status_rules import minute_of, uptime_days

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.support.status_rules import ReadinessDay

__all__ = ["KEPT_DAYS", "ReadinessBook"]

# A year and a month: what a yearly account of availability asks for.
KEPT_DAYS = 400


@dataclass(frozen=True, slots=True)
class ReadinessBook:
    """Counts minutes; any number of processes may look, a minute counts once."""

    def wanted(self, connection: Connection, now: datetime) -> bool:
        """Return whether nobody has looked in this minute yet.

        Args:
            connection: An open database transaction.
            now: This moment.

        Returns:
            True when a look would count.
        """
        last = connection.scalar(select(func.max(readiness_days.c.last_at)))
        return last is None or last < minute_of(now)

    def count(self, connection: Connection, now: datetime, *, ready: bool) -> bool:
        """Count a minute, by the first look at it; days of long ago are forgotten.

        Args:
            connection: An open transaction that writes.
            now: When it was looked.
            ready: Whether every check was well.

        Returns:
            True when it was counted.
        """
        minute, table = minute_of(now), readiness_days
        row = {
            "day": minute.date(), "first_at": minute, "last_at": minute, "looked": 1,
            "ready": int(ready),
        }  # fmt: skip
        if inserted(connection, table, row):
            before = minute.date() - timedelta(days=KEPT_DAYS)
            connection.execute(delete(table).where(table.c.day < before))
            return True
        counted = connection.execute(
            update(table)
            .where(table.c.day == minute.date(), table.c.last_at < minute)
            .values(last_at=minute, looked=table.c.looked + 1, ready=table.c.ready + int(ready))
        )
        return counted.rowcount == 1

    def days(self, connection: Connection, now: datetime) -> list[ReadinessDay]:
        """Return the last days.

        Args:
            connection: An open database transaction.
            now: This moment.

        Returns:
            At most 90 days, the oldest first; none before the first look.
        """
        rows = connection.execute(select(readiness_days).order_by(readiness_days.c.day)).all()
        if not rows:
            return []
        counted = {row.day: (row.looked, row.ready) for row in rows}
        return uptime_days(counted, rows[0].first_at, rows[-1].last_at, now)
