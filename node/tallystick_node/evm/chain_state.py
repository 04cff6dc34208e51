"""A chain as it stands: its blocks, the state after each, and what waits for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_typing import Address

from tallystick_node.evm.lookups import ByBlock, Mined, Records
from tallystick_node.evm.mempool import Mempool
from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from eth.abc import BlockAPI, BlockHeaderAPI

    from tallystick_node.evm.clock import Clock
    from tallystick_node.evm.store import Store

__all__ = ["ChainState"]


class ChainState:
    """Reads a chain and what waits for it; `chain` is set by whoever opens or begins it."""

    chain: Any

    def __init__(self, store: Store, clock: Clock | None) -> None:
        self.store = store
        self.clock = clock
        self.pool = Mempool()
        self.records = Records(store)
        self.mined = Mined(self.records)
        self.by_block = ByBlock(self.records)
        self.found = self.records.found
        self.hashes = self.records.hashes
        self.transactions = self.records.transactions
        self.logs = self.records.logs
        self._next_at: int | None = None
        self._head_state: Any = None
        self._head: BlockHeaderAPI | None = None

    def _see_head(self) -> None:
        self._head = self.chain.get_canonical_block_header_by_number(self.number)
        self._head_state = self.chain.get_vm(self._head).state

    def head(self) -> BlockAPI:
        """Return the latest block.

        Returns:
            The block with its transactions.
        """
        return self.block(self.number)

    @property
    def number(self) -> int:
        """The latest block's number."""
        return int(self.chain.header.block_number) - 1

    def header(self, number: int) -> BlockHeaderAPI:
        """Return a block's header.

        Args:
            number: The block's number.

        Returns:
            The header.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        if not 0 <= number <= self.number:
            raise RpcRefusal.not_found(f"block {number} does not exist")
        if self._head is not None and number == self._head.block_number == self.number:
            return self._head
        header: BlockHeaderAPI = self.chain.get_canonical_block_header_by_number(number)
        return header

    def block(self, number: int) -> BlockAPI:
        """Return a block.

        Args:
            number: The block's number.

        Returns:
            The block with its transactions.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        block: BlockAPI = self.chain.get_block_by_header(self.header(number))
        return block

    def number_of(self, block_hash: bytes) -> int | None:
        """Return the number of a block.

        Args:
            block_hash: Its hash, 32 bytes.

        Returns:
            The number, None when the hash is unknown.
        """
        number: int | None = self.store.one("SELECT number FROM blocks WHERE hash = ?", block_hash)
        return number

    def state(self, number: int | None = None) -> Any:
        """Return the state after a block.

        Args:
            number: The block's number, the latest one by default.

        Returns:
            py-evm's state.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        return self.chain.get_vm(self.header(self.number if number is None else number)).state

    def nonce(self, address: bytes, *, pending: bool) -> int:
        """Return how many transactions an account has sent.

        Args:
            address: The account's address, 20 bytes.
            pending: Whether those that wait count too.

        Returns:
            The next nonce.
        """
        mined = self._mined_nonce(address)
        return self.pool.next_nonce(address, mined) if pending else mined

    def counts(self) -> tuple[int, int]:
        """Return how many transactions wait.

        Returns:
            How many could be mined now, and how many wait for an earlier one.
        """
        return self.pool.counts(self._mined_nonce)

    def _mined_nonce(self, address: bytes) -> int:
        return int(self._head_state.get_nonce(Address(address)))

    def pending_timestamp(self) -> int:
        """Return the second that the next block will be dated.

        Returns:
            A Unix second.
        """
        now = 0 if self.clock is None else self.clock.now()
        return max(int(self.header(self.number).timestamp) + 1, self._next_at or 0, now)
