"""Why a chain cannot be opened or read: damage, or a disk that does not serve."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tallystick.errors import ConfigError

__all__ = ["ChainRefused", "refuse_damage", "refuse_sqlite"]

# SQLite's codes for a disk that is full, forbidden, gone or failing; extended codes share a byte.
_PRIMARY = 0xFF
_OF_THE_DISK = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_BUSY,
}


class ChainRefused(ConfigError):  # noqa: N818 - named by what happened, as all errors are
    """A chain that cannot be opened as it is: in use, damaged, missing or of another kind."""


def refuse_damage(path: Path | str, what: object) -> ChainRefused:
    """Return the refusal of a file that does not hold a whole chain.

    Args:
        path: The chain's file.
        what: What is wrong.

    Returns:
        The error to raise, CHAIN:DAMAGED.
    """
    return ChainRefused(
        "CHAIN:DAMAGED",
        f"the chain in {path} is damaged ({what}); put a backup in its place with"
        " `tallystick chain restore`",
    )


def refuse_sqlite(path: Path | str, error: Exception) -> ChainRefused:
    """Return the refusal for an error of SQLite: damage, or a disk that does not serve.

    Args:
        path: The chain's file.
        error: SQLite's error.

    Returns:
        The error to raise, CHAIN:DISK or CHAIN:DAMAGED.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _PRIMARY
    if code in _OF_THE_DISK:
        return ChainRefused("CHAIN:DISK", f"the disk does not serve the chain in {path} ({error})")
    return refuse_damage(path, error)
