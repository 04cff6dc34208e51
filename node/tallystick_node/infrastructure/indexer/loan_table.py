"""The table of loans, kept in step with their events in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from tallystick_node.infrastructure.indexer.loans import LoanFacts, step
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import events, loans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent

__all__ = ["facts_of", "refold", "unfold"]

_COLUMNS = tuple(column.name for column in fields(LoanFacts))
_UPDATE = update(loans).where(loans.c.loan == bindparam("of_loan"))


def facts_of(row: Any) -> LoanFacts:
    """Return a row of the table as what it means.

    Args:
        row: The row.

    Returns:
        The loan.
    """
    return LoanFacts(**{name: getattr(row, name) for name in _COLUMNS})


def refold(connection: Connection, added: Iterable[IndexedEvent]) -> None:
    """Take new events into the table of loans.

    Args:
        connection: An open database transaction.
        added: The events, in the chain's order.
    """
    touched: dict[int, list[IndexedEvent]] = {}
    for event in added:
        if event.loan is not None:
            touched.setdefault(event.loan, []).append(event)
    known = {
        row.loan: facts_of(row)
        for part in in_parts(touched)
        for row in connection.execute(select(loans).where(loans.c.loan.in_(part)))
    }
    begun: list[LoanFacts] = []
    moved: list[LoanFacts] = []
    for loan, steps in touched.items():
        before = known.get(loan)
        after = before
        for event in steps:
            after = step(after, event.block, event.contract, event.name, event.fields)
        if after is not None and after != before:
            (begun if before is None else moved).append(after)
    _insert(connection, begun)
    if moved:
        connection.execute(_UPDATE, [asdict(facts) | {"of_loan": facts.loan} for facts in moved])


def unfold(connection: Connection, block: int) -> None:
    """Make those loans anew, from the events that stay, whose events after a block are removed.

    Args:
        connection: An open database transaction.
        block: The last block that stays.
    """
    touched = list(
        connection.scalars(
            select(events.c.loan)
            .where(events.c.block > block, events.c.loan.is_not(None))
            .distinct()
        )
    )
    again: list[LoanFacts] = []
    for loan in touched:
        connection.execute(delete(loans).where(loans.c.loan == loan))
        after: LoanFacts | None = None
        kept = connection.execute(
            select(events)
            .where(events.c.loan == loan, events.c.block <= block)
            .order_by(events.c.block, events.c.place)
        )
        for row in kept:
            after = step(after, row.block, row.contract, row.name, row.fields)
        if after is not None:
            again.append(after)
    _insert(connection, again)


def _insert(connection: Connection, facts: list[LoanFacts]) -> None:
    if facts:
        connection.execute(insert(loans), [asdict(loan) for loan in facts])
