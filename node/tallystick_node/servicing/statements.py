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

from tallystick.errors import InputError, TransportError, VerificationFailed
from tallystick.loans.dates import date_from_day, local_day
from tallystick.replay.money import MoveReason
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.storage.tables import event_parties, events, index_cursor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.servicing.context import ServicingDesk

__all__ = ["MOVES", "AccountStatement", "StatementLine", "Statements"]

_DAYS_MAX = 366 * 5
# What a reason of the Escrow is called in a statement.
MOVES = {
    MoveReason.FUND: "loan funded",
    MoveReason.RETRACT: "funding taken back",
    MoveReason.ISSUE: "loan paid out",
    MoveReason.ORIGINATION: "origination fee",
    MoveReason.CONTRIBUTION: "contribution to the reserve",
    MoveReason.REPAY: "repayment",
    MoveReason.COLLECT: "instalment collected",
    MoveReason.PREPAY: "early repayment",
    MoveReason.RECOVERY: "recovery",
    MoveReason.COVER: "cover by the reserve",
    MoveReason.COVER_RETURN: "cover returned",
    MoveReason.FEES: "fees of the platform",
    MoveReason.DONATION: "given to the reserve",
    MoveReason.STAKE: "stake locked as a guarantee",
    MoveReason.STAKE_RETURN: "stake given back",
    MoveReason.SURPLUS: "price of collateral beyond the debt",
    MoveReason.DISTRIBUTION: "last distribution of the reserve",
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement: amount is negative when money left; balance is that after it."""

    day: date
    block: int
    place: int
    tx_hash: str
    what: str
    loan: int | None
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A wallet's account from the first to the last day, both included.

    block: the newest that was read. complete: whether the last day was over at that block.
    """

    wallet: str
    first: date
    last: date
    opening: int
    closing: int
    block: int
    complete: bool
    lines: tuple[StatementLine, ...]

    @property
    def totals(self) -> dict[str, int]:
        """What came and went, by kind."""
        totals: dict[str, int] = {}
        for line in self.lines:
            totals[line.what] = totals.get(line.what, 0) + line.amount
        return dict(sorted(totals.items()))


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
        if not 0 <= (last - first).days <= _DAYS_MAX:
            raise InputError("STATEMENT:DAYS", "a statement is of one day to five years")
        block = connection.scalar(select(index_cursor.c.block))
        if block is None:
            raise NothingIndexed("INDEX:EMPTY", "nothing was read from the chain yet")
        begins = self._end_of(first - timedelta(days=1), block) + 1
        ends = self._end_of(last, block)
        opening = balance = 0
        lines: list[StatementLine] = []
        day = first
        for number, place, tx_hash, what, loan, amount, stated in _movements(connection, wallet):
            balance += amount
            if balance != stated:
                raise VerificationFailed(
                    "STATEMENT:TIES",
                    f"event {place} of block {number} says {stated}, the movements come to"
                    f" {balance}",
                )
            if number < begins:
                opening = balance
            elif number <= ends:
                if not lines or lines[-1].block != number:
                    day = self._day(number)
                lines.append(
                    StatementLine(day, number, place, tx_hash, what, loan, amount, balance)
                )
        closing = opening + sum(line.amount for line in lines)
        assert closing == (lines[-1].balance if lines else opening), "each line ties to the next"
        return AccountStatement(
            wallet, first, last, opening, closing, block, ends < block, tuple(lines)
        )

    def _end_of(self, day: date, head: int) -> int:
        """Return the last block up to a day's end, at most the head; before all: before ours."""
        low, high = self.desk.dues.platform.deployment.block - 1, head
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._day(middle) <= day else (low, middle - 1)
        return low

    def _day(self, number: int) -> date:
        header = self.desk.dues.platform.connection.block(number)
        if header is None:
            raise TransportError("RPC:BLOCK", f"the node does not have block {number}")
        offset = self.desk.context.business.utc_offset_seconds
        return date_from_day(local_day(header.timestamp, offset))


_Movement = tuple[int, int, str, str, int | None, int, int]


def _movements(connection: Connection, wallet: str) -> Iterator[_Movement]:
    """Yield block, place, transaction, what, loan, amount and balance of each movement."""
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
        for what, loan, amount, balance in _sides(row.name, row.fields, wallet):
            yield row.block, row.place, row.tx_hash, what, loan, amount, balance


def _sides(
    name: str, fields: dict[str, Any], wallet: str
) -> Iterator[tuple[str, int | None, int, int]]:
    """Yield what an event of the Escrow is to a wallet; money that goes to oneself is two sides."""
    if name == "Deposited":
        yield "deposit", None, fields["amount"], fields["balance"]
    elif name == "Withdrawn":
        yield "withdrawal", None, -fields["amount"], fields["balance"]
    elif name == "Moved":
        what, reason = MOVES.get(fields["reason"], "moved"), fields["reason"]
        loan = None if reason in {MoveReason.FEES, MoveReason.DONATION} else fields["ref"] or None
        if fields["sender"] == wallet:
            yield what, loan, -fields["amount"], fields["sender_balance"]
        if fields["receiver"] == wallet:
            yield what, loan, fields["amount"], fields["receiver_balance"]
    elif name == "ClaimPaid":
        # One payment of two kinds: the balance after the first part is not in the event.
        after = fields["holder_balance"]
        if fields["principal"]:
            yield (
                "principal received",
                fields["loan"],
                fields["principal"],
                (after - fields["interest"]),
            )
        if fields["interest"]:
            yield "interest received", fields["loan"], fields["interest"], after
    elif name == "SalePaid":
        if fields["seller"] == wallet:
            received = fields["price"] - fields["fee"]
            yield "notes sold, fee taken", fields["loan"], received, fields["seller_balance"]
        if fields["buyer"] == wallet:
            yield "notes bought", fields["loan"], -fields["price"], fields["buyer_balance"]
