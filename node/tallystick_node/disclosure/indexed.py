"""The events of the index through the auditor's own replay: one code for figures, two sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.chain.artifacts import CONTRACTS
from tallystick.errors import TransportError, VerificationFailed
from tallystick.replay.decoding import Log, plans_of
from tallystick.replay.history import History
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock
from tallystick.replay.waiting import WaitingMoney
from tallystick_node.infrastructure.indexer.days import DayNotOver
from tallystick_node.storage.tables import blocks, events, index_cursor

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.replay.decoding import EventPlan
    from tallystick.replay.replay import Replay
    from tallystick_node.storage import Database

__all__ = ["IndexedReplay"]


@dataclass
class IndexedReplay:
    """A replay of the indexed events that goes on from where it was, as months follow each other.

    It begins anew when the chain has changed underneath, or when an earlier block is asked for.
    queue: whether it keeps since when money waits in each balance.
    """

    database: Database
    platform: Platform
    queue: bool = False
    _replay: Replay | None = None
    _clock: BlockClock | None = None
    _block: int = 0
    _hash: str = ""

    def at(self, block: int) -> Replay:
        """Return the replay of all indexed events up to a block; it is changed by the next call.

        Args:
            block: The last block, included.

        Returns:
            The replay.

        Raises:
            DayNotOver: INDEX:BEHIND while the index is behind the block.
            TransportError: PUBLICATION:FORK when the chain is another one than the index knows, or
                its node does not answer.
            VerificationFailed: PUBLICATION:EVENTS when events break the rules, which are not
                published then.
        """
        if self._replay is None or block < self._block or self._moved():
            self._clock = BlockClock(self.platform.connection)
            waiting = WaitingMoney() if self.queue else None
            self._replay = begin(
                self.platform.deployment, self._clock, history=History(), waiting=waiting
            )
            self._block = 0
        replay, clock = self._replay, self._clock
        assert clock is not None, "it is made with the replay"
        self._replay = None  # nothing half fed is used again
        for contract, name, values, log in _indexed(self.database, self._block, block):
            replay.take(contract, name, values, log)
        replay.close()
        if clock.foreign is not None:
            raise TransportError("PUBLICATION:FORK", "the chain has changed since it was indexed")
        for check, tally in replay.findings.tallies.items():
            if tally.differences:
                raise VerificationFailed("PUBLICATION:EVENTS", f"{check}: {tally.detail}")
        self._replay, self._block, self._hash = replay, block, self._hash_of(block)
        return replay

    def _moved(self) -> bool:
        return self._hash_of(self._block) != self._hash

    def _hash_of(self, block: int) -> str:
        header = self.platform.connection.block(block)
        return "" if header is None else header.hash.hex()


def _indexed(
    database: Database, after: int, until: int
) -> Iterator[tuple[str, str, tuple[Any, ...], Log]]:
    plans = {
        (plan.contract, plan.name): plan for contract in CONTRACTS for plan in plans_of(contract)
    }
    question = (
        select(events, blocks.c.hash.label("block_hash"))
        .join(blocks, blocks.c.number == events.c.block)
        .where(events.c.block > after, events.c.block <= until)
        .order_by(events.c.block, events.c.place)
    )
    with database.reading() as connection:
        cursor = connection.scalar(select(index_cursor.c.block))
        if cursor is None or cursor < until:
            raise DayNotOver("INDEX:BEHIND", f"the index is behind block {until}")
        for row in connection.execute(question):
            plan = plans[row.contract, row.name]
            log = Log("", (), "", row.block, row.place, row.tx_hash, row.block_hash, False)  # noqa: FBT003 - a log's own form
            yield row.contract, row.name, _values(plan, row.fields), log


def _values(plan: EventPlan, fields: dict[str, Any]) -> tuple[Any, ...]:
    """The values as the decoder gives them: addresses and hashes as bytes."""
    return tuple(
        bytes.fromhex(value[2:]) if isinstance(value, str) else value
        for value in (fields[name] for name in plan.fields)
    )
