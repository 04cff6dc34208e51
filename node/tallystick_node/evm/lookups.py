"""What is looked up in a chain: transactions by hash or block, logs by address and topic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth.vm.forks.prague import PragueVM

from tallystick_node.evm.chain_refusals import refuse_damage
from tallystick_node.evm.checksums import row_sum
from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from eth.abc import ReceiptAPI, SignedTransactionAPI

    from tallystick_node.evm.store import Store

__all__ = ["ByBlock", "FoundLog", "Mined", "MinedTransaction", "Records"]

_TOPICS = 4
_TRANSACTION = "SELECT hash, block, place, raw, receipt, gas_used, first_log, sum FROM transactions"


@dataclass(frozen=True, slots=True)
class MinedTransaction:
    """A transaction's place, with what it came to."""

    transaction: SignedTransactionAPI
    receipt: ReceiptAPI
    block: int
    index: int
    gas_used: int
    first_log: int


@dataclass(frozen=True, slots=True)
class FoundLog:
    """A log with its place in the chain."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes
    block: int
    block_hash: bytes
    tx_hash: bytes
    tx_index: int
    index: int


class Records:
    """Answers from SQLite's indexes; nothing walks over blocks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._decode = PragueVM.get_transaction_builder().decode
        self._receipt = PragueVM.get_receipt_builder().decode

    def found(self, tx_hash: bytes) -> MinedTransaction | None:
        """Return a mined transaction.

        Args:
            tx_hash: The transaction's hash, 32 bytes.

        Returns:
            The transaction with its place, None when there is none of that hash.

        Raises:
            ChainRefused: CHAIN:DAMAGED when its row is not what was written.
        """
        run = self._store.connection
        row = run.execute(f"{_TRANSACTION} WHERE hash = ?", (tx_hash,)).fetchone()
        return None if row is None else self._mined(row)

    def hashes(self, number: int) -> list[bytes]:
        """Return the hashes of a block's transactions.

        Args:
            number: The block's number.

        Returns:
            Hashes of 32 bytes, in order.
        """
        question = "SELECT hash FROM transactions WHERE block = ? ORDER BY place"
        return [row[0] for row in self._store.connection.execute(question, (number,))]

    def transactions(self, number: int) -> list[MinedTransaction]:
        """Return a block's transactions with their receipts.

        Args:
            number: The block's number.

        Returns:
            The transactions, in order.

        Raises:
            ChainRefused: CHAIN:DAMAGED when a row is not what was written.
        """
        question = f"{_TRANSACTION} WHERE block = ? ORDER BY place"
        return [self._mined(row) for row in self._store.connection.execute(question, (number,))]

    def logs(
        self,
        addresses: Collection[bytes],
        topics: Sequence[Collection[bytes] | None],
        first: int,
        last: int,
        limit: int | None = None,
        *,
        bytes_max: int | None = None,
    ) -> list[FoundLog]:
        """Return the logs of a closed range of blocks.

        Args:
            addresses: Any of these contracts; of all when empty.
            topics: For each place the topics that fit, None for any; a log with fewer topics does
                not fit.
            first: The first block's number.
            last: The last block's number.
            limit: How many at most, None for all.
            bytes_max: How many bytes their data may have together, None for any.

        Returns:
            The logs, in the chain's order.

        Raises:
            RpcRefusal: -32005 when their data have more than `bytes_max` bytes.
            ChainRefused: CHAIN:DAMAGED when a row is not what was written.
        """
        if len(topics) > _TOPICS:
            return []
        where = ["l.block BETWEEN ? AND ?"]
        values: list[Any] = [first, last]
        if addresses:
            where.append(f"l.address IN ({_marks(addresses)})")
            values.extend(addresses)
        for place, choices in enumerate(topics):
            if choices:
                where.append(f"l.topic{place} IN ({_marks(choices)})")
                values.extend(choices)
            else:
                where.append(f"l.topic{place} IS NOT NULL")
        question = (
            "SELECT l.*, b.hash FROM logs l JOIN blocks b ON b.number = l.block"  # noqa: S608 - marks only
            f" WHERE {' AND '.join(where)} ORDER BY l.block, l.place LIMIT ?"
        )
        values.append(-1 if limit is None else limit)
        logs: list[FoundLog] = []
        size = 0
        for row in self._store.connection.execute(question, values):
            logs.append(self._log(row))
            size += len(logs[-1].data)
            if bytes_max is not None and size > bytes_max:
                raise RpcRefusal.limit(
                    f"more than {bytes_max} bytes of logs; ask for a smaller block range"
                )
        return logs

    def _log(self, row: tuple[Any, ...]) -> FoundLog:
        *columns, kept, block_hash = row
        self._hold(columns, kept, "log")
        block, place, tx_hash, tx_place, address, *topics, data = columns
        shown = tuple(topic for topic in topics if topic is not None)
        return FoundLog(address, shown, data, block, block_hash, tx_hash, tx_place, place)

    def _mined(self, row: tuple[Any, ...]) -> MinedTransaction:
        *columns, kept = row
        self._hold(columns, kept, "transaction")
        _, block, place, raw, receipt, gas_used, first_log = columns
        return MinedTransaction(
            self._decode(raw), self._receipt(receipt), block, place, gas_used, first_log
        )

    def _hold(self, columns: list[Any], kept: int, name: str) -> None:
        """Refuse a row that has changed on disk: it is damage, and is never returned."""
        if row_sum(columns) != kept:
            raise refuse_damage(self._store.path, f"a {name} is not what was written")


class Mined:
    """Mined transactions by hash, as a dictionary reads."""

    def __init__(self, records: Records) -> None:
        self.get = records.found

    def __getitem__(self, tx_hash: bytes) -> MinedTransaction:
        mined = self.get(tx_hash)
        if mined is None:
            raise KeyError(tx_hash)
        return mined

    def __contains__(self, tx_hash: bytes) -> bool:
        return self.get(tx_hash) is not None


class ByBlock:
    """Hashes of transactions by block, as a list reads."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __getitem__(self, number: int) -> list[bytes]:
        return self._records.hashes(number)


def _marks(values: Collection[bytes]) -> str:
    return ",".join("?" * len(values))
