"""What tells a changed value from a written one, wherever in the file it stands.

Trie nodes lie under their own hash. Other values of py-evm carry a CRC-32 of key and value, rows
of transactions and logs one of their columns: SQLite detects a broken page, but not a changed byte
inside a value. Against accidents, not against somebody who can compute a sum; `tallystick chain
verify` compares with the headers' roots.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from eth_hash.auto import keccak

__all__ = ["first_fault", "read_back", "row_sum", "structure_fault", "written"]

_HASH, _SUM = 32, 4
_NOTHING = b"\xff"


def written(key: bytes, value: bytes) -> bytes:
    """Return what is stored under a key: the value, and its sum where the key is not a hash.

    Args:
        key: The key of the value.
        value: The value.

    Returns:
        The bytes to store.
    """
    return value if len(key) == _HASH else value + _sum_of(key, value)


def read_back(key: bytes, stored: object) -> bytes | None:
    """Return the value of what is stored under a key.

    Args:
        key: The key of the value.
        stored: What SQLite holds.

    Returns:
        The value, None when it is not what was written.
    """
    if not isinstance(stored, bytes):
        return None
    if len(key) == _HASH:
        return stored if keccak(stored) == key else None
    value, kept = stored[:-_SUM], stored[-_SUM:]
    return value if kept == _sum_of(key, value) else None


def _sum_of(key: bytes, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(_SUM, "big")


def row_sum(row: Iterable[object]) -> int:
    """Return the sum of a row's columns.

    Args:
        row: The columns in their order: bytes, integers or None.

    Returns:
        A CRC-32; -1, which no row carries, when a column is of another kind: a changed byte can
        make it so.
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
    """Return what is wrong with a file's pages and rows; values are not read.

    Args:
        file: The chain's file.

    Returns:
        A sentence, None when nothing is wrong.
    """
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    return None if verdict == "ok" else f"SQLite says: {verdict}"


def first_fault(connection: sqlite3.Connection) -> str | None:
    """Read a whole file and return what is wrong with it.

    Structure and indexes by SQLite, every value of py-evm against its key, every row against its
    sum, every block against its header's key, and what waits against its hash.

    Args:
        connection: The open file.

    Returns:
        A sentence, None when nothing is wrong.
    """
    return next(_faults(connection), None)


def _faults(connection: sqlite3.Connection) -> Iterator[str]:
    verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        yield f"SQLite says: {verdict}"
    for key, value in connection.execute("SELECT key, value FROM nodes"):
        if read_back(key, value) is None:
            yield f"the value under {key.hex()} is not what was written"
    for table in ("transactions", "logs"):
        for *row, kept in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - fixed names
            if row_sum(row) != kept:
                yield f"a row of {table} is not what was written"
    for (number,) in connection.execute(
        "SELECT number FROM blocks WHERE hash NOT IN (SELECT key FROM nodes)"
    ):
        yield f"block {number} has no header"
    count, last = connection.execute("SELECT count(*), max(number) FROM blocks").fetchone()
    if count and count != last + 1:
        yield f"{count} blocks are there, and the last has the number {last}"
    for tx_hash, raw in connection.execute("SELECT hash, raw FROM pending"):
        if read_back(tx_hash, raw) is None:
            yield "a waiting transaction is not what was written"
