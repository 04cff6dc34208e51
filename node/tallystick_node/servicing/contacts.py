"""Contacts with who owes: counted before they are made, paused for good reason, each recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import contact_pauses, contacts, promises

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.desk import ServicingDesk

__all__ = ["Contacts", "Outcome", "PauseCause", "Reason", "Way"]

_WEEK = timedelta(days=7)


class Way(StrEnum):
    """How a contact is made."""

    CALL = "call"
    SMS = "sms"
    VISIT = "visit"
    LETTER = "letter"


class Outcome(StrEnum):
    """What came of it."""

    SENT = "sent"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    PROMISED = "promised"
    REFUSED = "refused"
    COMPLAINED = "complained"


class Reason(StrEnum):
    """Why somebody has not paid, as he says."""

    FORGOT = "forgot"
    ILLNESS = "illness"
    WORK = "work"
    BUSINESS = "business"
    DISPUTE = "dispute"
    UNKNOWN = "unknown"


class PauseCause(StrEnum):
    """Why a borrower is left alone for a time."""

    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    BEREAVEMENT = "bereavement"


_PERSONAL = (Way.CALL, Way.VISIT)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The record of contacts and pauses. A pause silences us; it hides no delay."""

    desk: ServicingDesk

    def open(self, connection: Connection, loan: int, by: str, way: Way) -> int:
        """Ask to make a contact now, and return its number for `close`.

        ServicingRefused with CONTACT:PAUSED, CONTACT:PROMISE or CONTACT:LIMIT: then it may not be
        made.
        """
        self.desk.loan(connection, loan, lock=True)
        quiet = self.quiet(connection, loan)
        if quiet is not None:
            raise ServicingRefused(*quiet)
        said = self.limited(connection, loan, way)
        if said is not None:
            raise ServicingRefused("CONTACT:LIMIT", said)
        return self.keep(connection, loan, by, way, None)

    def limited(
        self, connection: Connection, loan: int, way: Way, at: datetime | None = None
    ) -> str | None:
        """Return which limit forbids a contact at a moment (now), None when none does."""
        now = at or self.desk.around.now
        rows = connection.execute(
            select(contacts.c.at, contacts.c.channel).where(
                contacts.c.loan == loan, contacts.c.at > now - _WEEK
            )
        ).all()
        calls = [row.at for row in rows if row.channel in _PERSONAL]
        return self.desk.limits.refusal(now, calls, [row.at for row in rows], call=way in _PERSONAL)

    def keep(
        self, connection: Connection, loan: int, by: str, way: Way, outcome: Outcome | None
    ) -> int:
        """Write a contact down."""
        made = connection.execute(
            insert(contacts)
            .values(loan=loan, channel=way, by=by, at=self.desk.around.now, outcome=outcome)
            .returning(contacts.c.id)
        )
        return int(made.scalar_one())

    def close(
        self, connection: Connection, number: int, by: str, outcome: Outcome, reason: Reason | None
    ) -> None:
        """Write down what came of a contact, once, by who made it."""
        row = connection.execute(
            select(contacts).where(contacts.c.id == number).with_for_update()
        ).one_or_none()
        if row is None or row.by != by:
            raise NoServicing("CONTACT:NONE", "there is no such contact of yours")
        if row.outcome is not None:
            raise ServicingRefused("CONTACT:CLOSED", f"it was written down as {row.outcome}")
        connection.execute(
            update(contacts).where(contacts.c.id == number).values(outcome=outcome, reason=reason)
        )
        self.desk.note(
            connection, "contact.made", row.loan, by,
            {"contact": number, "way": row.channel, "outcome": outcome},
        )  # fmt: skip

    def of(self, connection: Connection, loan: int) -> Sequence[Row[Any]]:
        """Return every contact about a loan, the oldest first."""
        return connection.execute(
            select(contacts).where(contacts.c.loan == loan).order_by(contacts.c.id)
        ).all()

    def pause(
        self, connection: Connection, loan: int, by: str, cause: PauseCause, until: date
    ) -> int:
        """Leave a borrower alone through a day; ServicingRefused PAUSE:DAYS beyond the policy."""
        self.desk.loan(connection, loan, lock=True)
        today, most = self.desk.today, self.desk.around.number("collection.pause_days_max")
        if not today <= until <= today + timedelta(days=most):
            raise ServicingRefused("PAUSE:DAYS", f"a pause ends today or within {most} days")
        made = connection.execute(
            insert(contact_pauses)
            .values(loan=loan, cause=cause, by=by, since=today, until=until)
            .returning(contact_pauses.c.id)
        )
        number = int(made.scalar_one())
        self.desk.note(
            connection, "contact.paused", loan, by, {"cause": cause, "until": str(until)}
        )
        return number

    def resume(self, connection: Connection, number: int, by: str) -> None:
        """End a pause early."""
        ended = connection.execute(
            update(contact_pauses)
            .where(contact_pauses.c.id == number, contact_pauses.c.ended_on.is_(None))
            .values(ended_on=self.desk.today)
            .returning(contact_pauses.c.loan)
        ).one_or_none()
        if ended is None:
            raise NoServicing("PAUSE:NONE", "there is no such pause that runs")
        self.desk.note(connection, "contact.resumed", ended.loan, by, {"pause": number})

    def quiet(self, connection: Connection, loan: int) -> tuple[str, str] | None:
        """Return code and sentence of why nobody contacts a borrower today, None when one may."""
        today = self.desk.today
        pause = connection.execute(
            select(contact_pauses.c.cause, contact_pauses.c.until)
            .where(
                contact_pauses.c.loan == loan,
                contact_pauses.c.until >= today,
                or_(contact_pauses.c.ended_on.is_(None), contact_pauses.c.ended_on > today),
            )
            .order_by(contact_pauses.c.until.desc())
            .limit(1)
        ).one_or_none()
        if pause is not None:
            return "CONTACT:PAUSED", f"contact is paused until {pause.until} ({pause.cause})"
        promise = connection.scalar(
            select(func.max(promises.c.due)).where(
                promises.c.loan == loan, promises.c.state == "open", promises.c.due >= today
            )
        )
        if promise is not None:
            return "CONTACT:PROMISE", f"a promise runs until {promise}"
        return None
