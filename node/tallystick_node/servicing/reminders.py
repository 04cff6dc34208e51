"""Reminders before a due date, each step once: messages, tasks for staff, a look at the funds.

How many days before, and by which channel, is in the policy pack: `reminder.plan.*`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.servicing.notice_wording import reminder_notice
from tallystick_node.servicing.rules import ReminderChannel, Segment, Step, reminder_plan, step_of
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import loans, reminders

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from tallystick_node.servicing.contacts import Contacts
    from tallystick_node.servicing.context import LoanBorrower, ServicingDesk
    from tallystick_node.servicing.dues import LoanDay

__all__ = ["FUNDS_MISSING", "Reminder", "Reminders"]

FUNDS_MISSING = "funds.missing"
_LOOKS = {ReminderChannel.FUNDS, ReminderChannel.MONITOR}
_WRITTEN = (ReminderChannel.SMS, ReminderChannel.EMAIL, ReminderChannel.PUSH)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step that a day calls for. needed, missing: None where the step looks at no funds."""

    loan: int
    due: date
    amount: int
    days: int
    segment: Segment
    step: Step
    needed: int | None
    missing: int | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """Finds the step of the day, and does it."""

    desk: ServicingDesk
    contacts: Contacts

    def due(self, connection: Connection, stands: LoanDay, who: LoanBorrower) -> Reminder | None:
        """Return what a loan's borrower is to be reminded of today.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.
            who: Who the borrower is.

        Returns:
            The step, None when nothing is new.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            TransportError: When the chain's node does not answer.
        """
        if not stands.active or stands.next_due is None:
            return None
        days = (stands.next_due - stands.day).days
        plan = reminder_plan(self.desk.context.pack, who.segment, stands.day)
        step = step_of(plan, days)
        if step is None or step.days in self._done(connection, stands.loan, stands.next_due):
            return None
        needed = missing = None
        if _LOOKS & set(step.channels):
            needed = self.desk.dues.needed(
                self._loans_of(connection, who.wallet), stands.day, stands.next_due
            )
            missing = max(0, needed - self.desk.dues.free(who.wallet))
        return Reminder(
            stands.loan, stands.next_due, stands.next_amount, days, who.segment, step, needed,
            missing,
        )  # fmt: skip

    def do(self, connection: Connection, reminder: Reminder, who: LoanBorrower) -> bool:
        """Do a step in the caller's transaction.

        While contact is paused or a promise runs, the node looks and sends nothing.

        Args:
            connection: An open database transaction.
            reminder: The step.
            who: Who the borrower is.

        Returns:
            False when it was done before.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        desk = self.desk
        quiet = self.contacts.quiet(connection, reminder.loan) is not None
        channels = [channel for channel in reminder.step.channels if not quiet or channel in _LOOKS]
        row = {
            "loan": reminder.loan, "due": reminder.due, "days": reminder.step.days,
            "done_on": desk.today, "segment": reminder.segment,
            "channels": [str(channel) for channel in channels],
            "needed": reminder.needed or 0, "missing": reminder.missing or 0,
        }  # fmt: skip
        if not inserted(connection, reminders, row):
            return False
        key = f"reminder:{reminder.loan}:{reminder.due}:{reminder.step.days}"
        content = reminder_notice(
            desk.currency,
            reminder.loan,
            reminder.due,
            reminder.amount,
            days=reminder.days,
            missing=reminder.missing,
        )
        for channel in channels:
            if channel in _WRITTEN:
                desk.notify(connection, who, channel, key, content)
            elif channel is ReminderChannel.CALL:
                desk.task(
                    connection, f"call:{key}", "call", reminder.loan,
                    {"due": str(reminder.due), "amount": str(reminder.amount), "why": "reminder"},
                )  # fmt: skip
        if reminder.missing:
            desk.warn(
                connection, reminder.loan, FUNDS_MISSING, f"{reminder.due} D-{reminder.step.days}",
                {"needed": str(reminder.needed), "missing": str(reminder.missing)},
            )  # fmt: skip
        return True

    def waiting(self, connection: Connection, stands: Iterable[LoanDay]) -> set[int]:
        """Return the loans whose borrower may have to be reminded; their plan then decides.

        Args:
            connection: An open database transaction.
            stands: Loans as they are on a day.

        Returns:
            Loan numbers.

        Raises:
            ConfigError: POLICY:REMINDER when a plan is not valid; POLICY:DAY.
        """
        pack, wanted = self.desk.context.pack, dict[tuple[int, date], set[int]]()
        plans: dict[date, list[tuple[Step, ...]]] = {}
        for standing in stands:
            if not standing.active or standing.next_due is None:
                continue
            if standing.day not in plans:
                plans[standing.day] = [
                    reminder_plan(pack, segment, standing.day) for segment in Segment
                ]
            days = (standing.next_due - standing.day).days
            steps = [step_of(plan, days) for plan in plans[standing.day]]
            called = {step.days for step in steps if step is not None}
            if called:
                wanted[standing.loan, standing.next_due] = called
        done = self._all_done(connection, {loan for loan, _ in wanted}) if wanted else {}
        return {key[0] for key, called in wanted.items() if called - done.get(key, set())}

    def _all_done(
        self, connection: Connection, numbers: set[int]
    ) -> dict[tuple[int, date], set[int]]:
        done: dict[tuple[int, date], set[int]] = {}
        question = select(reminders.c.loan, reminders.c.due, reminders.c.days)
        for part in in_parts(numbers):
            for row in connection.execute(question.where(reminders.c.loan.in_(part))):
                done.setdefault((row.loan, row.due), set()).add(row.days)
        return done

    def _done(self, connection: Connection, loan: int, due: date) -> set[int]:
        return set(
            connection.scalars(
                select(reminders.c.days).where(reminders.c.loan == loan, reminders.c.due == due)
            )
        )

    def _loans_of(self, connection: Connection, wallet: str) -> list[int]:
        """The money of a wallet is for all of its loans."""
        return list(
            connection.scalars(
                select(loans.c.loan)
                .where(loans.c.borrower == wallet, loans.c.status == "active")
                .order_by(loans.c.loan)
            )
        )
