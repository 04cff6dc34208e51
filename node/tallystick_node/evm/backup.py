"""Copies of a chain: made while it runs, checked from the first block to the last, put back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rlp
from eth.db.trie import make_trie_root_and_nodes
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.blocks import PragueBlockHeader
from eth_hash.auto import keccak
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException

from tallystick_node.evm.chain_refusals import ChainRefused, refuse_damage, refuse_sqlite
from tallystick_node.evm.checksums import read_back
from tallystick_node.evm.store import APPLICATION, FILE
from tallystick_node.evm.trie_walk import TrieWalk

__all__ = ["ChainContents", "back_up", "restore", "verify"]

# What reading a changed value can come to.
_UNREADABLE = (RLPException, ValidationError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class ChainContents:
    """What a whole chain holds."""

    blocks: int
    transactions: int
    logs: int
    waiting: int
    head: str

    def document(self) -> dict[str, Any]:
        """Return the verdict for printing as JSON.

        Returns:
            Its fields by name.
        """
        return asdict(self)


def back_up(directory: Path, to: Path) -> ChainContents:
    """Copy the chain of a directory into a new file, whether or not a process has it open.

    The copy is the chain at one block. It gets its name when it has been verified.

    Args:
        directory: The chain's directory.
        to: The new file.

    Returns:
        What the copy holds.

    Raises:
        ChainRefused: CHAIN:NONE without a chain; CHAIN:EXISTS when the file is there; CHAIN:DISK
            when it cannot be written; CHAIN:DAMAGED or CHAIN:FOREIGN when the copy is not a whole
            chain.
    """
    source = directory / FILE
    if not source.is_file():
        raise ChainRefused("CHAIN:NONE", f"there is no chain in {directory}")
    _absent(to)
    return _copied(source, to)


def restore(copy: Path, directory: Path) -> ChainContents:
    """Put a backup into a directory that holds no chain; verified before and after it is copied.

    Args:
        copy: The backup.
        directory: Where the chain is to be.

    Returns:
        What the chain holds.

    Raises:
        ChainRefused: CHAIN:NONE without a backup; CHAIN:EXISTS when a chain is there; CHAIN:DISK
            when it cannot be written; CHAIN:DAMAGED or CHAIN:FOREIGN when it is not a whole chain.
    """
    if not copy.is_file():
        raise ChainRefused("CHAIN:NONE", f"there is no backup at {copy}")
    verify(copy)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ChainRefused(
            "CHAIN:DISK", f"no chain can be kept in {directory} ({error.strerror})"
        ) from error
    _absent(directory / FILE)
    return _copied(copy, directory / FILE)


def verify(path: Path) -> ChainContents:
    """Check a chain's file, or the one in a directory, and return what it holds.

    Every block follows from the one before; transactions and receipts have the roots that headers
    name; logs are those of the receipts; what waits can be read; the state after every block is
    whole.

    Args:
        path: The file, or the chain's directory.

    Returns:
        What the chain holds.

    Raises:
        ChainRefused: CHAIN:NONE without a chain; CHAIN:FOREIGN for another file; CHAIN:DAMAGED when
            the chain is not whole; CHAIN:DISK when it cannot be read.
    """
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        raise ChainRefused("CHAIN:NONE", f"there is no chain at {path}")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    try:
        # One reading transaction: a chain that is being written is seen at one block.
        connection.execute("BEGIN")
        return _Check(connection, file).run()
    except sqlite3.DatabaseError as error:
        raise refuse_sqlite(file, error) from error
    except _UNREADABLE as error:
        raise refuse_damage(file, error) from error
    finally:
        connection.close()


def _absent(file: Path) -> None:
    if file.exists():
        raise ChainRefused("CHAIN:EXISTS", f"{file} exists already; move it away first")


def _copied(source: Path, to: Path) -> ChainContents:
    unfinished = to.with_name(to.name + ".unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        old, new = sqlite3.connect(source), sqlite3.connect(unfinished)
        try:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
        finally:
            new.close()
            old.close()
        verdict = verify(unfinished)
        _synced(unfinished)
        unfinished.rename(to)
        _synced(to.parent)
    except (sqlite3.DatabaseError, OSError) as error:
        raise ChainRefused(
            "CHAIN:DISK", f"{source} could not be copied to {to} ({error})"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return verdict


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Check:
    """One pass over a file."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._run = connection
        self._file = file
        self._walk = TrieWalk(self._node)

    def run(self) -> ChainContents:
        if self._one("PRAGMA application_id") != APPLICATION:
            raise ChainRefused("CHAIN:FOREIGN", f"{self._file} is not a chain of this program")
        self._holds(self._one("PRAGMA integrity_check(1)") == "ok", "SQLite finds it malformed")
        self._nodes()
        parent, number, logs, header = b"\x00" * 32, -1, 0, None
        for number, block_hash in self._run.execute("SELECT * FROM blocks ORDER BY number"):
            header = self._header(number, block_hash)
            self._holds(header.parent_hash == parent, f"block {number} has another parent")
            logs += self._block(number, header)
            self._walk.state(bytes(header.state_root))
            for root in (header.transaction_root, header.receipt_root, header.withdrawals_root):
                self._walk.values(bytes(root))
            parent = block_hash
        self._holds(header is not None, "it has no block")
        self._holds(
            self._node(b"v1:canonical_head_hash") == parent, "its state ends at another block"
        )
        self._waiting()
        counted = self._one("SELECT count(*) FROM logs")
        self._holds(counted == logs, f"{counted} logs, and {logs} in receipts")
        return ChainContents(
            number + 1,
            self._one("SELECT count(*) FROM transactions"),
            logs,
            self._one("SELECT count(*) FROM pending"),
            "0x" + parent.hex(),
        )

    def _one(self, question: str, *values: Any) -> Any:
        row = self._run.execute(question, values).fetchone()
        return None if row is None else row[0]

    def _node(self, key: bytes) -> bytes:
        stored = self._one("SELECT value FROM nodes WHERE key = ?", key)
        self._holds(stored is not None, f"the value under {key.hex()} is missing")
        value = read_back(key, stored)
        if value is None:
            raise refuse_damage(self._file, f"the value under {key.hex()} is not what was written")
        return value

    def _holds(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001 - as an assertion reads
        if not holds:
            raise refuse_damage(self._file, otherwise)

    def _header(self, number: int, block_hash: bytes) -> Any:
        data = self._node(block_hash)
        self._holds(keccak(data) == block_hash, f"block {number}'s header has another hash")

        header = rlp.decode(data, PragueBlockHeader)
        self._holds(header.block_number == number, f"block {number} has another number")
        return header

    def _block(self, number: int, header: Any) -> int:
        """Check a block's transactions and receipts, and return how many logs it has."""
        question = "SELECT raw, receipt, hash FROM transactions WHERE block = ? ORDER BY place"
        rows = self._run.execute(question, (number,)).fetchall()
        decode = PragueVM.get_transaction_builder().decode
        receipt_of = PragueVM.get_receipt_builder().decode
        transactions = [decode(raw) for raw, _, _ in rows]
        receipts = [receipt_of(receipt) for _, receipt, _ in rows]
        for transaction, (_, _, tx_hash) in zip(transactions, rows, strict=True):
            self._holds(transaction.hash == tx_hash, f"block {number} names another transaction")
        if number:
            roots = make_trie_root_and_nodes(transactions)[0], make_trie_root_and_nodes(receipts)[0]
            expected = header.transaction_root, header.receipt_root
            self._holds(roots == expected, f"block {number} has other transactions or receipts")
        expected_logs = [
            (
                bytes(log.address),
                bytes(log.data),
                *(topic.to_bytes(32, "big") for topic in log.topics),
            )
            for receipt in receipts
            for log in receipt.logs
        ]
        question = (
            "SELECT address, data, topic0, topic1, topic2, topic3 FROM logs WHERE block = ?"
            " ORDER BY place"
        )
        kept = [
            tuple(column for column in row if column is not None)
            for row in self._run.execute(question, (number,))
        ]
        self._holds(kept == expected_logs, f"block {number} has other logs than its receipts")
        return len(kept)

    def _waiting(self) -> None:
        decode = PragueVM.get_transaction_builder().decode
        for tx_hash, raw in self._run.execute("SELECT hash, raw FROM pending"):
            self._holds(decode(raw).hash == tx_hash, "a waiting transaction has another hash")

    def _nodes(self) -> None:
        for key, value in self._run.execute("SELECT key, value FROM nodes"):
            self._holds(
                read_back(key, value) is not None,
                f"the value under {key.hex()} is not what was written",
            )
