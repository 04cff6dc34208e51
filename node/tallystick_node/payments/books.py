"""The books of past days, for staff to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick_node.storage.tables import reconciliations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

__all__ = ["BookDay", "newest_reconciliations"]


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


def _book_of(day: date, document: Mapping[str, Any]) -> BookDay:
    totals = document["totals"]
    return BookDay(
        day=day, agrees=document["agrees"], movements=document["movements"],
        chain=int(totals["chain"]), ledger=int(totals["ledger"]), bank=int(totals["bank"]),
        differences=len(document["differences"]),
    )  # fmt: skip
