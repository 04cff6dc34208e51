"""The public log of orders: entries are added in one order, and none is ever changed.

It names digests, loans and prices, and nobody: who has signed an order stands in the order alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick_node.resale.rules import DPD_KEPT_MAX, OrderFact, OrderSide
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import order_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick_node.resale.rules import OrderTerms
    from tallystick_node.storage import Database

__all__ = ["LogEntry", "OrderLog"]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What became of an order; amounts in minor units.

    units: of the order when it was placed, of what was sold when it was executed. price, fee: what
    the buyer paid, and the market fee within it. par: what the units would have cost at their
    outstanding principal then; None where the chain's node has no state of that block any more, as
    are overdue, days past due, and level, the loan's risk level. reason: why it is over, a code.
    undoes: the entry that the chain has taken back.
    """

    number: int
    fact: OrderFact
    at: datetime
    side: OrderSide | None = None
    digest: str | None = None
    loan: int | None = None
    units: int | None = None
    price_ppm: int | None = None
    dpd_max: int | None = None
    expiry: int | None = None
    reason: str | None = None
    price: int | None = None
    fee: int | None = None
    par: int | None = None
    overdue: int | None = None
    level: int | None = None
    block: int | None = None
    place: int | None = None
    tx_hash: str | None = None
    undoes: int | None = None


_NAMES = tuple(each.name for each in fields(LogEntry))


@dataclass(frozen=True, slots=True)
class OrderLog:
    """The log of one platform's orders."""

    database: Database

    def add(self, connection: Connection, fact: OrderFact, at: datetime, **values: Any) -> int:
        """Add an entry in the caller's transaction.

        Args:
            connection: An open transaction that writes.
            fact: What has happened.
            at: When.
            **values: Other fields of `LogEntry`.

        Returns:
            The entry's number: they count up without gaps, in the order in which they are seen.
        """
        one_at_a_time(connection, "the log of orders")
        number = (connection.scalar(select(func.max(order_log.c.number))) or 0) + 1
        connection.execute(insert(order_log).values(number=number, fact=fact, at=at, **values))
        return number

    def add_order(
        self, connection: Connection, fact: OrderFact, at: datetime, terms: OrderTerms,
        reason: str | None = None,
    ) -> int:  # fmt: skip
        """Add what has become of an order that is here.

        Args:
            connection: An open transaction that writes.
            fact: What has happened.
            at: When.
            terms: The order.
            reason: Why it is over, a code.

        Returns:
            The entry's number.
        """
        return self.add(
            connection, fact, at, side=terms.side, digest=terms.digest, loan=terms.loan,
            units=terms.units, price_ppm=terms.price_ppm,
            dpd_max=min(terms.dpd_max, DPD_KEPT_MAX), expiry=terms.expiry, reason=reason,
        )  # fmt: skip

    def entries(
        self, after: int, limit: int, loan: int | None = None, fact: OrderFact | None = None
    ) -> list[LogEntry]:
        """Return entries in their order.

        Args:
            after: The number of the last one seen.
            limit: How many at most.
            loan: Of this loan alone.
            fact: Of this kind alone.

        Returns:
            The entries, by number.
        """
        question = select(order_log).where(order_log.c.number > after)
        if loan is not None:
            question = question.where(order_log.c.loan == loan)
        if fact is not None:
            question = question.where(order_log.c.fact == fact)
        with self.database.reading() as connection:
            rows = connection.execute(question.order_by(order_log.c.number).limit(limit)).all()
        return [entry_of(row) for row in rows]

    def undone(self, connection: Connection) -> Sequence[int]:
        """Return the numbers of the entries that the chain has taken back.

        Args:
            connection: An open database transaction.

        Returns:
            The numbers.
        """
        return list(
            connection.scalars(select(order_log.c.undoes).where(order_log.c.undoes.is_not(None)))
        )


def entry_of(row: Any) -> LogEntry:
    """Return a row of the log as what it means.

    Args:
        row: The row.

    Returns:
        The entry.
    """
    values = {name: getattr(row, name) for name in _NAMES}
    side = values["side"]
    return LogEntry(
        **values | {"fact": OrderFact(row.fact), "side": None if side is None else OrderSide(side)}
    )
