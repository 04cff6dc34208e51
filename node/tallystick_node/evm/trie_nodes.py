"""The table of trie nodes in a chain's file, as py-evm reads and writes it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from eth.db.backends.base import BaseDB

from tallystick_node.evm.chain_refusals import refuse_damage, refuse_sqlite
from tallystick_node.evm.checksums import read_back, written

__all__ = ["TrieNodes"]

# Trie nodes kept in memory for reading; beyond that all are forgotten and read again.
CACHED_MAX = 200_000


class TrieNodes(BaseDB):
    """py-evm's keys and values: writes wait in a buffer until the block is written.

    A key of 32 bytes is the hash of its value; one that is not is damage, and is never returned.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path | str) -> None:
        self._connection = connection
        self._path = path
        self._cache: dict[bytes, bytes] = {}
        self.buffer: dict[bytes, bytes | None] = {}

    def __getitem__(self, key: bytes) -> bytes:
        value = self.buffer[key] if key in self.buffer else self._read(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self.buffer[key] = value

    def __delitem__(self, key: bytes) -> None:
        self.buffer[key] = None

    def _exists(self, key: bytes) -> bool:
        return (self.buffer[key] if key in self.buffer else self._read(key)) is not None

    def _read(self, key: bytes) -> bytes | None:
        if key in self._cache:
            return self._cache[key]
        try:
            question = "SELECT value FROM nodes WHERE key = ?"
            row = self._connection.execute(question, (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise refuse_sqlite(self._path, error) from error
        if row is None:
            return None
        value = read_back(key, row[0])
        if value is None:
            raise refuse_damage(self._path, f"the value under {key.hex()} is not what was written")
        self._remember(key, value)
        return value

    def _remember(self, key: bytes, value: bytes) -> None:
        if len(self._cache) >= CACHED_MAX:
            self._cache.clear()
        self._cache[key] = value

    def flush(self) -> None:
        """Send the buffer to SQLite, inside a transaction that is not over yet."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO nodes VALUES (?, ?)",
            [(key, written(key, value)) for key, value in self.buffer.items() if value is not None],
        )
        gone = [(key,) for key, value in self.buffer.items() if value is None]
        self._connection.executemany("DELETE FROM nodes WHERE key = ?", gone)

    def kept(self) -> None:
        """Take note that the buffer is on disk."""
        for key, value in self.buffer.items():
            if value is None:
                self._cache.pop(key, None)
            else:
                self._remember(key, value)
        self.buffer.clear()

    def discard(self) -> None:
        """Forget what was not written."""
        self.buffer.clear()
