"""The rounds that were published, in their order: each names the hash of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tallystick.matching.rounds import FIRST, round_hash
from tallystick_node.infrastructure.transactions.outgoing import SendState
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.tables import mandate_allocations, matching_rounds, sends

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.matching.allocation import Allocation
    from tallystick.matching.rounds import RoundHead
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.storage import Database

__all__ = ["PublishedRound", "RoundBook", "call_key"]

_FINAL = frozenset({SendState.DONE, SendState.REVERTED, SendState.REFUSED})


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A round in short. units: allocated in all, in minor units. hash: of its published bytes."""

    number: int
    block: int
    hash: str
    allocations: int
    units: int
    created_at: datetime


def call_key(number: int, place: int) -> str:
    """Return the key of a round's call in the outbox.

    Args:
        number: The round's number.
        place: The call's place in it, from 1.

    Returns:
        The key.
    """
    return f"matching round {number} call {place}"


@dataclass(frozen=True, slots=True)
class RoundBook:
    """Keeps rounds, and never two of one number."""

    database: Database
    clock: Clock

    def newest(self, connection: Connection) -> tuple[int, str]:
        """Return the last round.

        Args:
            connection: An open database transaction.

        Returns:
            Its number, 0 before the first, and its hash.
        """
        row = connection.execute(
            select(matching_rounds.c.number, matching_rounds.c.hash)
            .order_by(matching_rounds.c.number.desc())
            .limit(1)
        ).one_or_none()
        return (0, FIRST) if row is None else (row.number, row.hash)

    def is_settled(self, connection: Connection, number: int, block: int) -> bool:
        """Say whether a block shows all that has come of a round: only then the next may begin.

        Args:
            connection: An open database transaction.
            number: The round's number; 0 is settled.
            block: The block.

        Returns:
            Whether every call of it is final, in this block or before.
        """
        calls = connection.scalar(
            select(matching_rounds.c.calls).where(matching_rounds.c.number == number)
        )
        keys = [call_key(number, place) for place in range(1, (calls or 0) + 1)]
        rows = connection.execute(
            select(sends.c.state, sends.c.block).where(sends.c.key.in_(keys))
        ).all()
        return len(rows) == len(keys) and all(
            row.state in _FINAL and (row.block or 0) <= block for row in rows
        )

    def add(
        self, connection: Connection, head: RoundHead, data: bytes, allocation: Allocation
    ) -> bool:
        """Keep a round in the caller's transaction.

        Args:
            connection: An open transaction that writes.
            head: Which round it is.
            data: Its published bytes.
            allocation: What it allocates; at least one.

        Returns:
            False when another process has made the round of this number.
        """
        row = {
            "number": head.number, "block": head.block, "document": data.decode(),
            "hash": round_hash(data), "calls": len(allocation.batches()),
            "allocations": len(allocation.lent), "created_at": self.clock(),
            "units": sum(entry.units for entry in allocation.lent),
        }  # fmt: skip
        if not inserted(connection, matching_rounds, row):
            return False
        connection.execute(
            insert(mandate_allocations),
            [
                {
                    "round": head.number,
                    "digest": entry.digest,
                    "loan": entry.loan,
                    "units": entry.units,
                }
                for entry in allocation.lent
            ],
        )
        return True

    def published(self, after: int, limit: int) -> list[PublishedRound]:
        """Return rounds in short.

        Args:
            after: Of the last one seen; 0 from the beginning.
            limit: How many at most.

        Returns:
            The rounds by number.
        """
        with self.database.reading() as connection:
            rows = connection.execute(
                select(matching_rounds)
                .where(matching_rounds.c.number > after)
                .order_by(matching_rounds.c.number)
                .limit(limit)
            ).all()
        return [
            PublishedRound(
                row.number, row.block, row.hash, row.allocations, row.units, row.created_at
            )
            for row in rows
        ]

    def document(self, number: int) -> bytes | None:
        """Return a round's published bytes.

        Args:
            number: The round's number.

        Returns:
            Canonical JSON; None when there is no such round.
        """
        with self.database.reading() as connection:
            text: str | None = connection.scalar(
                select(matching_rounds.c.document).where(matching_rounds.c.number == number)
            )
        return None if text is None else text.encode()
