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
        """Return the loans that have not ended in which any of the wallets had a part.

        Args:
            connection: An open database transaction.
            wallets: Checksummed addresses.

        Returns:
            Loan numbers, ascending.
        """
        mine = self._loans(connection, wallets)
        return list(
            connection.scalars(
                select(loans.c.loan)
                .where(loans.c.loan.in_(mine), loans.c.status.in_(LIVE))
                .order_by(loans.c.loan)
            )
        )

    def last_day(self, connection: Connection, wallets: Sequence[str]) -> date | None:
        """Return the day of the last event of any loan in which the wallets had a part.

        Args:
            connection: An open database transaction.
            wallets: Checksummed addresses.

        Returns:
            A local date, None when there is no such loan.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        mine = self._loans(connection, wallets)
        block = connection.scalar(select(func.max(events.c.block)).where(events.c.loan.in_(mine)))
        if block is None:
            return None
        header = self.platform.connection.block(int(block))
        assert header is not None, "the tables hold blocks of this chain"
        return date_from_day(local_day(header.timestamp, self.utc_offset_seconds))

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
        return [int(number) for number in connection.scalars(question) if number is not None]
