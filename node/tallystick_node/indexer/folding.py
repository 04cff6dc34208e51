"""The table of loans, kept in step with their events in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from tallystick_node.indexer.loans import LoanFacts, step
from tallystick_node.storage.tables import events, loans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.indexer.reading import IndexedEvent

__all__ = ["facts_of", "refold", "unfold"]

_COLUMNS = tuple(found.name for found in fields(LoanFacts))


def facts_of(row: Any) -> LoanFacts:
    """Return a row of the table as what it means."""
    return LoanFacts(**{name: getattr(row, name) for name in _COLUMNS})


def refold(connection: Connection, found: Iterable[IndexedEvent]) -> None:
    """Take new events into the table of loans."""
    touched: dict[int, list[IndexedEvent]] = {}
    for event in found:
        if event.loan is not None:
            touched.setdefault(event.loan, []).append(event)
    known = {
        row.loan: facts_of(row)
        for part in _parts(list(touched))
        for row in connection.execute(select(loans).where(loans.c.loan.in_(part)))
    }
    for loan, steps in touched.items():
        before = known.get(loan)
        after = before
        for event in steps:
            after = step(after, event.block, event.contract, event.name, event.fields)
        _put(connection, before, after)


def unfold(connection: Connection, block: int) -> None:
    """Make those loans anew, from the events that stay, whose events after a block go."""
    touched = list(
        connection.scalars(
            select(events.c.loan)
            .where(events.c.block > block, events.c.loan.is_not(None))
            .distinct()
        )
    )
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
        _put(connection, None, after)


def _put(connection: Connection, before: LoanFacts | None, after: LoanFacts | None) -> None:
    if after is None or after == before:
        return
    values: Mapping[str, Any] = asdict(after)
    if before is None:
        connection.execute(insert(loans).values(**values))
    else:
        connection.execute(update(loans).where(loans.c.loan == after.loan).values(**values))


def _parts(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))
