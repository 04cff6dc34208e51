"""Where a chain is kept: one SQLite file, and one SQLite transaction for each block.

Trie nodes, the head, blocks, transactions, receipts, logs and the transactions that wait are in the
same file, so a process that dies leaves the last block whole or not there at all. A chain in memory
is the same thing under the name `:memory:`.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tallystick_node.evm.chain_refusals import ChainRefused, refuse_damage, refuse_sqlite
from tallystick_node.evm.checksums import first_fault, row_sum
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.trie_nodes import TrieNodes

__all__ = [
    "APPLICATION",
    "CHECKED_WHOLE_MAX",
    "FILE",
    "BlockRows",
    "Store",
    "connect",
]

FILE = "chain.sqlite"
LOCK = "chain.lock"
APPLICATION = 0x54535443
FORMAT = 2
INTERNAL_ERROR = -32603
# Files up to this size are read whole when they are opened; larger ones while they are served.
CHECKED_WHOLE_MAX = 4_000_000

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE nodes (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE);
CREATE TABLE transactions (
  hash BLOB PRIMARY KEY, block INTEGER NOT NULL, place INTEGER NOT NULL, raw BLOB NOT NULL,
  receipt BLOB NOT NULL, gas_used INTEGER NOT NULL, first_log INTEGER NOT NULL, sum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX transactions_by_block ON transactions (block, place);
CREATE TABLE logs (
  block INTEGER NOT NULL, place INTEGER NOT NULL, tx_hash BLOB NOT NULL, tx_place INTEGER NOT NULL,
  address BLOB NOT NULL, topic0 BLOB, topic1 BLOB, topic2 BLOB, topic3 BLOB, data BLOB NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY (block, place)
) WITHOUT ROWID;
CREATE INDEX logs_by_address ON logs (address, block);
CREATE INDEX logs_by_topic ON logs (topic0, block);
CREATE TABLE pending (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, raw BLOB NOT NULL);
"""


@dataclass
class BlockRows:
    """What a block adds to the tables, and which waiting transactions it ends."""

    number: int
    block_hash: bytes
    timestamp: int = 0
    transactions: list[tuple[Any, ...]] = field(default_factory=list)
    logs: list[tuple[Any, ...]] = field(default_factory=list)
    settled: list[bytes] = field(default_factory=list)


def connect(path: Path | str) -> sqlite3.Connection:
    """Open a chain's file to be read and written from any thread.

    Args:
        path: The chain's file.

    Returns:
        The connection.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


class Store:
    """One chain's file, open for one process at a time."""

    def __init__(self, directory: Path | None = None) -> None:
        """Open the chain of a directory, or begin an empty one; None keeps it in memory."""
        self.path: Path | str = ":memory:" if directory is None else directory / FILE
        self._lock = None if directory is None else _sole_writer(directory)
        try:
            self.connection = connect(self.path)
            self._prepare()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            # SQLite's own sentence may quote a name that is no longer text.
            self._release()
            raise refuse_sqlite(self.path, error) from error
        except ChainRefused:
            self._release()
            raise
        # An owner that is forgotten without `close` still gives the file back.
        self._finalizer = weakref.finalize(self, _close, self.connection, self._lock)
        self.nodes = TrieNodes(self.connection, self.path)

    def _prepare(self) -> None:
        if self.one("PRAGMA schema_version") == 0:
            self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self.connection.execute(f"PRAGMA user_version = {FORMAT}")
            self.connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            return
        if self.one("PRAGMA application_id") != APPLICATION:
            raise ChainRefused("CHAIN:FOREIGN", f"{self.path} is not a chain of this program")
        if (version := self.one("PRAGMA user_version")) != FORMAT:
            raise ChainRefused(
                "CHAIN:FORMAT",
                f"{self.path} has the format {version}, this program reads {FORMAT}: open it with"
                " the version that made it, or move it away for a new one",
            )
        if _tables(self.connection) != _expected_tables():
            raise refuse_damage(self.path, "its tables are not those of this program")
        if Path(self.path).stat().st_size <= CHECKED_WHOLE_MAX:
            fault = first_fault(self.connection)
            if fault is not None:
                raise refuse_damage(self.path, fault)

    def _release(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
        if self._lock is not None:
            os.close(self._lock)

    def close(self) -> None:
        """Close the file; another process may open it then."""
        self._finalizer()

    def one(self, question: str, *values: Any) -> Any:
        """Return the first column of the first row.

        Args:
            question: The SQL.
            *values: Its parameters.

        Returns:
            The value, None when there is no row.
        """
        row = self.connection.execute(question, values).fetchone()
        return None if row is None else row[0]

    def meta(self, key: str) -> str | None:
        """Return a setting that is kept with the chain.

        Args:
            key: The setting's name.

        Returns:
            Its value, None when there is none.

        Raises:
            ChainRefused: CHAIN:DAMAGED when it was changed.
        """
        question = "SELECT value, sum FROM meta WHERE key = ?"
        try:
            row = self.connection.execute(question, (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise refuse_sqlite(self.path, error) from error
        if row is None:
            return None
        value: str = row[0]
        if row_sum((key.encode(), str(value).encode())) != row[1]:
            raise refuse_damage(self.path, f"its {key} is not what was written")
        return value

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting with the chain.

        Args:
            key: The setting's name.
            value: Its value.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.writing():
            self._keep(key, value)

    def _keep(self, key: str, value: str) -> None:
        row = (key, value, row_sum((key.encode(), value.encode())))
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", row)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all or nothing: what is written inside is on disk at the end, or nowhere.

        Yields:
            Nothing.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        try:
            with ExitStack() as undone:
                undone.callback(self._roll_back)
                self.connection.execute("BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
                undone.pop_all()
        except sqlite3.Error as error:
            raise RpcRefusal(
                INTERNAL_ERROR,
                f"the chain's disk does not take this ({error}); nothing was changed",
            ) from error

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self.nodes.discard()

    def write_block(self, rows: BlockRows, clock: str | None = None) -> None:
        """Put a block on disk with everything that it changes, and the clock when it has moved.

        Args:
            rows: What the block adds.
            clock: The clock's document, None when it has not moved.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.writing():
            self.nodes.flush()
            self._write_rows(rows)
            if clock is not None:
                self._keep("clock", clock)
        self.nodes.kept()

    def _write_rows(self, rows: BlockRows) -> None:
        run = self.connection
        run.execute("INSERT INTO blocks VALUES (?, ?)", (rows.number, rows.block_hash))
        run.executemany(
            "INSERT INTO transactions VALUES (?,?,?,?,?,?,?,?)",
            [(*row, row_sum(row)) for row in rows.transactions],
        )
        run.executemany(
            "INSERT INTO logs VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            [(*row, row_sum(row)) for row in rows.logs],
        )
        run.executemany(
            "DELETE FROM pending WHERE hash = ?", [(tx_hash,) for tx_hash in rows.settled]
        )

    def write_pending(
        self, waiting: Iterable[tuple[int, bytes, bytes]], replaced: Iterable[bytes]
    ) -> None:
        """Keep transactions before they are acknowledged.

        Args:
            waiting: Sequence, hash and raw bytes of each.
            replaced: The hashes of those whose place they take.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.writing():
            gone = [(tx_hash,) for tx_hash in replaced]
            self.connection.executemany("DELETE FROM pending WHERE hash = ?", gone)
            self.connection.executemany("INSERT INTO pending VALUES (?, ?, ?)", waiting)

    def pending(self) -> list[tuple[int, bytes, bytes]]:
        """Return the waiting transactions.

        Returns:
            Sequence, hash and raw bytes of each, in the order in which they came.
        """
        return self.connection.execute("SELECT seq, hash, raw FROM pending ORDER BY seq").fetchall()

    def cut(self, number: int, clock: str | None = None) -> None:
        """Forget the blocks after one, and all that waits; trie nodes stay.

        Args:
            number: The last block that stays.
            clock: The clock's document, None to keep it.

        Raises:
            RpcRefusal: -32603 when the disk does not take it; nothing has changed then.
        """
        with self.writing():
            if clock is not None:
                self._keep("clock", clock)
            self.nodes.flush()
            for table, column in (
                ("logs", "block"),
                ("transactions", "block"),
                ("blocks", "number"),
            ):
                self.connection.execute(f"DELETE FROM {table} WHERE {column} > ?", (number,))  # noqa: S608 - fixed names
            self.connection.execute("DELETE FROM pending")
        self.nodes.kept()


def _tables(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Return the definitions of tables and indexes; a changed byte in one changes what is read."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()


@cache
def _expected_tables() -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(SCHEMA)
        return _tables(empty)


def _sole_writer(directory: Path) -> int:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ChainRefused(
            "CHAIN:DISK", f"no chain can be kept in {directory} ({error.strerror})"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise ChainRefused(
            "CHAIN:IN_USE",
            f"another process has the chain in {directory} open; stop it first, or ask it with"
            " --rpc",
        ) from error
    return lock


def _close(connection: sqlite3.Connection, lock: int | None) -> None:
    connection.close()
    if lock is not None:
        os.close(lock)
