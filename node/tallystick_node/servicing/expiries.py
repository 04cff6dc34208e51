"""Calls that end what has run out: flags, ballots, stakes, collateral, listings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import Ballots, Book, Collateral, Command, Reserve, Workouts
from tallystick.loans.dates import day_from_date
from tallystick_node.servicing.open_events import unanswered
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import events, loans

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

__all__ = ["lapsed"]

_BEFORE_ISSUE = ("listed", "funded")
# What a stake or a collateral is locked for may still come.
_LIVE = ("active", "defaulted")


def lapsed(connection: Connection, day: date) -> Iterator[tuple[str, Command]]:
    """Yield the calls that may be open; the chain knows the hour at which each is.

    Args:
        connection: An open database transaction.
        day: A local date of the platform.

    Yields:
        What a call is called, and the call.
    """
    for loan in _loans(connection, loans.c.impaired.is_(True)):
        yield f"lift impairment {loan}", Workouts.lift_impairment(loan)
    for loan in unanswered(connection, "Ballots", "BallotOpened", "BallotClosed"):
        yield f"close ballot {loan}", Ballots.close_ballot(loan)
    for loan in _promises_over(connection, day_from_date(day)):
        yield f"release stake {loan}", Reserve.release_stake(loan)
    locked = unanswered(connection, "Collateral", "Locked", "Released")
    over = loans.c.status.not_in((*_BEFORE_ISSUE, *_LIVE))
    for part in in_parts(locked):
        for loan in _loans(connection, loans.c.loan.in_(part), over):
            yield f"release collateral {loan}", Collateral.release(loan)
    for loan in _loans(connection, loans.c.status.in_(_BEFORE_ISSUE)):
        yield f"expire {loan}", Book.expire(loan)


def _promises_over(connection: Connection, today: int) -> Iterator[int]:
    """Loans whose guarantor gets the stake back: ended, not issued, or without a default in time.

    A guarantor whose loan has defaulted in time pays instead, and gets back what is over.
    """
    rows = connection.execute(
        select(loans.c.loan, loans.c.status, events.c.fields)
        .join(events, events.c.loan == loans.c.loan)
        .where(
            loans.c.guaranteed > 0,
            loans.c.status.not_in(_BEFORE_ISSUE),
            events.c.contract == "Reserve",
            events.c.name == "Pledged",
        )
        .order_by(loans.c.loan)
    )
    for row in rows:
        if row.status not in _LIVE or today > int(row.fields["last_day"]):
            yield int(row.loan)


def _loans(connection: Connection, *which: ColumnElement[bool]) -> list[int]:
    return list(connection.scalars(select(loans.c.loan).where(*which).order_by(loans.c.loan)))
