"""Tokens that clients have sent to the custodian, read by the index: each once, and taken back.

When a reorganisation takes tokens away that an order had, an order that the bank has not heard of
waits again; any other keeps its claim, and the first tokens that come for it fill it, so that no
transfer is ever counted for two withdrawals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eth_utils.address import to_checksum_address
from sqlalchemy import delete, select, update

from tallystick.chain.artifacts import TOKEN, interface
from tallystick_node.infrastructure.indexer.followers import FollowedLogs
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.storage.insertion import insert_absent
from tallystick_node.storage.tables import payment_orders, token_arrivals, token_cursor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick.replay.decoding import Log
    from tallystick_node.infrastructure.audit_log.book import AuditLog

__all__ = ["ArrivalBook"]

_NOBODY = "0x" + "0" * 64
_TRANSFER = next(
    topic for topic, shape in interface(TOKEN).events.items() if shape.name == "Transfer"
)


@dataclass(frozen=True, slots=True)
class ArrivalBook:
    """The table of arrivals; a follower of the index."""

    platform: Platform
    custodian: str
    audit_log: AuditLog
    question: FollowedLogs = field(init=False)

    def __post_init__(self) -> None:
        receiver = bytes(12) + bytes.fromhex(self.custodian[2:])
        asked = FollowedLogs((self.platform.address(TOKEN),), (_TRANSFER, None, receiver))
        object.__setattr__(self, "question", asked)

    def read_to(self, connection: Connection) -> int | None:
        """Return up to which block arrivals were read; see `Follower`.

        Args:
            connection: An open database transaction.

        Returns:
            The block's number, None before the first stretch.
        """
        kept = connection.scalar(select(token_cursor.c.block))
        return None if kept is None else int(kept)

    def keep(self, connection: Connection, logs: Sequence[Log], last: int) -> None:
        """Take in what a stretch of blocks has; see `Follower`.

        Args:
            connection: The index's transaction.
            logs: Transfers to the custodian.
            last: The last block of the stretch.
        """
        for log in logs:
            if log.topics[1] == _NOBODY:
                continue  # minted for the custodian: nobody's withdrawal
            row = {
                "block": log.block, "place": log.log_index, "amount": int(log.data, 16),
                "tx_hash": log.tx_hash, "sender": to_checksum_address("0x" + log.topics[1][-40:]),
            }  # fmt: skip
            connection.execute(insert_absent(connection, token_arrivals), row)
        self._move(connection, last)

    def take_back(self, connection: Connection, block: int) -> None:
        """Take back what blocks had that are the chain's no longer; see `Follower`.

        Args:
            connection: The index's transaction.
            block: The last block that stays.
        """
        gone = token_arrivals.c.block > block
        claimed = connection.scalars(
            select(token_arrivals.c.order_key)
            .where(gone, token_arrivals.c.order_key.is_not(None))
            .order_by(token_arrivals.c.order_key)
        ).all()
        connection.execute(delete(token_arrivals).where(gone))
        for key in claimed:
            waits = connection.execute(
                update(payment_orders)
                .where(payment_orders.c.key == key, payment_orders.c.state == PaymentState.ASKED)
                .values(state=PaymentState.AWAITING)
            )
            act = "awaiting" if waits.rowcount == 1 else "tokens_lost"
            self.audit_log.add(
                connection, actor="node", act=f"payment.{act}", subject=str(key),
                details={"after_block": block},
            )  # fmt: skip
        self._move(connection, block)

    def _move(self, connection: Connection, block: int) -> None:
        connection.execute(insert_absent(connection, token_cursor), {"id": 1, "block": block})
        connection.execute(update(token_cursor).values(block=block))
