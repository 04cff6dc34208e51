"""The settlement token's own events: what was minted, what was burned, what came back to us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_utils.address import to_checksum_address
from sqlalchemy import select, update

from tallystick.chain._sync.ranges import logs_in_ranges
from tallystick.chain.artifacts import TOKEN, interface
from tallystick.chain.contracts import Token
from tallystick_node.payments.custodian import PaymentKind
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import token_arrivals, token_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from tallystick.chain.types import RawLog
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.storage import Database

__all__ = ["SupplyChange", "TokenReader"]

_NOBODY = bytes(32)
_TRANSFER = next(
    topic for topic, shape in interface(TOKEN).events.items() if shape.name == "Transfer"
)


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """A mint or a burn as the chain has it."""

    block: int
    place: int
    tx_hash: str
    kind: PaymentKind
    amount: int


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads a platform's token; `custodian` is the address that clients send tokens back to."""

    platform: Platform
    custodian: str

    def supply_changes(self, first: int, last: int) -> list[SupplyChange]:
        """Return every mint and burn of a range of blocks.

        Args:
            first: The first block.
            last: The last block, included.

        Returns:
            The changes, in the chain's order.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        changes = []
        for kind, topics in (
            (PaymentKind.DEPOSIT, (_TRANSFER, _NOBODY)),
            (PaymentKind.WITHDRAWAL, (_TRANSFER, None, _NOBODY)),
        ):
            for log in self._logs(first, last, topics):
                amount = int.from_bytes(log.data)
                tx_hash = "0x" + log.tx_hash.hex()
                changes.append(SupplyChange(log.block, log.index, tx_hash, kind, amount))
        return sorted(changes, key=lambda change: (change.block, change.place))

    def supply(self, block: int) -> int:
        """Return how many tokens there are at a block.

        Args:
            block: The block's number.

        Returns:
            Minor units.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        return int(self.platform.read(Token.totalSupply(), block=block))

    def read_to(self, connection: Connection) -> int:
        """Return up to which block arrivals were read.

        Args:
            connection: An open database transaction.

        Returns:
            The block's number.
        """
        kept = connection.scalar(select(token_cursor.c.block))
        return self.platform.deployment.block - 1 if kept is None else int(kept)

    def catch_up(self, database: Database, confirmations: int) -> int:
        """Keep what clients have sent to the custodian since the last look, each once.

        Args:
            database: The node's database.
            confirmations: How many blocks below the head it stops.

        Returns:
            How many arrivals are new; 0 when another process was faster.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        head = self.platform.connection.block_number() - confirmations
        start = self.platform.deployment.block - 1
        with database.reading() as connection:
            kept = connection.scalar(select(token_cursor.c.block))
        first = (start if kept is None else kept) + 1
        if first > head:
            return 0
        receiver = bytes(12) + bytes.fromhex(self.custodian[2:])
        logs = self._logs(first, head, (_TRANSFER, None, receiver))
        rows = [
            {
                "block": log.block, "place": log.index, "amount": int.from_bytes(log.data),
                "tx_hash": "0x" + log.tx_hash.hex(),
                "sender": to_checksum_address(log.topics[1][12:]),
            }
            for log in logs
            if log.topics[1] != _NOBODY  # minted for the custodian: nobody's withdrawal
        ]  # fmt: skip
        with database.writing() as connection:
            connection.execute(insert_absent(connection, token_cursor), {"id": 1, "block": start})
            moved = connection.execute(
                update(token_cursor).where(token_cursor.c.block == first - 1).values(block=head)
            )
            if moved.rowcount != 1:
                return 0  # another process was faster
            for row in rows:
                connection.execute(insert_absent(connection, token_arrivals), row)
        return len(rows)

    def _logs(self, first: int, last: int, topics: Sequence[bytes | None]) -> list[RawLog]:
        address = self.platform.address(TOKEN)
        return logs_in_ranges(self.platform.connection, [address], first, last, topics)
