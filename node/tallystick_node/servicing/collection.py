"""Taking what is due: each day, of every loan whose borrower has money in the Escrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.transactions.sends import SendBook
    from tallystick_node.servicing.desk import ServicingDesk

__all__ = ["Collection"]

# A call settles up to 12 instalments of each loan; so many fit into a block.
LOANS_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Collection:
    """Asks for `Servicing.collect_many`. account: who sends; None where nothing is sent."""

    desk: ServicingDesk
    sends: SendBook
    account: str | None

    def ready(self, connection: Connection, day: date) -> list[int]:
        """Return the loans with something due and money in the Escrow, defaulted ones among them.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            Loan numbers, ascending.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        dues = self.desk.dues
        late = [standing for standing in dues.all(dues.owing(connection), day) if standing.due]
        free = {
            borrower: dues.free(borrower) for borrower in {standing.borrower for standing in late}
        }
        return [standing.loan for standing in late if free[standing.borrower]]

    def ask(self, connection: Connection, day: date, numbers: Sequence[int]) -> int:
        """Ask for the collection of loans, once for a day.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.
            numbers: The loans, as `ready` returns them.

        Returns:
            How many calls it takes; 0 where nothing is sent.
        """
        if self.account is None:
            return 0
        parts = [numbers[at : at + LOANS_AT_ONCE] for at in range(0, len(numbers), LOANS_AT_ONCE)]
        for place, part in enumerate(parts):
            self.sends.put(
                connection, key=f"collect {day} {place}", account=self.account,
                contract="Servicing", function="collect_many", arguments=(list(part),),
            )  # fmt: skip
        return len(parts)
