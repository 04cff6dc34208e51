"""Executed sales out of the log of orders: prices by days past due, the best orders of a loan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.resale.order_log import LogEntry, entry_of
from tallystick_node.resale.price_rules import PriceCell, PricedSale, price_cells
from tallystick_node.resale.rules import OrderFact
from tallystick_node.storage.tables import order_log

if TYPE_CHECKING:
    from datetime import datetime

    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["SALES_DAYS", "SALES_MAX", "SaleBook"]

# Sales that are older say little of what somebody would pay now.
SALES_DAYS = 365
SALES_MAX = 5_000


@dataclass(frozen=True, slots=True)
class SaleBook:
    """What was sold for how much; whoever sold and bought is not in it."""

    database: Database
    clock: Clock

    def cells(self) -> list[PriceCell]:
        """Return the sales of the last year by days past due and risk level.

        Returns:
            A cell for each band and level; of more than 5,000 sales the newest.
        """
        since = self.clock() - timedelta(days=SALES_DAYS)
        return price_cells(
            [
                PricedSale(entry.price, entry.par, entry.overdue, entry.level)
                for entry in self._executed(None, since, SALES_MAX)
                if entry.price is not None
                and entry.par is not None
                and entry.overdue is not None
                and entry.level is not None
            ]
        )

    def of_loan(self, loan: int, limit: int) -> list[LogEntry]:
        """Return the sales of one loan's notes.

        Args:
            loan: The loan's number.
            limit: How many at most.

        Returns:
            The newest first.
        """
        return self._executed(loan, None, limit)

    def _executed(self, loan: int | None, since: datetime | None, limit: int) -> list[LogEntry]:
        undone = select(order_log.c.undoes).where(order_log.c.undoes.is_not(None))
        question = select(order_log).where(
            order_log.c.fact == OrderFact.EXECUTED, order_log.c.number.not_in(undone)
        )
        if loan is not None:
            question = question.where(order_log.c.loan == loan)
        if since is not None:
            question = question.where(order_log.c.at >= since)
        with self.database.reading() as connection:
            rows = connection.execute(
                question.order_by(order_log.c.number.desc()).limit(limit)
            ).all()
        return [entry_of(row) for row in rows]
