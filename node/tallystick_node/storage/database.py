"""One database, SQLite or PostgreSQL: connections that read, transactions that write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from tallystick.errors import ConfigError

__all__ = ["Database", "sqlite_url"]

BUSY_SECONDS = 30
_LOCK_PAUSE_SECONDS = 0.02
_POSTGRESQL_MIN = 150_000


def sqlite_url(file: Path) -> str:
    """Return the URL of an SQLite file.

    Args:
        file: The file.

    Returns:
        The URL.
    """
    return f"sqlite:///{file}"


class Database:
    """An SQLite file or a PostgreSQL database by its URL; safe to share between threads.

    What is committed is on disk. On SQLite one transaction writes at a time and the others wait;
    on PostgreSQL rows are locked where it matters. Raises ConfigError for a URL that is neither.
    durable: False where a machine that stops may take an SQLite file along, as something that is
    then made anew.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        parsed = _parsed(url)
        self.dialect = parsed.get_backend_name()
        self.place = parsed.render_as_string(hide_password=True)
        sqlite = self.dialect == "sqlite"
        self._engine = create_engine(
            parsed,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
            if sqlite
            else {"connect_timeout": BUSY_SECONDS},
            pool_pre_ping=not sqlite,
        )
        if sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            if not durable:
                event.listen(self._engine, "connect", _wait_for_no_disk)
            event.listen(self._engine, "begin", _begin_sqlite)

    def check(self) -> None:
        """Require that the database can be used.

        Raises:
            ConfigError: DATABASE:UNREACHABLE with the reason; DATABASE:VERSION for PostgreSQL
                before 15.
        """
        try:
            with self.reading() as connection:
                if self.dialect == "sqlite":
                    connection.execute(text("SELECT 1"))
                    return
                version = int(connection.scalar(text("SHOW server_version_num")) or 0)
        except SQLAlchemyError as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            raise ConfigError(
                "DATABASE:UNREACHABLE", f"the database {self.place} does not answer: {reason}"
            ) from error
        if version < _POSTGRESQL_MIN:
            raise ConfigError(
                "DATABASE:VERSION", f"PostgreSQL must be 15 or later, this one is {version}"
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database; nothing written here is kept.

        Yields:
            The connection.
        """
        isolation: dict[str, Any] = {"reading": True}
        if self.dialect != "sqlite":
            isolation["isolation_level"] = "REPEATABLE READ"
        with self._engine.connect().execution_options(**isolation) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a transaction: committed when the block ends, rolled back when it raises.

        Yields:
            The connection.
        """
        with self._engine.begin() as connection:
            yield connection

    def settle(self, seconds: float = BUSY_SECONDS) -> bool:
        """Fold SQLite's log into the file and empty it, so that it keeps no earlier state.

        A reader in its midst is waited for; PostgreSQL's own vacuum does the like.

        Args:
            seconds: How long to wait for readers.

        Returns:
            False when one was still reading: the log keeps what was there before.
        """
        if self.dialect != "sqlite":
            return True
        until = time.monotonic() + seconds
        while True:
            with self._engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None, "the connection is open"
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(_LOCK_PAUSE_SECONDS)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is not None and not _can_be(url, parsed):
        parsed = None
    if parsed is not None and parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed is not None and parsed.drivername == "sqlite" and parsed.database:
        return parsed
    # The URL itself may hold a password, so it is not quoted.
    raise ConfigError(
        "DATABASE:URL", "the database must be sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def _can_be(url: str, parsed: URL) -> bool:
    """Whether a URL can be one of a server or file, in what the driver would only trip over."""
    port = parsed.query.get("port")
    return "\0" not in url and (port is None or str(port).isdigit())


def _prepare_sqlite(raw: Any, _: object) -> None:
    raw.isolation_level = None  # the transaction begins where we say, not where the driver guesses
    # What is deleted is written over: a person who was forgotten is in no free page.
    _begin_wal(raw)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _wait_for_no_disk(raw: Any, _: object) -> None:
    raw.execute("PRAGMA synchronous = OFF").close()


def _begin_wal(raw: Any) -> None:
    """Put a new file into WAL mode, or see that it is.

    SQLite does not wait for this lock by itself: several that open a new file at once would fail.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_LOCK_PAUSE_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    statement = (
        "BEGIN" if connection.get_execution_options().get("reading", False) else "BEGIN IMMEDIATE"
    )
    raw = connection.connection.driver_connection
    assert raw is not None, "the connection is open"
    try:
        raw.execute(statement).close()  # past SQLAlchemy: every question begins with it
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error
