"""What staff have to do by hand, and loans that an agency has been given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import (
    agency_cases,
    delinquencies,
    loans,
    person_wallets,
    service_tasks,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.contacts import Contacts
    from tallystick_node.servicing.context import ServicingDesk
    from tallystick_node.servicing.dues import LoanDay

__all__ = ["Agencies", "Tasks"]

NODE = "node"


@dataclass(frozen=True, slots=True)
class Tasks:
    """The list of staff."""

    desk: ServicingDesk

    def open_ones(self, connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return what is to be done; `person` is whom it is about, if known.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            The tasks' rows, the oldest first.
        """
        return connection.execute(
            select(service_tasks, person_wallets.c.person)
            .outerjoin(loans, loans.c.loan == service_tasks.c.loan)
            .outerjoin(person_wallets, person_wallets.c.wallet == loans.c.borrower)
            .where(service_tasks.c.done_at.is_(None))
            .order_by(service_tasks.c.due_on, service_tasks.c.id)
            .limit(limit)
        ).all()

    def finish(self, connection: Connection, number: int, staff: str) -> None:
        """Write down who has done a task.

        Args:
            connection: An open database transaction.
            number: The task's number.
            staff: The member of staff who does it.

        Raises:
            NoServicing: TASK:NONE when there is no such open task.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        done = connection.execute(
            update(service_tasks)
            .where(service_tasks.c.id == number, service_tasks.c.done_at.is_(None))
            .values(done_by=staff, done_at=self.desk.context.now)
            .returning(service_tasks.c.loan, service_tasks.c.kind)
        ).one_or_none()
        if done is None:
            raise NoServicing("TASK:NONE", "there is no such task to do")
        self.desk.not_ones_own(connection, done.loan, staff)
        self.desk.note(
            connection, "task.done", done.loan, staff, {"task": number, "kind": done.kind}
        )

    def settled(self, connection: Connection, day: date) -> list[int]:
        """Return the open tasks about money that has come: their instalment is paid, or the loan.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            The tasks' numbers.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        rows = connection.execute(
            select(service_tasks.c.id, service_tasks.c.loan, service_tasks.c.details).where(
                service_tasks.c.done_at.is_(None)
            )
        ).all()
        about = {row.loan for row in rows}
        owing = [pair for pair in self.desk.dues.owing(connection) if pair[0] in about]
        stands = {known.loan: known for known in self.desk.dues.all(owing, day)}
        return [row.id for row in rows if _is_settled(stands.get(row.loan), row.details)]

    def close(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Close tasks that nobody has to do any more, in the node's name.

        Args:
            connection: An open database transaction.
            numbers: The tasks' numbers; those that are done by now stay as they are.
        """
        closed = connection.execute(
            update(service_tasks)
            .where(service_tasks.c.id.in_(numbers), service_tasks.c.done_at.is_(None))
            .values(done_by=NODE, done_at=self.desk.context.now)
            .returning(service_tasks.c.id, service_tasks.c.loan, service_tasks.c.kind)
        ).all()
        for row in closed:
            self.desk.note(
                connection, "task.settled", row.loan, NODE, {"task": row.id, "kind": row.kind}
            )


def _is_settled(stands: LoanDay | None, details: Mapping[str, Any]) -> bool:
    if stands is None:
        return True
    due = details.get("due")
    if not stands.active or due in {None, "None"}:
        return False
    unpaid = (stands.oldest_due, stands.next_due)
    return all(day is None or day > date.fromisoformat(due) for day in unpaid)


@dataclass(frozen=True, slots=True)
class Agencies:
    """Which agency looks after which loan: one at a time, and only in the last tier."""

    desk: ServicingDesk
    contacts: Contacts

    def assign(self, connection: Connection, loan: int, agency: str, staff: str) -> int:
        """Give a loan to an agency.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            agency: The agency's name.
            staff: The member of staff who does it.

        Returns:
            The case's number.

        Raises:
            ServicingRefused: AGENCY:TIER before the last tier; AGENCY:TAKEN while an agency has it;
                CONTACT:PAUSED or CONTACT:PROMISE while contact is paused or a promise runs.
            NoServicing: SERVICING:LOAN when there is no such loan.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        self.desk.loan(connection, loan, lock=True)
        self.desk.not_ones_own(connection, loan, staff)
        tier = connection.scalar(
            select(delinquencies.c.tier)
            .where(delinquencies.c.loan == loan, delinquencies.c.left_on.is_(None))
            .order_by(delinquencies.c.tier.desc())
            .limit(1)
        )
        if tier != 3:
            raise ServicingRefused("AGENCY:TIER", "only loans of the third tier go to an agency")
        quiet = self.contacts.quiet(connection, loan)
        if quiet is not None:
            raise ServicingRefused(*quiet)
        if self.of(connection, loan) is not None:
            raise ServicingRefused("AGENCY:TAKEN", "an agency has this loan; recall it first")
        row = connection.execute(
            insert(agency_cases)
            .values(loan=loan, agency=agency, by=staff, since=self.desk.today)
            .returning(agency_cases.c.id)
        )
        number = int(row.scalar_one())
        self.desk.note(connection, "agency.assigned", loan, staff, {"case": number})
        return number

    def recall(self, connection: Connection, loan: int, staff: str) -> None:
        """Take a loan back from its agency.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            staff: The member of staff who does it.

        Raises:
            NoServicing: AGENCY:NONE when no agency has it.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        self.desk.not_ones_own(connection, loan, staff)
        ended = connection.execute(
            update(agency_cases)
            .where(agency_cases.c.loan == loan, agency_cases.c.recalled_on.is_(None))
            .values(recalled_on=self.desk.today)
            .returning(agency_cases.c.id)
        ).one_or_none()
        if ended is None:
            raise NoServicing("AGENCY:NONE", f"no agency has loan {loan}")
        self.desk.note(connection, "agency.recalled", loan, staff, {"case": ended.id})

    def of(self, connection: Connection, loan: int) -> Row[Any] | None:
        """Return the agency that has a loan now.

        Args:
            connection: An open database transaction.
            loan: The loan's number.

        Returns:
            The case's row, None when no agency has it.
        """
        return connection.execute(
            select(agency_cases).where(
                agency_cases.c.loan == loan, agency_cases.c.recalled_on.is_(None)
            )
        ).one_or_none()
