"""What tells a changed value from a written one, wherever in the file it stands.

Trie nodes lie under their own hash. Rows of transactions and logs carry a CRC-32 of their columns:
SQLite finds a broken page, but not a changed byte inside a value. Against accidents, not against
somebody who can compute a sum; `tallystick chain verify` compares with the headers' roots.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path

from eth_hash.auto import keccak

__all__ = ["first_fault", "intact", "row_sum", "structure_fault"]

_HASH = 32
_NOTHING = b"\xff"


def intact(key: bytes, value: object) -> bool:
    """Whether a value is what was written under a key; only keys that are hashes can tell."""
    return isinstance(value, bytes) and (len(key) != _HASH or keccak(value) == key)


def row_sum(row: Iterable[object]) -> int:
    """Return the sum of a row's columns, in their order: bytes, integers or None.

    -1, which no row carries, when a column is of another kind: a changed byte can make it so.
    """
    total = 0
    for value in row:
        if isinstance(value, bytes):
            total = zlib.crc32(value, total)
        elif not isinstance(value, int | None):
            return -1
        else:
            total = zlib.crc32(_NOTHING if value is None else str(value).encode(), total)
    return total


def structure_fault(file: Path) -> str | None:
    """Say what is wrong with a file's pages and rows, None when nothing is; values are not read."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    return None if verdict == "ok" else f"SQLite says: {verdict}"


def first_fault(connection: sqlite3.Connection) -> str | None:
    """Read a whole file and say what is wrong with it, None when nothing is.

    Structure and indexes by SQLite, every trie node against its key, every row against its sum,
    every block against its header's key, and what waits against its hash.
    """
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        return f"SQLite says: {verdict}"
    for key, value in connection.execute("SELECT key, value FROM nodes"):
        if not intact(key, value):
            return f"the value under {key.hex()} is not what was written"
    for table in ("transactions", "logs"):
        for *row, kept in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - fixed names
            if row_sum(row) != kept:
                return f"a row of {table} is not what was written"
    orphan = connection.execute(
        "SELECT number FROM blocks WHERE hash NOT IN (SELECT key FROM nodes) LIMIT 1"
    ).fetchone()
    if orphan is not None:
        return f"block {orphan[0]} has no header"
    for tx_hash, raw in connection.execute("SELECT hash, raw FROM pending"):
        if not intact(tx_hash, raw):
            return "a waiting transaction is not what was written"
    return None
