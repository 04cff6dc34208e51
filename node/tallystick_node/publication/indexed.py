"""The events of the index through the auditor's own replay: one code for figures, two sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.artifacts import CONTRACTS
from tallystick.audit.decoding import Log, plans_of
from tallystick.audit.history import History
from tallystick.audit.run import begin
from tallystick.audit.source import BlockClock
from tallystick.errors import TransportError, VerificationFailed
from tallystick_node.indexer.days import DayNotOver
from tallystick_node.storage.tables import blocks, events, index_cursor

if TYPE_CHECKING:
    from tallystick.audit.decoding import EventPlan
    from tallystick.audit.replay import Replay
    from tallystick.platform import Platform
    from tallystick_node.storage import Database

__all__ = ["replayed"]


def replayed(database: Database, platform: Platform, block: int) -> Replay:
    """Return a replay of all indexed events up to a block.

    DayNotOver while the index is behind; TransportError when the chain is another one than the
    index knows; VerificationFailed when events break the rules, which are not published then.
    """
    clock = BlockClock(platform.connection)
    replay = begin(platform.deployment, clock, history=History())
    for contract, name, values, log in _indexed(database, block):
        replay.take(contract, name, values, log)
    replay.close()
    if clock.foreign is not None:
        raise TransportError("PUBLICATION:FORK", "the chain has changed since it was indexed")
    for check, tally in replay.findings.tallies.items():
        if tally.differences:
            raise VerificationFailed("PUBLICATION:EVENTS", f"{check}: {tally.detail}")
    return replay


def _indexed(database: Database, until: int) -> Iterator[tuple[str, str, tuple[Any, ...], Log]]:
    plans = {(plan.contract, plan.name): plan for one in CONTRACTS for plan in plans_of(one)}
    question = (
        select(events, blocks.c.hash.label("block_hash"))
        .join(blocks, blocks.c.number == events.c.block)
        .where(events.c.block <= until)
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
