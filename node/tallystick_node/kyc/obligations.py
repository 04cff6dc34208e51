"""What still binds a person to the platform: live loans, and the records of ended ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tallystick.loans.dates import date_from_day, local_day
from tallystick_node.storage.tables import event_parties, events, loans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform

__all__ = ["Obligations"]

LIVE = ("listed", "funded", "active", "defaulted")


@dataclass(frozen=True, slots=True)
class Obligations:
    """Reads the tables of the chain; the day of an event is that of its block."""

    platform: Platform
    utc_offset_seconds: int

    def live_loans(self, connection: Connection, wallets: Sequence[str]) -> list[int]:
        """Return the loans not ended yet in which any of the wallets had a part."""
        mine = self._loans(connection, wallets)
        return list(
            connection.scalars(
                select(loans.c.loan)
                .where(loans.c.loan.in_(mine), loans.c.status.in_(LIVE))
                .order_by(loans.c.loan)
            )
        )

    def last_day(self, connection: Connection, wallets: Sequence[str]) -> date | None:
        """Return the day of the last thing that happened to any of those loans."""
        mine = self._loans(connection, wallets)
        block = connection.scalar(select(func.max(events.c.block)).where(events.c.loan.in_(mine)))
        if block is None:
            return None
        found = self.platform.connection.block(int(block))
        assert found is not None, "the tables hold blocks of this chain"
        return date_from_day(local_day(found.timestamp, self.utc_offset_seconds))

    def _loans(self, connection: Connection, wallets: Sequence[str]) -> list[int]:
        question = (
            select(events.c.loan)
            .join(
                event_parties,
                (event_parties.c.block == events.c.block)
                & (event_parties.c.place == events.c.place),
            )
            .where(event_parties.c.address.in_(list(wallets)), events.c.loan.is_not(None))
            .distinct()
        )
        return [int(one) for one in connection.scalars(question) if one is not None]
