"""Tickets: enquiries of clients, answered and resolved by staff within working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import ticket_words, tickets
from tallystick_node.support.notice_wording import ticket_notice
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.ticket_rules import (
    UNRESOLVED,
    TicketClock,
    TicketState,
    TicketTopic,
    due_of,
    ticket_clock,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.support.desk import SupportDesk

__all__ = ["TICKET_WORDS_MAX", "TicketBook", "WordsOfTicket", "due_at"]

TICKET_WORDS_MAX = 4_000
# Of one client; whoever has more adds to one of them.
OPEN_MAX = 20
# Of one ticket; a talk that is longer is no enquiry any more.
TURNS_MAX = 200


@dataclass(frozen=True, slots=True)
class WordsOfTicket:
    """What somebody said, and when."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TicketBook:
    """Keeps tickets; what is said in them is sealed under the client's key and goes with it."""

    desk: SupportDesk

    def ask(
        self, connection: Connection, topic: TicketTopic, words: str, *, person: str, by: str
    ) -> int:
        """Take an enquiry in; both clocks begin at once.

        Args:
            connection: An open transaction that writes.
            topic: What it is about.
            words: What the client asks.
            person: The client.
            by: Their wallet.

        Returns:
            The ticket's number.

        Raises:
            InputError: TICKET:WORDS for an empty or long text.
            SupportRefused: TICKET:MANY beyond twenty that are not resolved.
            ConfigError: POLICY:DAY or SUPPORT:HOURS when the pack's figures are not sound.
        """
        self._checked(words)
        one_at_a_time(connection, f"tickets of {person}")
        open_now = connection.scalar(
            select(func.count())
            .select_from(tickets)
            .where(tickets.c.person == person, tickets.c.state.in_(UNRESOLVED))
        )
        if (open_now or 0) >= OPEN_MAX:
            raise SupportRefused(
                "TICKET:MANY", f"{OPEN_MAX} tickets wait already; add to one of them"
            )
        now, pack = self.desk.business_now, self.desk.context.pack
        clock = self._clock(now)
        number = connection.execute(
            insert(tickets)
            .values(
                person=person, topic=topic, asked_at=now, answer_by=clock.answer_by,
                resolve_by=clock.resolve_by, pack=pack.name, pack_version=pack.version,
                state=TicketState.WAITING,
            )
            .returning(tickets.c.id)
        ).scalar_one()  # fmt: skip
        self._say(connection, number, person, words, by)
        self.desk.note(connection, "ticket.asked", f"ticket {number}", by, {"topic": topic})
        return int(number)

    def add(self, connection: Connection, number: int, words: str, *, person: str, by: str) -> None:
        """Let a client add to their ticket, which then waits for an answer again.

        Args:
            connection: An open transaction that writes.
            number: The ticket.
            words: What they say.
            person: The client.
            by: Their wallet.

        Raises:
            InputError: TICKET:WORDS for an empty or long text.
            NoSupport: TICKET:NONE when there is none of theirs.
            SupportRefused: TICKET:ENDED once it is resolved or a complaint; TICKET:LONG.
        """
        row = self._unresolved(self.own(connection, number, person, lock=True))
        self._say(connection, number, row.person, words, by)
        self._change(connection, number, state=TicketState.WAITING)
        self.desk.note(connection, "ticket.added", f"ticket {number}", by)

    def answer(
        self, connection: Connection, number: int, words: str, *, by: str, resolves: bool
    ) -> None:
        """Answer a ticket, and say whether that resolves it; the client is told.

        Args:
            connection: An open transaction that writes.
            number: The ticket.
            words: The answer.
            by: The member of staff.
            resolves: Whether nothing is left to be done.

        Raises:
            InputError: TICKET:WORDS for an empty or long text.
            NoSupport: TICKET:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
            SupportRefused: TICKET:ENDED once it is resolved or a complaint; TICKET:LONG.
        """
        row = self.workable(connection, number, by)
        now = self.desk.business_now
        self._say(connection, number, row.person, words, by)
        self._change(
            connection, number,
            state=TicketState.RESOLVED if resolves else TicketState.ANSWERED,
            answered_at=row.answered_at or now, resolved_at=now if resolves else None,
        )  # fmt: skip
        turn = connection.scalar(
            select(func.count()).select_from(ticket_words).where(ticket_words.c.ticket == number)
        )
        self.desk.context.outbox.put(
            connection, key=f"ticket:{number}:{turn}", channel="notice",
            recipient=PERSON_HOLDER + row.person, content=ticket_notice(number),
        )  # fmt: skip
        act = "ticket.resolved" if resolves else "ticket.answered"
        self.desk.note(connection, act, f"ticket {number}", by)

    def turn(self, connection: Connection, number: int, complaint: int, by: str) -> None:
        """Let a ticket go on as a complaint, which has been taken in within this transaction.

        Args:
            connection: An open transaction that writes.
            number: The ticket.
            complaint: The complaint's number.
            by: The member of staff.

        Raises:
            NoSupport: TICKET:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
            SupportRefused: TICKET:ENDED once it is resolved or a complaint.
        """
        self.workable(connection, number, by)
        self._change(connection, number, state=TicketState.COMPLAINT, complaint=complaint)
        self.desk.note(
            connection, "ticket.complaint", f"ticket {number}", by, {"complaint": complaint}
        )

    def own(
        self, connection: Connection, number: int, person: str, *, lock: bool = False
    ) -> Row[Any]:
        """Return a client's own ticket.

        Args:
            connection: An open database transaction.
            number: The ticket.
            person: The client.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoSupport: TICKET:NONE when there is none of theirs.
        """
        row = self.one(connection, number, lock=lock)
        if row.person != person:
            raise NoSupport("TICKET:NONE", f"there is no ticket {number}")
        return row

    def one(self, connection: Connection, number: int, *, lock: bool = False) -> Row[Any]:
        """Return a ticket.

        Args:
            connection: An open database transaction.
            number: The ticket.
            lock: Whether others who change it wait.

        Returns:
            Its row.

        Raises:
            NoSupport: TICKET:NONE when there is none.
        """
        question = select(tickets).where(tickets.c.id == number)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise NoSupport("TICKET:NONE", f"there is no ticket {number}")
        return row

    def workable(self, connection: Connection, number: int, staff: str) -> Row[Any]:
        """Return a ticket that a member of staff may work on; others wait for it.

        Args:
            connection: An open transaction that writes.
            number: The ticket.
            staff: The member of staff.

        Returns:
            Its row.

        Raises:
            NoSupport: TICKET:NONE when there is none.
            Forbidden: ACCESS:OWN when it is their own.
            SupportRefused: TICKET:ENDED once it is resolved or a complaint.
        """
        row = self.one(connection, number, lock=True)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, row.person)
        return self._unresolved(row)

    def of(self, connection: Connection, person: str, limit: int) -> Sequence[Row[Any]]:
        """Return a client's tickets.

        Args:
            connection: An open database transaction.
            person: The client.
            limit: How many at most.

        Returns:
            Their rows, the newest first.
        """
        question = select(tickets).where(tickets.c.person == person)
        return connection.execute(question.order_by(tickets.c.id.desc()).limit(limit)).all()

    def queue(self, connection: Connection, limit: int) -> list[Row[Any]]:
        """Return what is not resolved.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            The rows, what is due first before the others.
        """
        rows = connection.execute(
            select(tickets)
            .where(tickets.c.state.in_(UNRESOLVED))
            .order_by(func.coalesce(tickets.c.answered_at, tickets.c.asked_at), tickets.c.id)
        ).all()
        return sorted(rows, key=lambda row: (due_at(row) or row.resolve_by, row.id))[:limit]

    def unresolved(self, connection: Connection) -> Sequence[Row[Any]]:
        """Return every ticket that is not resolved.

        Args:
            connection: An open database transaction.

        Returns:
            Their rows, by number.
        """
        question = select(tickets).where(tickets.c.state.in_(UNRESOLVED))
        return connection.execute(question.order_by(tickets.c.id)).all()

    def resolved_since(self, connection: Connection, moment: datetime) -> Sequence[Row[Any]]:
        """Return the tickets that were resolved since a moment.

        Args:
            connection: An open database transaction.
            moment: From when on.

        Returns:
            Their rows, the oldest first.
        """
        question = select(tickets).where(tickets.c.resolved_at >= moment)
        return connection.execute(question.order_by(tickets.c.id)).all()

    def words(self, connection: Connection, row: Row[Any]) -> list[WordsOfTicket]:
        """Return what was said in a ticket.

        Args:
            connection: An open database transaction.
            row: The ticket.

        Returns:
            The words, the oldest first.

        Raises:
            VaultRefused: When the vault cannot open them.
        """
        table, vault = ticket_words, self.desk.context.vault
        rows = connection.execute(
            select(table).where(table.c.ticket == row.id).order_by(table.c.id)
        ).all()
        return [
            WordsOfTicket(
                entry.by, entry.at,
                vault.get_text(connection, row.person, Place(table.name, str(entry.id), "text")),
            )
            for entry in rows
        ]  # fmt: skip

    def _clock(self, now: datetime) -> TicketClock:
        answer, resolve = (
            self.desk.context.number(f"support.{key}_hours") for key in ("first_answer", "resolve")
        )
        return ticket_clock(self.desk.office, now, answer, resolve)

    def _say(self, connection: Connection, number: int, person: str, words: str, by: str) -> None:
        text, table = self._checked(words), ticket_words
        turns = connection.scalar(
            select(func.count()).select_from(table).where(table.c.ticket == number)
        )
        if (turns or 0) >= TURNS_MAX:
            raise SupportRefused("TICKET:LONG", f"a ticket has at most {TURNS_MAX} texts; ask anew")
        row_number = connection.execute(
            insert(table)
            .values(ticket=number, by=by, at=self.desk.business_now)
            .returning(table.c.id)
        ).scalar_one()
        place = Place(table.name, str(row_number), "text")
        self.desk.context.vault.put(connection, person, place, text.encode())

    @staticmethod
    def _checked(words: str) -> str:
        text = words.strip()
        if not 0 < len(text) <= TICKET_WORDS_MAX:
            raise InputError(
                "TICKET:WORDS", f"what is said is a text of 1 to {TICKET_WORDS_MAX} characters"
            )
        return text

    @staticmethod
    def _unresolved(row: Row[Any]) -> Row[Any]:
        if row.state not in UNRESOLVED:
            raise SupportRefused(
                "TICKET:ENDED", f"ticket {row.id} is resolved or a complaint; ask anew"
            )
        return row

    @staticmethod
    def _change(connection: Connection, number: int, **values: Any) -> None:
        connection.execute(update(tickets).where(tickets.c.id == number).values(**values))


def due_at(row: Row[Any]) -> datetime | None:
    """Return until when the next thing of a ticket is due.

    Args:
        row: The ticket.

    Returns:
        The moment; None where nothing is due any more.
    """
    clock = TicketClock(row.answer_by, row.resolve_by)
    return due_of(TicketState(row.state), row.answered_at, clock)
