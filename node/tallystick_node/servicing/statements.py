"""Account statements: every movement with its transaction, from indexed events alone.

Opening balance and movements come to the closing balance; each movement's own event states the
balance after it, and both have to agree. All amounts are integers in minor units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.errors import InputError, VerificationFailed
from tallystick.statements.account_statement import DAYS_MAX, AccountStatement, StatementLine
from tallystick.statements.movements import movements
from tallystick.statements.statement_on_chain import day_of, last_block_of
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.storage.tables import event_parties, events, index_cursor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.statements.movements import Movement
    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["Statements"]


@dataclass(frozen=True, slots=True)
class Statements:
    """Makes them."""

    desk: ServicingDesk

    def make(
        self, connection: Connection, wallet: str, first: date, last: date
    ) -> AccountStatement:
        """Return a wallet's statement.

        Args:
            connection: An open database transaction.
            wallet: The checksummed address.
            first: The first day.
            last: The last day, included.

        Returns:
            The statement.

        Raises:
            InputError: STATEMENT:DAYS for a span that ends before it begins or is longer than five
                years.
            NothingIndexed: INDEX:EMPTY when nothing was read from the chain yet.
            VerificationFailed: STATEMENT:TIES when the events do not come to their balances.
            TransportError: When the chain's node does not answer.
        """
        if not 0 <= (last - first).days <= DAYS_MAX:
            raise InputError("STATEMENT:DAYS", "a statement is of one day to five years")
        block = connection.scalar(select(index_cursor.c.block))
        if block is None:
            raise NothingIndexed("INDEX:EMPTY", "nothing was read from the chain yet")
        platform = self.desk.dues.platform
        begins = last_block_of(platform, first - timedelta(days=1), block) + 1
        ends = last_block_of(platform, last, block)
        opening = balance = 0
        lines: list[StatementLine] = []
        day = first
        for event, moved in _movements(connection, wallet):
            balance += moved.amount
            if balance != moved.balance:
                raise VerificationFailed(
                    "STATEMENT:TIES",
                    f"event {event.place} of block {event.block} says {moved.balance}, the"
                    f" movements come to {balance}",
                )
            if event.block < begins:
                opening = balance
            elif event.block <= ends:
                if not lines or lines[-1].block != event.block:
                    day = day_of(platform, event.block)
                lines.append(
                    StatementLine(
                        day, event.block, event.place, event.tx_hash, moved.what, moved.loan,
                        moved.amount, balance,
                    )
                )  # fmt: skip
        closing = opening + sum(line.amount for line in lines)
        assert closing == (lines[-1].balance if lines else opening), "each line ties to the next"
        return AccountStatement(
            wallet=wallet, first=first, last=last, opening=opening, closing=closing,
            # One block after the last day says that it is over; which later one was read does not
            # matter, and would make another file of it each time.
            block=min(block, ends + 1), complete=ends < block, lines=tuple(lines),
            chain_id=platform.connection.chain_id, currency=platform.token().symbol,
            decimals=platform.token().decimals,
        )  # fmt: skip


def _movements(connection: Connection, wallet: str) -> Iterator[tuple[Any, Movement]]:
    """Yield each movement of a wallet with the row of its event."""
    question = (
        select(events)
        .join(
            event_parties,
            (event_parties.c.block == events.c.block) & (event_parties.c.place == events.c.place),
        )
        .where(event_parties.c.address == wallet, events.c.contract == "Escrow")
        .order_by(events.c.block, events.c.place)
    )
    for row in connection.execute(question):
        for movement in movements(row.name, row.fields, wallet):
            yield row, movement
