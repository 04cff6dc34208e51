"""Events that wait for another: what was begun on the chain and has not ended there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, tuple_

from tallystick_node.storage.tables import events

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["unanswered"]


def unanswered(
    connection: Connection, contract: str, opening: str, *closing: str
) -> dict[int, dict[str, Any]]:
    """Return the loans whose newest event of some kinds is the one that opens.

    Args:
        connection: An open database transaction.
        contract: The contract that logs all of them.
        opening: The event that begins something.
        *closing: The events that end it.

    Returns:
        The fields of the opening event by loan, by the loans' numbers.
    """
    later = events.alias()
    rows = connection.execute(
        select(events.c.loan, events.c.fields)
        .where(
            events.c.contract == contract,
            events.c.name == opening,
            ~exists().where(
                later.c.loan == events.c.loan,
                later.c.contract == contract,
                later.c.name.in_(closing),
                tuple_(later.c.block, later.c.place) > tuple_(events.c.block, events.c.place),
            ),
        )
        .order_by(events.c.loan, events.c.block, events.c.place)
    )
    return {int(row.loan): dict(row.fields) for row in rows}
