"""What still binds a person to the platform: loans, applications, orders, and ended loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from tallystick.loans.dates import date_from_day, local_day
from tallystick_node.storage.tables import (
    applications,
    credit_offers,
    event_parties,
    events,
    loans,
    payment_orders,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform

__all__ = ["Obligations"]

LIVE = ("listed", "funded", "active", "defaulted")
# Where underwriting still works on an application, or its offer may still be listed.
IN_WORK = ("submitted", "referred", "approved", "offered")
# Where money or tokens of an order may still move.
MOVING = ("awaiting", "asked", "instructed", "authorised", "settled")


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

    def applications(self, connection: Connection, person: str, now: datetime) -> int:
        """Return how many applications are in work, or have a signed offer that may be listed yet.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            now: This moment.

        Returns:
            At least 0.
        """
        offered = (
            select(credit_offers.c.application)
            .where(
                credit_offers.c.application == applications.c.id,
                credit_offers.c.loan.is_(None),
                credit_offers.c.expires_at >= now,
            )
            .exists()
        )
        question = select(func.count()).where(
            applications.c.person == person, or_(applications.c.state.in_(IN_WORK), offered)
        )
        return int(connection.scalar(question) or 0)

    def orders(self, connection: Connection, wallets: Sequence[str]) -> int:
        """Return how many payments of any of the wallets have not ended.

        Args:
            connection: An open database transaction.
            wallets: Checksummed addresses.

        Returns:
            At least 0.
        """
        question = select(func.count()).where(
            payment_orders.c.wallet.in_(list(wallets)), payment_orders.c.state.in_(MOVING)
        )
        return int(connection.scalar(question) or 0)

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
