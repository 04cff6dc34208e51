"""What was done: the books of past days for staff, and a wallet's orders for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.payments.order import PaymentOrder
from tallystick_node.storage.tables import payment_orders, reconciliations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

__all__ = ["BookDay", "newest_orders", "newest_reconciliations"]


@dataclass(frozen=True, slots=True)
class BookDay:
    """A day's books. chain, ledger, bank: what clients have, in minor units."""

    day: date
    agrees: bool
    movements: int
    chain: int
    ledger: int
    bank: int
    differences: int


def newest_reconciliations(connection: Connection, limit: int) -> list[BookDay]:
    """Return the newest days whose books were compared.

    Args:
        connection: An open database transaction.
        limit: How many at most.

    Returns:
        The days, the newest first.
    """
    rows = connection.execute(
        select(reconciliations).order_by(reconciliations.c.day.desc()).limit(limit)
    )
    return [_book_of(row.day, row.document) for row in rows]


def newest_orders(connection: Connection, wallet: str, limit: int) -> list[PaymentOrder]:
    """Return a wallet's orders.

    Args:
        connection: An open database transaction.
        wallet: The checksummed address.
        limit: How many at most.

    Returns:
        The orders, the newest first.
    """
    rows = connection.execute(
        select(payment_orders)
        .where(payment_orders.c.wallet == wallet)
        .order_by(payment_orders.c.created_at.desc(), payment_orders.c.key)
        .limit(limit)
    )
    return [PaymentOrder.of(row) for row in rows]


def _book_of(day: date, document: Mapping[str, Any]) -> BookDay:
    totals = document["totals"]
    return BookDay(
        day=day, agrees=document["agrees"], movements=document["movements"],
        chain=int(totals["chain"]), ledger=int(totals["ledger"]), bank=int(totals["bank"]),
        differences=len(document["differences"]),
    )  # fmt: skip
