"""Blocks on py-evm: signed transactions are checked, kept, and put into a block together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from eth.db.atomic import AtomicDB
from eth_typing import Address, Hash32

from tallystick_node.evm import evm
from tallystick_node.evm.admission import check, decode
from tallystick_node.evm.chain_state import ChainState
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.lookups import MinedTransaction
from tallystick_node.evm.mempool import GAP_MAX, Account, Waiting
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.sealing import Unexecutable, build, gifts
from tallystick_node.evm.store import BlockRows, Store

if TYPE_CHECKING:
    from collections.abc import Collection

    from eth.abc import BlockAPI, BlockHeaderAPI
    from eth.vm.forks.shanghai.withdrawals import Withdrawal

    from tallystick_node.evm.clock import Clock

__all__ = ["BlockBuilder", "Genesis", "MinedTransaction"]

_log = logging.getLogger("tallystick.chain")
_NO_PARENT = Hash32(b"\x00" * 32)


class BlockBuilder(ChainState):
    """A chain with one writer.

    `submit` checks a raw transaction, keeps it and returns its hash; `seal` puts what waits into
    one block. With `instant` every submission is sealed at once. Without a clock a block is dated
    one second after its parent unless the date has been set further; with a clock it is dated now,
    and `tick` makes at most one block in `block_seconds`. `lock` is held by whoever reads or
    writes from several threads.
    """

    def __init__(
        self,
        genesis: Genesis,
        instant: bool = True,  # noqa: FBT001, FBT002 - always named
        store: Store | None = None,
        clock: Clock | None = None,
        block_seconds: int = 1,
    ) -> None:
        super().__init__(Store() if store is None else store, clock)
        self.genesis = genesis
        self.instant = instant
        self.block_seconds = block_seconds
        self.lock = threading.RLock()
        self.on_block: list[Callable[[int], None]] = []
        self._idle_until = 0
        self._unexecutable: set[bytes] = set()
        self._begin()
        if clock is not None:
            clock.begin(int(self.header(self.number).timestamp))

    def _begin(self) -> None:
        database = AtomicDB(self.store.nodes)
        if self.store.one("SELECT count(*) FROM (SELECT 1 FROM blocks LIMIT 1)"):
            self.chain = evm.chain_class(self.genesis)(database)
        else:
            self.chain = evm.begin(self.genesis, database)
            self.store.write_block(BlockRows(0, bytes(self.header(0).hash)))
        self._see_head()
        for seq, tx_hash, raw in self.store.pending():
            self.pool.add(Waiting(seq, tx_hash, decode(self.chain, raw), raw))

    def close(self) -> None:
        """Close the chain's file."""
        with self.lock:
            self.store.close()

    def set_next(self, timestamp: int) -> None:
        """Date the next block.

        Args:
            timestamp: A Unix second.

        Raises:
            RpcRefusal: -32602 when it is not after the latest block's.
        """
        latest = int(self.header(self.number).timestamp)
        if timestamp <= latest:
            raise RpcRefusal.invalid(f"timestamp {timestamp} is not after the head's {latest}")
        self._next_at = timestamp

    def increase_time(self, seconds: int) -> None:
        """Put the clock ahead, for good; without a clock, date the next block so much later.

        Args:
            seconds: By how much, at least 0.

        Raises:
            RpcRefusal: -32602 when it is negative.
        """
        if seconds < 0:
            raise RpcRefusal.invalid("time goes forward")
        if self.clock is None:
            self.set_next(self.pending_timestamp() + seconds)
            return
        ahead = replace(self.clock, offset=self.clock.offset + seconds)
        self.store.set_meta("clock", ahead.document())
        self.clock = ahead

    def submit(self, raw: bytes) -> bytes:
        """Check a signed transaction, keep it, and return its hash.

        Args:
            raw: The signed transaction.

        Returns:
            32 bytes.

        Raises:
            RpcRefusal: -32000 when it is not accepted, with the reason; -32603 when the disk does
                not take it.
        """
        taken = self.submit_many([raw])[0]
        if isinstance(taken, RpcRefusal):
            raise taken
        return taken

    def submit_many(self, raws: Sequence[bytes]) -> list[bytes | RpcRefusal]:
        """Submit transactions in order; one write to disk for all.

        Args:
            raws: The signed transactions.

        Returns:
            A hash or a refusal for each; a hash only for what is on disk.
        """
        with self.lock:
            if self.instant:
                return [self._submit_instantly(raw) for raw in raws]
            answers: list[bytes | RpcRefusal] = []
            rows: dict[bytes, tuple[int, bytes, bytes]] = {}
            gone: list[Waiting] = []
            for raw in raws:
                try:
                    waiting = self._admit(raw)
                except RpcRefusal as refusal:
                    answers.append(refusal)
                    continue
                old = self.pool.add(waiting)
                if old is not None and rows.pop(old.tx_hash, None) is None:
                    gone.append(old)
                rows[waiting.tx_hash] = (waiting.seq, waiting.tx_hash, raw)
                answers.append(waiting.tx_hash)
            try:
                if rows:
                    self.store.write_pending(rows.values(), [old.tx_hash for old in gone])
            except RpcRefusal as refusal:
                self._take_back(rows, gone)
                return [answer if isinstance(answer, RpcRefusal) else refusal for answer in answers]
            return answers

    def _take_back(self, rows: Mapping[bytes, object], gone: Sequence[Waiting]) -> None:
        for tx_hash in rows:
            self.pool.remove(tx_hash)
        for waiting in gone:
            self.pool.add(waiting)

    def _submit_instantly(self, raw: bytes) -> bytes | RpcRefusal:
        try:
            waiting = self._admit(raw)
            with ExitStack() as undone:
                self.pool.add(waiting)
                undone.callback(self.pool.remove, waiting.tx_hash)
                self.seal()
                undone.pop_all()
        except RpcRefusal as refusal:
            return refusal
        return waiting.tx_hash

    def tick(self) -> BlockAPI | None:
        """Seal when something can be mined and the block time is over.

        Returns:
            The new block, None when not yet.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.lock:
            if self.clock is not None and self.clock.now() < self._not_before():
                return None
            fee = int(self.chain.header.base_fee_per_gas)
            if next(self.pool.ready(self._mined_nonce, fee), None) is None:
                return None
            return self._seal(even_empty=False)

    def _not_before(self) -> int:
        due = int(self.header(self.number).timestamp) + self.block_seconds
        return max(due, self._idle_until)

    def seal(self) -> BlockAPI:
        """Put what waits into one block, as far as it has room; an empty one when nothing does.

        Returns:
            The block, which is on disk.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.lock:
            sealed = self._seal(even_empty=True)
            assert sealed is not None, "an empty block was allowed"
            return sealed

    def credit(self, addresses: Collection[bytes], wei: int = evm.COIN) -> BlockAPI:
        """Give each address coin for gas by a block of its own, as a withdrawal (EIP-4895).

        For gas alone: this coin is worth nothing. What waits stays waiting.

        Args:
            addresses: At most 100, of 20 bytes each.
            wei: What each gets, rounded up to a gwei.

        Returns:
            The block.

        Raises:
            RpcRefusal: -32005 for too many addresses; -32602 for too much; -32603 when the disk
                does not take it.
        """
        with self.lock:
            withdrawals = gifts(self.number + 1, addresses, wei)
            sealed = self._seal(even_empty=True, withdrawals=withdrawals)
            assert sealed is not None, "an empty block was allowed"
            return sealed

    def _seal(self, *, even_empty: bool, withdrawals: Sequence[Withdrawal] = ()) -> BlockAPI | None:
        header = self.chain.header.copy(timestamp=self.pending_timestamp())
        moved = (
            None if self.clock is None or self._next_at is None else self.clock.at(self._next_at)
        )
        with ExitStack() as undone:
            # Unless the block is on disk at the end, the chain is as it was.
            undone.callback(self._discard)
            block, rows = self._build(header, withdrawals)
            if not (even_empty or rows.transactions or rows.settled):
                # All that waits is stuck for now; it is tried again a block time later.
                self._idle_until = int(header.timestamp) + self.block_seconds
                return None
            self.store.write_block(rows, None if moved is None else moved.document())
            undone.pop_all()
        self._next_at = None
        self.clock = moved or self.clock
        for tx_hash in rows.settled:
            self.pool.remove(tx_hash)
        self._see_head()
        for listener in self.on_block:
            listener(rows.number)
        return block

    def _build(
        self, header: BlockHeaderAPI, withdrawals: Sequence[Withdrawal]
    ) -> tuple[BlockAPI, BlockRows]:
        """Build a block without the transactions on which the EVM fails; they stay waiting."""
        fee = int(header.base_fee_per_gas or 0)
        while True:
            waiting = () if withdrawals else self.pool.ready(self._mined_nonce, fee)
            ready = (
                candidate for candidate in waiting if candidate.tx_hash not in self._unexecutable
            )
            try:
                return build(self.chain, header, ready, withdrawals)
            except Unexecutable as failed:
                _log.exception("a transaction is left out of all blocks")
                self._unexecutable.add(failed.tx_hash)
                self._discard()

    def _discard(self) -> None:
        self.store.nodes.discard()
        self.chain = type(self.chain)(self.chain.chaindb.db)

    def snapshot(self) -> int:
        """Return what `revert` takes to come back to the latest block.

        Returns:
            The block's number.
        """
        return self.number

    def revert(self, number: int) -> None:
        """Go back to an earlier block; what waits and all later blocks are forgotten.

        Args:
            number: The block's number.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        with self.lock:
            header = self.header(number)
            chaindb = self.chain.chaindb
            chaindb._set_as_canonical_chain_head(chaindb.db, header, _NO_PARENT)  # noqa: SLF001
            clock = None if self.clock is None else self.clock.back_at(int(header.timestamp))
            self.store.cut(number, None if clock is None else clock.document())
            self.clock = clock
            self.chain = type(self.chain)(chaindb.db)
            self.pool.clear()
            self._next_at = None
            self._see_head()

    def _admit(self, raw: bytes) -> Waiting:
        """Refuse what could not be mined."""
        transaction = check(self.chain, raw)
        sender = Address(transaction.sender)
        account = Account(self._mined_nonce(sender), int(self._head_state.get_balance(sender)))
        # Nothing can fill a gap when every transaction is a block of its own.
        self.pool.gap_max = 0 if self.instant else GAP_MAX
        return self.pool.admit(transaction, raw, account)
