"""Money that comes in while something is due is taken at once, not only with the next day.

What came while nobody looked is found by the day's own collection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.servicing.dues import OWING
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import events, index_cursor, loans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.servicing.service import Servicing

__all__ = ["DepositWatch"]


class DepositWatch:
    """Follows the deposits of borrowers who owe, from the block on at which it first looks."""

    def __init__(self, service: Servicing) -> None:
        self._service = service
        self._seen: int | None = None

    def look(self) -> int:
        """Ask for the collection of loans whose borrower has paid in since the last look.

        Returns:
            How many loans; 0 at the first look, and where nothing is sent.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        collection, desk = self._service.collection, self._service.desk
        if collection.account is None:
            return 0
        with desk.context.database.reading() as connection:
            head = connection.scalar(select(index_cursor.c.block))
            if head is None or self._seen is None or head == self._seen:
                self._seen = head
                return 0
            paid_in = self._paid_in(connection, self._seen, head)
        stands = [
            (desk.dues.of(loan, borrower, desk.today), block) for loan, borrower, block in paid_in
        ]
        ready = [(standing, block) for standing, block in stands if standing.due]
        if ready:
            with desk.context.database.writing() as connection:
                for standing, block in ready:
                    collection.sends.put(
                        connection, key=f"collect {standing.loan} at {block}",
                        account=collection.account,
                        contract="Servicing" if standing.active else "Workouts",
                        function="collect", arguments=(standing.loan,),
                    )  # fmt: skip
        self._seen = head
        return len(ready)

    def _paid_in(
        self, connection: Connection, after: int, until: int
    ) -> list[tuple[int, str, int]]:
        rows = connection.execute(
            select(events.c.block, events.c.fields).where(
                events.c.contract == "Escrow", events.c.name == "Deposited",
                events.c.block > after, events.c.block <= until,
            )
        ).all()  # fmt: skip
        newest = {str(row.fields["owner"]): int(row.block) for row in rows}
        question = select(loans.c.loan, loans.c.borrower).where(loans.c.status.in_(OWING))
        owing = [
            row
            for part in in_parts(newest)
            for row in connection.execute(question.where(loans.c.borrower.in_(part)))
        ]
        return sorted((row.loan, row.borrower, newest[row.borrower]) for row in owing)
