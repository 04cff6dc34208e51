"""Signs that a loan may fail, raised before it does; each once, with an alert to the operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tallystick_node.servicing.refusals import NoServicing
from tallystick_node.storage.tables import credit_offers, loan_warnings, rescores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.servicing.context import ServicingDesk
    from tallystick_node.servicing.dues import LoanDay

__all__ = ["DEBIT_MISSED", "SCORE_DROP", "Warnings"]

SCORE_DROP, DEBIT_MISSED = "score.drop", "debit.missed"


@dataclass(frozen=True, slots=True)
class Warnings:
    """Looks for signs of a day, and keeps who has seen them."""

    desk: ServicingDesk

    def look(self, connection: Connection, stands: LoanDay, free: int) -> None:
        """Warn of a worse score, and of a debit on the due date that the account did not cover.

        Args:
            connection: An open database transaction.
            stands: The loan as it is on the day.
            free: What the borrower has in the Escrow after the day's collection may have come, in
                minor units.
        """
        for row in connection.execute(
            select(rescores.c.day, rescores.c.grade, rescores.c.score)
            .join(credit_offers, credit_offers.c.application == rescores.c.application)
            .where(credit_offers.c.loan == stands.loan, rescores.c.downgraded.is_(True))
        ).all():
            self.desk.warn(
                connection, stands.loan, SCORE_DROP, str(row.day),
                {"grade": row.grade, "score": row.score},
            )  # fmt: skip
        if stands.active and stands.days_past_due and free < stands.due:
            self.desk.warn(
                connection, stands.loan, DEBIT_MISSED, str(stands.oldest_due),
                {"due": str(stands.due), "free": str(free)},
            )  # fmt: skip

    def waiting(self, connection: Connection) -> set[int]:
        """Return the loans with a worse score that nobody was warned of.

        Args:
            connection: An open database transaction.

        Returns:
            Loan numbers.
        """
        worse = connection.execute(
            select(credit_offers.c.loan, rescores.c.day)
            .join(credit_offers, credit_offers.c.application == rescores.c.application)
            .where(credit_offers.c.loan.is_not(None), rescores.c.downgraded.is_(True))
        )
        warned = connection.execute(
            select(loan_warnings.c.loan, loan_warnings.c.of).where(
                loan_warnings.c.signal == SCORE_DROP
            )
        )
        warned_of = {(row.loan, row.of) for row in warned}
        return {row.loan for row in worse if (row.loan, str(row.day)) not in warned_of}

    def open_ones(self, connection: Connection, limit: int) -> Sequence[Row[Any]]:
        """Return the warnings that nobody has seen.

        Args:
            connection: An open database transaction.
            limit: How many at most.

        Returns:
            Their rows, the oldest first.
        """
        return connection.execute(
            select(loan_warnings)
            .where(loan_warnings.c.seen_at.is_(None))
            .order_by(loan_warnings.c.raised_on, loan_warnings.c.id)
            .limit(limit)
        ).all()

    def see(self, connection: Connection, number: int, staff: str) -> None:
        """Write down who has looked at a warning.

        Args:
            connection: An open database transaction.
            number: The warning's number.
            staff: The member of staff who does it.

        Raises:
            NoServicing: WARNING:NONE when no such warning waits.
            Forbidden: ACCESS:OWN when the loan is the member of staff's own.
        """
        seen = connection.execute(
            update(loan_warnings)
            .where(loan_warnings.c.id == number, loan_warnings.c.seen_at.is_(None))
            .values(seen_by=staff, seen_at=self.desk.context.now)
            .returning(loan_warnings.c.loan)
        ).one_or_none()
        if seen is None:
            raise NoServicing("WARNING:NONE", "there is no such warning that waits")
        self.desk.not_ones_own(connection, seen.loan, staff)
        self.desk.note(connection, "warning.seen", seen.loan, staff, {"warning": number})
