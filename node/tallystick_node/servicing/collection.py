"""Taking what is due: each day, of every loan whose borrower has money in the Escrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["Collectable", "Collection"]

# A call settles up to 12 instalments of each loan; so many fit into a block.
LOANS_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Collectable:
    """Loans with something due and money there, by number: active ones, and debts of defaults."""

    active: Sequence[int] = ()
    debts: Sequence[int] = ()

    @property
    def all(self) -> list[int]:
        """All of them, ascending."""
        return sorted((*self.active, *self.debts))


@dataclass(frozen=True, slots=True)
class Collection:
    """Asks for `collect_many` of Servicing, and of Workouts after a default.

    account: who sends; None where nothing is sent.
    """

    desk: ServicingDesk
    sends: SendBook
    account: str | None

    def ready(self, connection: Connection, day: date) -> Collectable:
        """Return the loans with something due and money in the Escrow, defaulted ones among them.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.

        Returns:
            Their numbers.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        dues = self.desk.dues
        late = [standing for standing in dues.all(dues.owing(connection), day) if standing.due]
        free = {
            borrower: dues.free(borrower) for borrower in {standing.borrower for standing in late}
        }
        there = [standing for standing in late if free[standing.borrower]]
        return Collectable(
            [standing.loan for standing in there if standing.active],
            [standing.loan for standing in there if not standing.active],
        )

    def ask(self, connection: Connection, day: date, ready: Collectable) -> int:
        """Ask for the collection of loans, once for a day.

        Args:
            connection: An open database transaction.
            day: A local date of the platform.
            ready: The loans, as `ready` returns them.

        Returns:
            How many calls it takes; 0 where nothing is sent.
        """
        if self.account is None:
            return 0
        calls = [
            *((f"collect {day}", "Servicing", part) for part in _parts(ready.active)),
            *((f"collect debts {day}", "Workouts", part) for part in _parts(ready.debts)),
        ]
        for place, (name, contract, part) in enumerate(calls):
            self.sends.put(
                connection, key=f"{name} {place}", account=self.account, contract=contract,
                function="collect_many", arguments=(list(part),),
            )  # fmt: skip
        return len(calls)


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + LOANS_AT_ONCE] for at in range(0, len(numbers), LOANS_AT_ONCE)]
