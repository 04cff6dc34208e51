"""What every part of servicing works with, and who a borrower is to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from tallystick_node.auth.refusals import Forbidden
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.kyc.fields import Field, PersonKind
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.servicing.refusals import NoServicing
from tallystick_node.servicing.rules import (
    ContactBounds,
    ContactLimits,
    ReminderChannel,
    Segment,
    opening,
)
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import loan_warnings, loans, person_wallets, service_tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.disclosure.agreements.agreement import Currency
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.servicing.dues import Dues

__all__ = ["LOAN_JOB", "LoanBorrower", "ServicingDesk"]

LOAN_JOB = "servicing.loan"

_LOAN = select(loans).where(loans.c.loan == bindparam("of_loan"))
_LOCKED_LOAN = _LOAN.with_for_update()
_OWNER = select(person_wallets.c.person).where(person_wallets.c.wallet == bindparam("of_wallet"))
_REPAID = (
    select(loans.c.loan)
    .where(loans.c.borrower.in_(bindparam("wallets", expanding=True)), loans.c.status == "repaid")
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class LoanBorrower:
    """Who owes; a wallet that is nobody's has no person.

    mail: whether a checked e-mail address is known.
    """

    wallet: str
    person: str | None
    segment: Segment
    mail: bool


@dataclass(frozen=True, slots=True)
class ServicingDesk:
    """The context, built once and shared by all parts.

    channels: those of the outbox that are set up.
    """

    people: Kyc
    dues: Dues
    alerts: Alerts
    currency: Currency
    channels: frozenset[str]

    @property
    def context(self) -> Context:
        """Database, journal, outbox, clocks and policy."""
        return self.people.context

    @property
    def today(self) -> date:
        """The business date."""
        return self.context.today

    @property
    def limits(self) -> ContactLimits:
        """The contact limits of today."""
        context = self.context
        return ContactLimits(
            ContactBounds.of(context.pack, self.today), context.business.utc_offset_seconds
        )

    @property
    def opening(self) -> datetime:
        """When a notice of now may go out: in the hours for contacts."""
        context = self.context
        return opening(context.now, self.limits.limits, context.business.utc_offset_seconds)

    def loan(self, connection: Connection, number: int, *, lock: bool = False) -> Row[Any]:
        """Return a loan of the index.

        Args:
            connection: An open database transaction.
            number: The loan's number.
            lock: Whether others who change something about it wait.

        Returns:
            The loan's row.

        Raises:
            NoServicing: SERVICING:LOAN when there is no such loan.
        """
        question = _LOCKED_LOAN if lock else _LOAN
        row = connection.execute(question, {"of_loan": number}).one_or_none()
        if row is None:
            raise NoServicing("SERVICING:LOAN", f"there is no loan {number}")
        return row

    @staticmethod
    def is_issued(connection: Connection, number: int) -> bool:
        """Return whether the index knows a loan as issued, which a reorganisation may undo.

        Args:
            connection: An open database transaction.
            number: The loan's number.

        Returns:
            Whether it does.
        """
        row = connection.execute(_LOAN, {"of_loan": number}).one_or_none()
        return row is not None and row.issue_day is not None

    def not_ones_own(self, connection: Connection, loan: int, staff: str) -> None:
        """Require that a loan that staff act on is not their own, nor of whom they stand for.

        Args:
            connection: An open database transaction.
            loan: The loan's number; one that is not known here is nobody's.
            staff: The member of staff who acts.

        Raises:
            Forbidden: ACCESS:OWN when it is.
        """
        wallet = connection.scalar(select(loans.c.borrower).where(loans.c.loan == loan))
        if wallet is not None:
            self.people.conflicts.not_on_own_wallet(connection, staff, wallet)

    def of_others(
        self, connection: Connection, rows: Sequence[Row[Any]], staff: str
    ) -> list[Row[Any]]:
        """Return what staff may read of a list: nothing about a loan of their own.

        Args:
            connection: An open database transaction.
            rows: Rows with a `loan`.
            staff: The member of staff who reads.

        Returns:
            The rows of others' loans, in their order.
        """
        own = set()
        for loan in {row.loan for row in rows}:
            try:
                self.not_ones_own(connection, loan, staff)
            except Forbidden:
                own.add(loan)
        return [row for row in rows if row.loan not in own]

    def owing(self, connection: Connection, numbers: Collection[int]) -> dict[int, int]:
        """Return what loans owe on the platform's day, as the chain has them now.

        Args:
            connection: An open database transaction.
            numbers: The loans' numbers.

        Returns:
            By number what is due with charges, in minor units; after a default all that is owed.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        whose = select(loans.c.loan, loans.c.borrower)
        pairs = [
            (row.loan, row.borrower)
            for part in in_parts(sorted(numbers))
            for row in connection.execute(whose.where(loans.c.loan.in_(part)))
        ]
        return {standing.loan: standing.due for standing in self.dues.all(pairs, self.today)}

    def borrower(self, connection: Connection, wallet: str) -> LoanBorrower:
        """Return who is behind a wallet, and how they are to be treated.

        Args:
            connection: An open database transaction.
            wallet: The wallet's address.

        Returns:
            The borrower.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        person = connection.scalar(_OWNER, {"of_wallet": wallet})
        segment = self._segment(connection, person, wallet)
        mail = False
        if person is not None:
            findings = self.people.evidence.findings(connection, person)
            mail = Field.EMAIL in findings and findings[Field.EMAIL].holds
        return LoanBorrower(wallet, person, segment, mail)

    def notify(
        self,
        connection: Connection,
        who: LoanBorrower,
        channel: ReminderChannel,
        key: str,
        content: Mapping[str, Any],
    ) -> str | None:
        """Put a notice into the outbox, for the hours in which it may go out.

        What goes by mail is a text message where no checked address is known.

        Args:
            connection: An open database transaction.
            who: Whom the notice is for.
            channel: The channel of the plan.
            key: What the notice is known by; it is sent once.
            content: Its template and figures.

        Returns:
            The channel it takes, None when the borrower or the channel is not known here.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        if who.person is None:
            return None
        by = {
            ReminderChannel.SMS: "notice",
            ReminderChannel.PUSH: "push",
            ReminderChannel.EMAIL: "email",
        }[channel]
        if by == "email" and not (who.mail and "email" in self.channels):
            by = "notice"
        if by == "push" and "push" not in self.channels:
            return None
        self.context.outbox.put(
            connection, key=f"{key}:{by}", channel=by, recipient=PERSON_HOLDER + who.person,
            content=content,
            not_before=self.opening,
        )  # fmt: skip
        return by

    def task(
        self, connection: Connection, key: str, kind: str, loan: int, details: Mapping[str, Any]
    ) -> bool:
        """Give staff something to do today, once for each key.

        Args:
            connection: An open database transaction.
            key: What the task is known by.
            kind: What is to be done.
            loan: The loan's number.
            details: Figures for whoever does it.

        Returns:
            False when it was given before.
        """
        row = {
            "key": key, "kind": kind, "loan": loan, "due_on": self.today,
            "details": dict(details), "made_at": self.context.now,
        }  # fmt: skip
        return inserted(connection, service_tasks, row)

    def warn(
        self, connection: Connection, loan: int, signal: str, of: str, details: Mapping[str, Any]
    ) -> bool:
        """Write a warning down and alert the operator, once for each loan, signal and `of`.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            signal: What it warns of.
            of: Which occurrence of it.
            details: Its figures.

        Returns:
            False when it was given before.
        """
        row = {
            "loan": loan, "signal": signal, "of": of, "raised_on": self.today,
            "details": dict(details),
        }  # fmt: skip
        if not inserted(connection, loan_warnings, row):
            return False
        self.alerts.put(
            connection, JobKey(self.today, LOAN_JOB, str(loan)), f"warning.{signal}",
            {"loan": loan, "of": of, **details},
        )  # fmt: skip
        return True

    def note(
        self, connection: Connection, act: str, loan: int, actor: str, details: Mapping[str, Any]
    ) -> None:
        """Journal what was done about a loan.

        Args:
            connection: An open database transaction.
            act: What was done.
            loan: The loan's number.
            actor: Who does it, for the journal.
            details: Identifiers and figures.
        """
        self.context.audit_log.add(
            connection, actor=actor, act=act, subject=f"loan {loan}", details=details
        )

    def _segment(self, connection: Connection, person: str | None, wallet: str) -> Segment:
        wallets = [wallet]
        if person is not None:
            if self.people.care.reasons(connection, person):
                return Segment.VULNERABLE
            if self.context.person(connection, person).kind == PersonKind.LEGAL:
                return Segment.LEGAL
            wallets = self.people.wallets.of(connection, person)
        repaid = connection.scalar(_REPAID, {"wallets": wallets})
        return Segment.FIRST_TIME if repaid is None else Segment.REPEAT
