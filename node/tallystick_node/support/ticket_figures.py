"""How many tickets were answered and resolved in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.storage.tables import tickets

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["TicketFigures", "ticket_figures"]

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """Counts of tickets whose clock is over: what ended in time, of what ended or is late."""

    asked: int
    answered_in_time: int
    answer_due: int
    resolved_in_time: int
    resolve_due: int

    @property
    def answered_ppm(self) -> int | None:
        """The share that was answered in time, rounded down; None without any."""
        return self.answered_in_time * PPM // self.answer_due if self.answer_due else None

    @property
    def resolved_ppm(self) -> int | None:
        """The share that was resolved in time, rounded down; None without any."""
        return self.resolved_in_time * PPM // self.resolve_due if self.resolve_due else None


def ticket_figures(
    connection: Connection, first: datetime, until: datetime, now: datetime
) -> TicketFigures:
    """Count the tickets of a period.

    What became a complaint counts for its first answer alone where it has had one: its end is the
    complaint's.

    Args:
        connection: An open database transaction.
        first: Asked from then on.
        until: Asked before then.
        now: What is due later, and not done, does not count yet.

    Returns:
        The figures.
    """
    rows = connection.execute(
        select(tickets).where(tickets.c.asked_at >= first, tickets.c.asked_at < until)
    ).all()
    turned = [row for row in rows if row.complaint is not None]
    answers = [
        (row.answered_at, row.answer_by)
        for row in rows
        if row.answered_at or (row.answer_by < now and row not in turned)
    ]
    ends = [
        (row.resolved_at, row.resolve_by)
        for row in rows
        if row not in turned and (row.resolved_at or row.resolve_by < now)
    ]
    return TicketFigures(
        asked=len(rows),
        answered_in_time=sum(at is not None and at <= by for at, by in answers),
        answer_due=len(answers),
        resolved_in_time=sum(at is not None and at <= by for at, by in ends),
        resolve_due=len(ends),
    )
