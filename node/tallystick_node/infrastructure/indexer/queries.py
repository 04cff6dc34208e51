"""Reads the tables of the chain; every answer states which block it is of, and how old that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import func, select, tuple_

from tallystick.errors import TallystickError
from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
from tallystick_node.infrastructure.indexer.loan_table import facts_of
from tallystick_node.storage.parts import in_parts
from tallystick_node.storage.tables import event_parties, events, index_cursor, loans

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.indexer.loans import LoanFacts
    from tallystick_node.storage import Database

__all__ = ["ChainIndex", "Freshness", "Indexed", "NothingIndexed", "events_after"]

T = TypeVar("T")
PAGE_MAX = 1_000


class NothingIndexed(TallystickError):  # noqa: N818 - named by what happened
    """The indexer has not looked at the chain yet."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What an answer is of: a block, its hash, the chain's head, when that was last looked at.

    head_at: the head's own time, by the chain's clock.
    """

    block: int
    hash: str
    head: int
    seen_at: datetime
    head_at: datetime

    @property
    def lag_blocks(self) -> int:
        """How many blocks the tables were behind the chain then."""
        return max(self.head - self.block, 0)


@dataclass(frozen=True, slots=True)
class Indexed(Generic[T]):
    """An answer with the block that it is of."""

    answer: T
    of: Freshness


@dataclass(frozen=True, slots=True)
class ChainIndex:
    """Questions to the tables; each is answered from one state of the database."""

    database: Database

    def freshness(self) -> Freshness:
        """Return how far the tables are.

        Returns:
            The block, the chain's head and when it was last looked at.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        with self.database.reading() as connection:
            return _freshness(connection)

    def loan(self, number: int) -> Indexed[LoanFacts | None]:
        """Return where a loan stands.

        Args:
            number: The loan's number.

        Returns:
            The loan, None when there is none of that number.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        with self.database.reading() as connection:
            row = connection.execute(select(loans).where(loans.c.loan == number)).one_or_none()
            return Indexed(None if row is None else facts_of(row), _freshness(connection))

    def loans(
        self,
        *,
        status: str | None = None,
        borrower: str | None = None,
        after: int = 0,
        limit: int = PAGE_MAX,
    ) -> Indexed[list[LoanFacts]]:
        """Return loans by number.

        Args:
            status: Only loans with this status, such as `active`.
            borrower: Only loans of this checksummed address.
            after: The last number seen; only later ones are returned.
            limit: How many at most, up to 1,000.

        Returns:
            The loans, by number.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        question = select(loans).where(loans.c.loan > after)
        if status is not None:
            question = question.where(loans.c.status == status)
        if borrower is not None:
            question = question.where(loans.c.borrower == borrower)
        with self.database.reading() as connection:
            rows = connection.execute(question.order_by(loans.c.loan).limit(min(limit, PAGE_MAX)))
            return Indexed([facts_of(row) for row in rows], _freshness(connection))

    def loans_changed(
        self, *, after: tuple[int, int] = (-1, 0), limit: int = PAGE_MAX
    ) -> Indexed[list[LoanFacts]]:
        """Return loans in the order in which they last changed.

        Args:
            after: Block and number of the last one seen; only later ones are returned.
            limit: How many at most, up to 1,000.

        Returns:
            The loans; one that changes again comes again, later.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        place = tuple_(loans.c.changed_block, loans.c.loan)
        question = select(loans).where(place > tuple_(*after))
        with self.database.reading() as connection:
            rows = connection.execute(
                question.order_by(loans.c.changed_block, loans.c.loan).limit(min(limit, PAGE_MAX))
            )
            return Indexed([facts_of(row) for row in rows], _freshness(connection))

    def listed_up_to(self, block: int) -> int:
        """Return how many loans were listed up to a block.

        Args:
            block: The last block.

        Returns:
            Their number.
        """
        question = select(func.count()).select_from(loans).where(loans.c.listed_block <= block)
        with self.database.reading() as connection:
            return connection.scalar(question) or 0

    def loans_by_status(self) -> dict[str, tuple[int, int]]:
        """Return how many loans stand where, and what is outstanding as scheduled.

        Returns:
            Count and balance in minor units, by the status's name.
        """
        question = select(loans.c.status, func.count(), func.sum(loans.c.balance))
        with self.database.reading() as connection:
            rows = connection.execute(question.group_by(loans.c.status)).all()
        return {status: (int(count), int(balance or 0)) for status, count, balance in rows}

    def loans_of(self, party: str, *, after: int = 0, limit: int = PAGE_MAX) -> Indexed[list[int]]:
        """Return the numbers of the loans whose events name an address.

        Args:
            party: The checksummed address.
            after: The last number seen; only later ones are returned.
            limit: How many at most, up to 1,000.

        Returns:
            The numbers, ascending.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        question = (
            select(events.c.loan)
            .distinct()
            .join(
                event_parties,
                (event_parties.c.block == events.c.block)
                & (event_parties.c.place == events.c.place),
            )
            .where(event_parties.c.address == party, events.c.loan > after)
        )
        with self.database.reading() as connection:
            rows = connection.scalars(question.order_by(events.c.loan).limit(min(limit, PAGE_MAX)))
            return Indexed([int(number) for number in rows], _freshness(connection))

    def events_of_loans(self, numbers: Sequence[int], names: Collection[str]) -> list[IndexedEvent]:
        """Return the events of some names of some loans.

        Args:
            numbers: The loans' numbers.
            names: The events' names.

        Returns:
            The events, in the chain's order.
        """
        read: list[IndexedEvent] = []
        with self.database.reading() as connection:
            for part in in_parts(numbers):
                question = select(events).where(events.c.loan.in_(part), events.c.name.in_(names))
                read += [
                    IndexedEvent(
                        row.block, row.place, row.tx_hash, row.contract, row.name, row.fields
                    )
                    for row in connection.execute(question)
                ]
        return sorted(read, key=lambda event: (event.block, event.place))

    def events(
        self,
        *,
        loan: int | None = None,
        party: str | None = None,
        name: str | None = None,
        contract: str | None = None,
        after: tuple[int, int] = (0, -1),
        limit: int = PAGE_MAX,
    ) -> Indexed[list[IndexedEvent]]:
        """Return events: of a loan, of an address, of a name, of a contract, or all.

        Args:
            loan: Only events of this loan.
            party: Only events that name this checksummed address.
            name: Only events of this name.
            contract: Only events of the contract of this name.
            after: Block and place of the last one seen; only later ones are returned.
            limit: How many at most, up to 1,000.

        Returns:
            The events, in the chain's order.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look.
        """
        with self.database.reading() as connection:
            page = events_after(
                connection, after, min(limit, PAGE_MAX),
                loan=loan, party=party, name=name, contract=contract,
            )  # fmt: skip
            return Indexed(page, _freshness(connection))


def events_after(
    connection: Connection,
    after: tuple[int, int],
    limit: int,
    *,
    loan: int | None = None,
    party: str | None = None,
    name: str | None = None,
    contract: str | None = None,
) -> list[IndexedEvent]:
    """Return the events after a place, in the chain's order.

    Args:
        connection: An open connection.
        after: Block and place of the last one seen.
        limit: How many at most.
        loan: Only events of this loan.
        party: Only events that name this checksummed address.
        name: Only events of this name.
        contract: Only events of the contract of this name.

    Returns:
        The events.
    """
    question = select(events).where(tuple_(events.c.block, events.c.place) > tuple_(*after))
    if loan is not None:
        question = question.where(events.c.loan == loan)
    if name is not None:
        question = question.where(events.c.name == name)
    if contract is not None:
        question = question.where(events.c.contract == contract)
    if party is not None:
        question = question.join(
            event_parties,
            (event_parties.c.block == events.c.block) & (event_parties.c.place == events.c.place),
        ).where(event_parties.c.address == party)
    ordered = question.order_by(events.c.block, events.c.place).limit(limit)
    return [
        IndexedEvent(row.block, row.place, row.tx_hash, row.contract, row.name, row.fields)
        for row in connection.execute(ordered)
    ]


def _freshness(connection: Connection) -> Freshness:
    row = connection.execute(select(index_cursor)).one_or_none()
    if row is None:
        raise NothingIndexed("INDEX:EMPTY", "nothing was read from the chain yet; try again soon")
    head_at = datetime.fromtimestamp(row.head_timestamp, UTC)
    return Freshness(row.block, row.hash, row.head, row.head_seen_at, head_at)
