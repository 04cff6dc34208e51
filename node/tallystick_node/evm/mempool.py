"""Transactions that wait for a block: checked when they come, ordered by sender and nonce."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from eth.abc import SignedTransactionAPI

__all__ = ["Account", "Mempool", "Waiting"]

# How far ahead of what can be mined a sender's nonce may be.
GAP_MAX = 64
WAITING_MAX = 20_000
WAITING_BYTES_MAX = 64 * 2**20
# A replacement pays a tenth more, as on common nodes.
BUMP_PERCENT = 110


@dataclass(frozen=True, slots=True)
class Account:
    """What the head states of a sender."""

    nonce: int
    balance: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transaction in its place."""

    seq: int
    tx_hash: bytes
    transaction: SignedTransactionAPI
    raw: bytes

    @property
    def cost(self) -> int:
        """The most that it can take from its sender."""
        return _cost(self.transaction)


@dataclass
class Mempool:
    """Queues by sender; a block takes from them in the order in which transactions came."""

    gap_max: int = GAP_MAX
    _senders: dict[bytes, dict[int, Waiting]] = field(default_factory=dict)
    _by_hash: dict[bytes, Waiting] = field(default_factory=dict)
    _costs: dict[bytes, int] = field(default_factory=dict)
    _bytes: int = 0
    _seq: int = 0

    def __len__(self) -> int:
        return len(self._by_hash)

    def waiting(self, tx_hash: bytes) -> SignedTransactionAPI | None:
        """Return a transaction that waits.

        Args:
            tx_hash: The transaction's hash, 32 bytes.

        Returns:
            The transaction, None when it does not wait.
        """
        entry = self._by_hash.get(tx_hash)
        return None if entry is None else entry.transaction

    def counts(self, nonce_of: Callable[[bytes], int]) -> tuple[int, int]:
        """Return how many transactions wait.

        Args:
            nonce_of: Returns a sender's next nonce by the latest block.

        Returns:
            How many could be mined now, and how many wait for an earlier nonce.
        """
        ready = sum(
            self.next_nonce(sender, nonce_of(sender)) - nonce_of(sender) for sender in self._senders
        )
        return ready, len(self) - ready

    def next_nonce(self, sender: bytes, mined: int) -> int:
        """Return the first nonce of a sender that is neither mined nor waiting.

        Args:
            sender: 20 bytes.
            mined: The sender's next nonce by the latest block.

        Returns:
            The nonce.
        """
        queue = self._senders.get(sender, {})
        nonce = mined
        while nonce in queue:
            nonce += 1
        return nonce

    def admit(self, transaction: SignedTransactionAPI, raw: bytes, account: Account) -> Waiting:
        """Return a transaction with its place.

        It is in the pool after `add`, when whoever keeps the pool has written it down.

        Args:
            transaction: The transaction, checked by `admission.check`.
            raw: Its bytes.
            account: What the head states of its sender.

        Returns:
            The transaction in its place.

        Raises:
            RpcRefusal: -32000 when it could not be mined: known, underpriced, unpaid, wrong nonce,
                pool full.
        """
        tx_hash = bytes(transaction.hash)
        if tx_hash in self._by_hash:
            raise RpcRefusal.refused("already known")
        sender, nonce = bytes(transaction.sender), transaction.nonce
        if nonce < account.nonce:
            raise RpcRefusal.refused(f"nonce too low: next nonce {account.nonce}, tx nonce {nonce}")
        old = self._senders.get(sender, {}).get(nonce)
        expected = self.next_nonce(sender, account.nonce)
        if old is None and nonce > expected + self.gap_max:
            raise RpcRefusal.refused(f"nonce too high: next nonce {expected}, tx nonce {nonce}")
        if old is not None and not _dearer(transaction, old.transaction):
            raise RpcRefusal.refused("replacement transaction underpriced")
        if old is None and (len(self) >= WAITING_MAX or self._bytes + len(raw) > WAITING_BYTES_MAX):
            raise RpcRefusal.refused("txpool is full")
        others = self._costs.get(sender, 0) - (0 if old is None else old.cost)
        if account.balance < others + _cost(transaction):
            raise RpcRefusal.refused("insufficient funds for gas * price + value")
        return Waiting(self._seq if old is None else old.seq, tx_hash, transaction, raw)

    def add(self, waiting: Waiting) -> Waiting | None:
        """Take a transaction in.

        Args:
            waiting: What `admit` has returned.

        Returns:
            The transaction whose place it took, None when there was none.
        """
        sender = bytes(waiting.transaction.sender)
        old = self._senders.get(sender, {}).get(waiting.transaction.nonce)
        if old is not None:
            self.remove(old.tx_hash)
        self._senders.setdefault(sender, {})[waiting.transaction.nonce] = waiting
        self._by_hash[waiting.tx_hash] = waiting
        self._costs[sender] = self._costs.get(sender, 0) + waiting.cost
        self._bytes += len(waiting.raw)
        self._seq = max(self._seq, waiting.seq + 1)
        return old

    def remove(self, tx_hash: bytes) -> None:
        """Let a transaction go; nothing happens when it does not wait.

        Args:
            tx_hash: The transaction's hash, 32 bytes.
        """
        entry = self._by_hash.pop(tx_hash, None)
        if entry is None:
            return
        sender = bytes(entry.transaction.sender)
        self._bytes -= len(entry.raw)
        self._costs[sender] -= entry.cost
        del self._senders[sender][entry.transaction.nonce]
        if not self._senders[sender]:
            del self._senders[sender], self._costs[sender]

    def clear(self) -> None:
        """Let everything go."""
        self._senders.clear()
        self._by_hash.clear()
        self._costs.clear()
        self._bytes = 0

    def ready(self, nonce_of: Callable[[bytes], int], base_fee: int) -> Iterator[Waiting]:
        """Yield what can be mined, nonce by nonce, otherwise in the order of arrival.

        Args:
            nonce_of: Returns a sender's next nonce by the latest block.
            base_fee: Of the next block, in wei.

        Yields:
            The transactions.
        """
        heap: list[tuple[int, bytes, int]] = []

        def offer(sender: bytes, nonce: int) -> None:
            waiting = self._senders[sender].get(nonce)
            if waiting is not None and waiting.transaction.max_fee_per_gas >= base_fee:
                heapq.heappush(heap, (waiting.seq, sender, nonce))

        for sender in self._senders:
            offer(sender, nonce_of(sender))
        while heap:
            _, sender, nonce = heapq.heappop(heap)
            yield self._senders[sender][nonce]
            offer(sender, nonce + 1)


def _cost(transaction: SignedTransactionAPI) -> int:
    return transaction.gas * transaction.max_fee_per_gas + transaction.value


def _dearer(new: SignedTransactionAPI, old: SignedTransactionAPI) -> bool:
    return (
        new.max_fee_per_gas * 100 >= old.max_fee_per_gas * BUMP_PERCENT
        and new.max_priority_fee_per_gas * 100 >= old.max_priority_fee_per_gas * BUMP_PERCENT
    )
