"""Whether a loan was used for what it was given for: a document by a day, accepted by staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import loan_warnings, person_wallets, use_proofs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk
    from tallystick_node.servicing.dues import LoanDay

__all__ = ["Proceeds"]

OVERDUE = "evidence.overdue"

_OF_LOAN = select(use_proofs).where(use_proofs.c.loan == bindparam("of_loan")).with_for_update()


@dataclass(frozen=True, slots=True)
class Proceeds:
    """Follows the evidence of each loan."""

    desk: ServicingDesk

    def follow(self, connection: Connection, stands: LoanDay) -> None:
        """Set the day by which a loan's evidence is due, and warn when it has passed without any.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover today.
        """
        kept = connection.execute(_OF_LOAN, {"of_loan": stands.loan}).one_or_none()
        if kept is None:
            days = self.desk.context.number("proceeds.evidence_days")
            row = {"loan": stands.loan, "due": stands.issued_on + timedelta(days=days)}
            inserted(connection, use_proofs, row)
        elif kept.accepted_at is None and kept.due < stands.day:
            self.desk.warn(
                connection, stands.loan, OVERDUE, str(kept.due),
                {"due": str(kept.due), "shown": kept.document is not None},
            )  # fmt: skip

    def waiting(self, connection: Connection, stands: Iterable[LoanDay]) -> set[int]:
        """Return the loans whose evidence nobody follows yet, or is overdue without a warning.

        Args:
            connection: An open database transaction.
            stands: Loans as they are on a day.

        Returns:
            Loan numbers.
        """
        kept = {row.loan: row for row in connection.execute(select(use_proofs))}
        warned = set(
            connection.scalars(
                select(loan_warnings.c.loan).where(loan_warnings.c.signal == OVERDUE)
            )
        )
        return {
            standing.loan
            for standing in stands
            if standing.active
            and (
                (row := kept.get(standing.loan)) is None
                or (
                    row.accepted_at is None
                    and row.due < standing.day
                    and standing.loan not in warned
                )
            )
        }

    def show(self, connection: Connection, loan: int, person: str, document: int) -> None:
        """Let a borrower name one of their documents as the evidence.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            person: The person's identifier.
            document: The document's number.

        Raises:
            NoServicing: SERVICING:LOAN when they have no such loan, or it is not followed yet.
            PersonRefused: DOCUMENT:NONE when they have no such document.
            ServicingRefused: PROCEEDS:DONE when the evidence was accepted.
        """
        row = self.desk.loan(connection, loan)
        owner = connection.scalar(
            select(person_wallets.c.person).where(person_wallets.c.wallet == row.borrower)
        )
        if owner != person:
            raise NoServicing("SERVICING:LOAN", f"you have no loan {loan}")
        self.desk.people.documents.check(connection, person, document)
        kept = self._row(connection, loan)
        if kept.accepted_at is not None:
            raise ServicingRefused("PROCEEDS:DONE", "the evidence was accepted already")
        connection.execute(
            update(use_proofs)
            .where(use_proofs.c.loan == loan)
            .values(document=document, shown_at=self.desk.context.now)
        )
        key = f"evidence:{loan}:{document}"
        self.desk.task(connection, key, "evidence", loan, {"document": document})
        self.desk.note(connection, "proceeds.shown", loan, "client", {"document": document})

    def accept(self, connection: Connection, loan: int, staff: str) -> None:
        """Accept the document that was shown.

        Args:
            connection: An open database transaction.
            loan: The loan's number.
            staff: The member of staff who does it.

        Raises:
            ServicingRefused: PROCEEDS:NOTHING when none was shown.
            NoServicing: SERVICING:LOAN when the loan is not followed yet.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        self.desk.not_ones_own(connection, loan, staff)
        kept = self._row(connection, loan)
        if kept.document is None:
            raise ServicingRefused("PROCEEDS:NOTHING", "no document was shown yet")
        connection.execute(
            update(use_proofs)
            .where(use_proofs.c.loan == loan)
            .values(accepted_by=staff, accepted_at=self.desk.context.now)
        )
        self.desk.note(connection, "proceeds.accepted", loan, staff, {"document": kept.document})

    def _row(self, connection: Connection, loan: int) -> Row[Any]:
        row = connection.execute(_OF_LOAN, {"of_loan": loan}).one_or_none()
        if row is None:
            raise NoServicing(
                "SERVICING:LOAN", f"loan {loan} is not looked after yet; try tomorrow"
            )
        return row
