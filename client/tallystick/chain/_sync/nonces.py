"""Who took a nonce: said only of a transaction that was seen in a block, or after many blocks.

A node behind a balancer tells the count of an account's transactions from one head and a receipt
from another. A nonce that is used and a receipt that is not there yet are no contradiction: our own
transaction may be the one that used it. So a transaction counts as replaced only when another one
with its nonce has a receipt, or when nobody has heard of it for many blocks.
"""

# Made by scripts/unasync.py from chain/_async/nonces.py; do not edit.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import TallystickError, TransportError

if TYPE_CHECKING:
    from collections.abc import Collection

    from tallystick.chain._sync.connection import Connection

__all__ = ["BLOCKS_SURE", "LOOKS_SURE", "NonceWatch"]

# No two nodes that anyone would ask are so many blocks apart.
BLOCKS_SURE = 64
# So many looks in a row have to find nothing: one may be answered by a node that has just begun.
LOOKS_SURE = 5


@dataclass(slots=True)
class NonceWatch:
    """Watches one nonce of one account that was used while no receipt of ours is served."""

    connection: Connection
    sender: str
    nonce: int
    first_seen: int | None = None
    missed: int = 0

    def used(self) -> bool:
        """Return whether the account has used the nonce, by the latest block of some node.

        Returns:
            Whether it has.

        Raises:
            TransportError: When the node does not answer.
        """
        return self.connection.nonce(self.sender, pending=False) > self.nonce

    def lost(self, hashes: Collection[bytes]) -> bool:
        """Return whether the nonce went to a transaction that is none of ours.

        Ask it when `used` says so and no receipt of ours is there, again at each look.

        Args:
            hashes: The hashes of all our versions.

        Returns:
            True when another one has a receipt at the nonce, or when 64 blocks have come since the
            first look and five looks in a row find no node that knows one of ours; False while that
            is open.

        Raises:
            TransportError: When the node does not answer.
        """
        head = self.connection.block_number()
        if not self._reaches(head):
            return False  # this node is behind the one that told us: its head dates nothing
        if self.first_seen is None:
            self.first_seen = head
        taker = self._taker(head)
        if taker is not None:
            return taker not in hashes and self.connection.receipt(taker) is not None
        if head - self.first_seen < BLOCKS_SURE:
            return False
        known = [self.connection.knows(tx_hash) for tx_hash in hashes]
        self.missed = 0 if any(known) else self.missed + 1
        return self.missed >= LOOKS_SURE

    def _taker(self, head: int) -> bytes | None:
        """Find the transaction that used the nonce, None when the node does not show it."""
        try:
            if self._count(head) <= self.nonce:
                return None  # this node is behind the one that told us
            low, high, step = head - 1, head, 1
            while self._count(low) > self.nonce:
                high, step = low, 2 * step
                low = max(head - step, -1)
            while high - low > 1:
                middle = (low + high) // 2
                if self._count(middle) > self.nonce:
                    high = middle
                else:
                    low = middle
            return (self.connection.sent_in(high, self.sender)).get(self.nonce)
        except TallystickError as failed:
            if isinstance(failed, TransportError) and failed.retryable:
                raise
            return None  # the node has no state of so old a block

    def _reaches(self, head: int) -> bool:
        """Whether the nonce is used at a head, so that the head is not from before it was."""
        try:
            return self._count(head) > self.nonce
        except TallystickError as failed:
            if isinstance(failed, TransportError) and failed.retryable:
                raise
            return False

    def _count(self, block: int) -> int:
        return 0 if block < 0 else self.connection.nonce(self.sender, block=block)
