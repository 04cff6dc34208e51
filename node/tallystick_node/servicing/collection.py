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
        """Return the loans with something due and money there, a defaulted one among them."""
        dues = self.desk.dues
        late = [one for one in dues.all(dues.owing(connection), day) if one.due]
        free = {borrower: dues.free(borrower) for borrower in {one.borrower for one in late}}
        return [one.loan for one in late if free[one.borrower]]

    def ask(self, connection: Connection, day: date, found: Sequence[int]) -> int:
        """Ask for the collection of loans, once for a day; returns the number of calls."""
        if self.account is None:
            return 0
        parts = [found[at : at + LOANS_AT_ONCE] for at in range(0, len(found), LOANS_AT_ONCE)]
        for place, part in enumerate(parts):
            self.sends.put(
                connection, key=f"collect {day} {place}", account=self.account,
                contract="Servicing", function="collect_many", arguments=(list(part),),
            )  # fmt: skip
        return len(parts)
