"""Contacts with borrowers who owe: counted before, paused for good reason, each recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import contact_pauses, contacts, promises

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["ArrearsReason", "ContactOutcome", "Contacts", "PauseCause", "Way"]

_WEEK = timedelta(days=7)


class Way(StrEnum):
    """How a contact is made."""

    CALL = "call"
    SMS = "sms"
    VISIT = "visit"
    LETTER = "letter"


class ContactOutcome(StrEnum):
    """What came of it."""

    SENT = "sent"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    PROMISED = "promised"
    REFUSED = "refused"
    COMPLAINED = "complained"


class ArrearsReason(StrEnum):
    """Why somebody has not paid, as they say."""

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

_PAUSE = (
    select(contact_pauses.c.cause, contact_pauses.c.until)
    .where(
        contact_pauses.c.loan == bindparam("of_loan"),
        contact_pauses.c.until >= bindparam("today"),
        or_(contact_pauses.c.ended_on.is_(None), contact_pauses.c.ended_on > bindparam("today")),
    )
    .order_by(contact_pauses.c.until.desc())
    .limit(1)
)
_PROMISED = select(func.max(promises.c.due)).where(
    promises.c.loan == bindparam("of_loan"),
    promises.c.state == "open",
    promises.c.due >= bindparam("today"),
)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The record of contacts and pauses. A pause silences us; it hides no delay."""

    desk: ServicingDesk

    def open(self, connection: Connection, loan: int, by: str, way: Way) -> int:
        """Ask to make a contact now.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            by: Who makes it.
            way: How it is made.

        Returns:
            The contact's number, for `close`.

        Raises:
            ServicingRefused: CONTACT:PAUSED, CONTACT:PROMISE or CONTACT:LIMIT, when it may not be
                made.
            NoServicing: SERVICING:LOAN when there is no such loan.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        self.desk.loan(connection, loan, lock=True)
        self.desk.not_ones_own(connection, loan, by)
        quiet = self.quiet(connection, loan)
        if quiet is not None:
            raise ServicingRefused(*quiet)
        limit = self.limited(connection, loan, way)
        if limit is not None:
            raise ServicingRefused("CONTACT:LIMIT", limit)
        return self.keep(connection, loan, by, way, None)

    def limited(
        self, connection: Connection, loan: int, way: Way, at: datetime | None = None
    ) -> str | None:
        """Return which limit forbids a contact.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            way: How it is made.
            at: When it is made; now without it.

        Returns:
            A sentence, None when no limit forbids it.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        now = at or self.desk.context.now
        rows = connection.execute(
            select(contacts.c.at, contacts.c.channel).where(
                contacts.c.loan == loan, contacts.c.at > now - _WEEK
            )
        ).all()
        calls = [row.at for row in rows if row.channel in _PERSONAL]
        return self.desk.limits.refusal(now, calls, [row.at for row in rows], call=way in _PERSONAL)

    def keep(
        self, connection: Connection, loan: int, by: str, way: Way, outcome: ContactOutcome | None
    ) -> int:
        """Write a contact down.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            by: Who made it.
            way: How it was made.
            outcome: What came of it, None while it is open.

        Returns:
            The contact's number.
        """
        row = connection.execute(
            insert(contacts)
            .values(loan=loan, channel=way, by=by, at=self.desk.context.now, outcome=outcome)
            .returning(contacts.c.id)
        )
        return int(row.scalar_one())

    def close(
        self,
        connection: Connection,
        number: int,
        by: str,
        outcome: ContactOutcome,
        reason: ArrearsReason | None,
    ) -> None:
        """Write down what came of a contact, once, by who made it.

        Args:
            connection: An open database transaction.
            number: The contact's number.
            by: Who made it.
            outcome: What came of it.
            reason: Why the borrower has not paid, if they said so.

        Raises:
            NoServicing: CONTACT:NONE when they made no such contact.
            ServicingRefused: CONTACT:CLOSED when its outcome is written down.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        row = connection.execute(
            select(contacts).where(contacts.c.id == number).with_for_update()
        ).one_or_none()
        if row is None or row.by != by:
            raise NoServicing("CONTACT:NONE", "there is no such contact of yours")
        self.desk.not_ones_own(connection, row.loan, by)
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
        """Return every contact about a loan.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(contacts).where(contacts.c.loan == loan).order_by(contacts.c.id)
        ).all()

    def pause(
        self, connection: Connection, loan: int, by: str, cause: PauseCause, until: date
    ) -> int:
        """Leave a borrower alone up to and with a day.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            by: Who decides it.
            cause: Why.
            until: The last day of the pause.

        Returns:
            The pause's number.

        Raises:
            ServicingRefused: PAUSE:DAYS when it ends before today or later than the policy allows.
            NoServicing: SERVICING:LOAN when there is no such loan.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        self.desk.loan(connection, loan, lock=True)
        self.desk.not_ones_own(connection, loan, by)
        today, most = self.desk.today, self.desk.context.number("collection.pause_days_max")
        if not today <= until <= today + timedelta(days=most):
            raise ServicingRefused("PAUSE:DAYS", f"a pause ends today or within {most} days")
        row = connection.execute(
            insert(contact_pauses)
            .values(loan=loan, cause=cause, by=by, since=today, until=until)
            .returning(contact_pauses.c.id)
        )
        number = int(row.scalar_one())
        self.desk.note(
            connection, "contact.paused", loan, by, {"cause": cause, "until": str(until)}
        )
        return number

    def pauses(self, connection: Connection, loan: int) -> Sequence[Row[Any]]:
        """Return every pause of a loan.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(contact_pauses)
            .where(contact_pauses.c.loan == loan)
            .order_by(contact_pauses.c.id)
        ).all()

    def resume(self, connection: Connection, number: int, by: str) -> None:
        """End a pause early.

        Args:
            connection: An open database transaction.
            number: The pause's number.
            by: Who ends it.

        Raises:
            NoServicing: PAUSE:NONE when no such pause runs.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        ended = connection.execute(
            update(contact_pauses)
            .where(contact_pauses.c.id == number, contact_pauses.c.ended_on.is_(None))
            .values(ended_on=self.desk.today)
            .returning(contact_pauses.c.loan)
        ).one_or_none()
        if ended is None:
            raise NoServicing("PAUSE:NONE", "there is no such pause that runs")
        self.desk.not_ones_own(connection, ended.loan, by)
        self.desk.note(connection, "contact.resumed", ended.loan, by, {"pause": number})

    def quiet(self, connection: Connection, loan: int) -> tuple[str, str] | None:
        """Return why nobody contacts a borrower today.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            A code and a sentence, None when contact is allowed.
        """
        wanted = {"of_loan": loan, "today": self.desk.today}
        pause = connection.execute(_PAUSE, wanted).one_or_none()
        if pause is not None:
            return "CONTACT:PAUSED", f"contact is paused until {pause.until} ({pause.cause})"
        promise = connection.scalar(_PROMISED, wanted)
        if promise is not None:
            return "CONTACT:PROMISE", f"a promise runs until {promise}"
        return None
