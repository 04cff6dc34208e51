"""The public ledger out of the index of the chain, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from tallystick.audit.ledger import LedgerEntry, entries_of
from tallystick.errors import InputError
from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
from tallystick_node.storage.tables import events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select

    from tallystick.platform.deployment import Deployment
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.storage import Database

__all__ = ["EVENTS_MAX", "PublicLedger"]

EVENTS_MAX = 100_000
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class PublicLedger:
    """Reads movements of money that the chain shows to everybody."""

    database: Database
    index: ChainIndex
    deployment: Deployment

    def entries(self, first: int | None, last: int | None) -> Iterator[LedgerEntry]:
        """Return the entries of some blocks.

        Args:
            first: The first block; the deployment's without one.
            last: The last block; as far as the index has come without one.

        Returns:
            The entries in the chain's order; no connection is held between them.

        Raises:
            InputError: LEDGER:BLOCKS for blocks that are not there, LEDGER:LARGE beyond a hundred
                thousand movements.
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
        """
        read, began = self.index.freshness().block, self.deployment.block
        since = began if first is None else first
        until = read if last is None else last
        if not began <= since <= until <= read:
            raise InputError(
                "LEDGER:BLOCKS", f"the blocks must be {began} to {read}, not {since} to {until}"
            )
        with self.database.reading() as connection:
            question = select(func.count()).select_from(events).where(*_within(since, until))
            count = connection.scalar(question) or 0
        if count > EVENTS_MAX:
            raise InputError(
                "LEDGER:LARGE",
                f"there are {count:,} movements in these blocks; ask for at most {EVENTS_MAX:,}",
            )
        return self._read(since, until)

    def _read(self, since: int, until: int) -> Iterator[LedgerEntry]:
        after = (since - 1, -1)
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(_page(since, until, after)).all()
            for row in rows:
                event = IndexedEvent(
                    row.block, row.place, row.tx_hash, row.contract, row.name, row.fields
                )
                yield from entries_of(event, self.deployment)
            if len(rows) < _PAGE:
                return
            after = (rows[-1].block, rows[-1].place)


def _within(since: int, until: int) -> tuple[ColumnElement[bool], ...]:
    return (events.c.contract == "Escrow", events.c.block >= since, events.c.block <= until)


def _page(since: int, until: int, after: tuple[int, int]) -> Select[tuple[object, ...]]:
    place = tuple_(events.c.block, events.c.place)
    return (
        select(events)
        .where(*_within(since, until), place > tuple_(*after))
        .order_by(events.c.block, events.c.place)
        .limit(_PAGE)
    )
