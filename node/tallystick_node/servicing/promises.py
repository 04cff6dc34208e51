"""Promises to pay: an amount and a day, judged by what the chain says was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick.loans.dates import day_from_date
from tallystick_node.infrastructure.indexer.days import DayNotOver, last_block_of
from tallystick_node.servicing.refusals import ServicingRefused
from tallystick_node.storage.tables import events, index_cursor, promises

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["BROKEN", "KEPT", "OPEN", "PromiseProgress", "Promises"]

OPEN, KEPT, BROKEN = "open", "kept", "broken"
_PARTS = ("principal", "interest", "charges")


@dataclass(frozen=True, slots=True)
class PromiseProgress:
    """A promise and what was paid for it so far; state `open` while its day has not passed."""

    number: int
    loan: int
    state: str
    paid: int


@dataclass(frozen=True, slots=True)
class Promises:
    """Records promises and judges them. A promise stops contact, and changes no due date."""

    desk: ServicingDesk

    def make(
        self,
        connection: Connection,
        loan: int,
        by: str,
        amount: int,
        due: date,
        *,
        least: int | None = None,
    ) -> int:
        """Record a promise to pay; one at a time for a loan.

        Nobody buys silence with a promise of one unit: borrowers by themselves promise all that is
        due.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            by: Who records it.
            amount: What is promised, in minor units.
            due: The day by which it is paid.
            least: What a borrower by themselves has to promise at least, 0 when nothing is due;
                None where a member of staff agrees to it.

        Returns:
            The promise's number.

        Raises:
            ServicingRefused: PROMISE:OPEN while one runs; PROMISE:DAYS beyond the policy;
                PROMISE:LOAN when nothing is owed; PROMISE:LITTLE below `least`; PROMISE:BROKEN when
                the last one was broken: the next one is made with staff.
            NoServicing: SERVICING:LOAN when there is no such loan.
            Forbidden: ACCESS:OWN when staff agree to one on a loan of their own.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        row = self.desk.loan(connection, loan, lock=True)
        if least is None:
            self.desk.not_ones_own(connection, loan, by)
        if row.status not in {"active", "defaulted", "written_off"}:
            raise ServicingRefused("PROMISE:LOAN", f"loan {loan} is {row.status}")
        last = connection.execute(
            select(promises.c.state)
            .where(promises.c.loan == loan)
            .order_by(promises.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        if last == OPEN:
            raise ServicingRefused("PROMISE:OPEN", "a promise runs already")
        if least is not None and last == BROKEN:
            raise ServicingRefused("PROMISE:BROKEN", "the last promise was broken; talk with us")
        if least is not None and not 0 < least <= amount:
            raise ServicingRefused(
                "PROMISE:LITTLE", f"{least} are due; promise these, or talk with us"
            )
        today, most = self.desk.today, self.desk.context.number("promise.days_max")
        if not today <= due <= today + timedelta(days=most):
            raise ServicingRefused("PROMISE:DAYS", f"a promise is for today or within {most} days")
        block = connection.scalar(select(index_cursor.c.block)) or 0
        written = connection.execute(
            insert(promises)
            .values(
                loan=loan, amount=amount, due=due, by=by, made_at=self.desk.context.now,
                after_block=block, state=OPEN,
            )
            .returning(promises.c.id)
        )  # fmt: skip
        number = int(written.scalar_one())
        self.desk.note(
            connection, "promise.made", loan, by, {"amount": str(amount), "due": str(due)}
        )
        return number

    def of(self, connection: Connection, loan: int) -> Sequence[Row[Any]]:
        """Return a loan's promises.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(promises).where(promises.c.loan == loan).order_by(promises.c.id)
        ).all()

    def running(self, connection: Connection) -> set[int]:
        """Return the loans with a promise that is not judged.

        Args:
            connection: An open database transaction.

        Returns:
            Loan numbers.
        """
        return set(connection.scalars(select(promises.c.loan).where(promises.c.state == OPEN)))

    def judge(self, connection: Connection, loan: int) -> PromiseProgress | None:
        """Return how the open promise of a loan stands.

        Kept as soon as enough has come in, broken when its day is over and it has not.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            The promise with what was paid, None without one.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        row = connection.execute(
            select(promises).where(promises.c.loan == loan, promises.c.state == OPEN)
        ).one_or_none()
        if row is None:
            return None
        over = row.due < self.desk.today
        paid = self._paid(connection, loan, row.after_block, self._until(row.due) if over else None)
        state = KEPT if paid >= row.amount else BROKEN if over else OPEN
        return PromiseProgress(row.id, loan, state, paid)

    def settle(self, connection: Connection, judged: PromiseProgress) -> None:
        """Write down a promise that was kept or broken; a broken one is a warning.

        Args:
            connection: An open database transaction.
            judged: What `judge` has returned.
        """
        changed = connection.execute(
            update(promises)
            .where(promises.c.id == judged.number, promises.c.state == OPEN)
            .values(state=judged.state, paid=judged.paid, judged_on=self.desk.today)
            .returning(promises.c.amount)
        ).one_or_none()
        if changed is None:
            return
        details = {"promised": str(changed.amount), "paid": str(judged.paid)}
        if judged.state == BROKEN:
            self.desk.warn(connection, judged.loan, "promise.broken", str(judged.number), details)
        self.desk.note(connection, f"promise.{judged.state}", judged.loan, "node", details)

    def _until(self, due: date) -> int | None:
        """Return the last block of a day, None while the chain has none after it."""
        connection = self.desk.dues.platform.connection
        offset = self.desk.context.business.utc_offset_seconds
        today = day_from_date(self.desk.today)
        try:
            return last_block_of(connection, offset, day_from_date(due), today)
        except DayNotOver:
            return None

    def _paid(self, connection: Connection, loan: int, after: int, until: int | None) -> int:
        question = select(events.c.fields).where(
            events.c.loan == loan,
            events.c.contract.in_(("Servicing", "Workouts")),
            events.c.name.in_(("Paid", "Recovered")),
            events.c.block > after,
        )
        if until is not None:
            question = question.where(events.c.block <= until)
        return sum(int(fields[part]) for fields in connection.scalars(question) for part in _PARTS)
