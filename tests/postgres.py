"""A PostgreSQL server of the tests' own: one cluster a run, on a Unix socket, gone afterwards.

The processes of one run (`pytest -n 2`) share it: whoever needs it first starts it, and the process
that began the run stops it. A database costs a few milliseconds, and one with the schema of now is
copied from the first that was migrated.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from room import room

__all__ = ["PLACE", "Cluster", "begin", "end", "running_cluster"]

# Where the cluster of this run is, or will be; workers inherit it.
PLACE = "TALLYSTICK_TEST_POSTGRES"
MIGRATED = "migrated"
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_USER = "postgres"
# Nothing here outlives the run, so nothing waits for the disk.
_OPTIONS = (
    "listen_addresses=''", "max_connections=100", "fsync=off", "synchronous_commit=off",
    "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=128MB",
    "min_wal_size=32MB",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; each database is new."""

    binaries: Path
    folder: Path

    def new_database(self, *, migrated: bool = False) -> str:
        """Create a database and return its URL: empty, or with the schema of now."""
        name = "t" + uuid.uuid4().hex
        if not migrated:
            self._create(name, "template1")
            return self.url(name)
        with _locked(self.folder):
            if not self._exists(MIGRATED):
                self._create("migrating", "template1")
                _migrate(self.url("migrating"))
                self._execute(f"ALTER DATABASE migrating RENAME TO {MIGRATED}")
        self._create(name, MIGRATED)
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database whose test is over: each has megabytes, and a run has a thousand."""
        name = url.partition("@/")[2].partition("?")[0]
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://{_USER}@/{name}?host={self.folder}"

    def start(self) -> None:
        settings = (*_OPTIONS, f"unix_socket_directories={self.folder}")
        options = " ".join(f"-c {setting}" for setting in settings)
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-o", options, "-l",
             self.folder / "log", "-w", "start")  # fmt: skip

    def stop(self) -> None:
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def _create(self, name: str, template: str) -> None:
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def _exists(self, name: str) -> bool:
        return bool(self._execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def _execute(self, statement: str) -> list[tuple[object, ...]]:
        import psycopg  # noqa: PLC0415 - only where there is a server

        with psycopg.connect(
            host=str(self.folder), user=_USER, dbname="postgres", autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []


def begin() -> None:
    """Say where the cluster of this run will be; in the process that begins it."""
    # A socket's path has to be short.
    os.environ[PLACE] = tempfile.mkdtemp(prefix="tallystick-pg-", dir=room())


def end() -> None:
    """Stop the cluster of this run, if it was started, and forget it."""
    folder = Path(os.environ.pop(PLACE))
    if (folder / "data" / "postmaster.pid").exists():
        Cluster(_binaries(), folder).stop()
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name(folder.name + ".lock").unlink(missing_ok=True)


def running_cluster() -> Cluster:
    """The cluster of this run; the test is skipped where no PostgreSQL 15 or later can be had."""
    if not any(_version(folder) >= 15 for folder in _FOLDERS):
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql")
    if os.getuid() == 0 and not _can_become_postgres():
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres to become")
    cluster = Cluster(_binaries(), Path(os.environ[PLACE]))
    with _locked(cluster.folder):
        if not (cluster.folder / "data").exists():
            if os.getuid() == 0:
                shutil.chown(cluster.folder, _USER)
            _run(cluster.binaries / "initdb", "-D", cluster.folder / "data", "-U", _USER,
                 "-A", "trust", "--no-sync", "--no-instructions")  # fmt: skip
            cluster.start()
    return cluster


def _binaries() -> Path:
    return next(folder for folder in _FOLDERS if _version(folder) >= 15)


def _version(binaries: Path) -> int:
    return int(binaries.parent.name.split(".")[0])


def _migrate(url: str) -> None:
    from tallystick_node.storage import Database, upgrade  # noqa: PLC0415 - the chains need none

    database = Database(url)
    upgrade(database)
    database.close()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder.parent / (folder.name + ".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _can_become_postgres() -> bool:
    return (
        shutil.which("runuser") is not None
        and not subprocess.run(
            ["runuser", "-u", _USER, "--", "true"], capture_output=True, check=False
        ).returncode
    )


def _run(*command: object) -> None:
    words: Sequence[str] = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", _USER, "--", *words]
    # A server keeps what it inherits: it must not hold the pipes that we wait for.
    ended = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd="/", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{' '.join(words)} ended with {ended.returncode}"
