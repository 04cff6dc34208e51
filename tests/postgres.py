"""A PostgreSQL server of the tests' own: a private cluster on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

__all__ = ["Cluster", "postgres_cluster"]

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_USER = "postgres"


@dataclass
class Cluster:
    """A running server; each database is new and empty."""

    binaries: Path
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_database(self) -> str:
        """Create a database and return its URL."""
        name = f"t{next(self._numbers)}"
        _run(self.binaries / "createdb", "-h", self.folder, "-U", _USER, name)
        return f"postgresql://{_USER}@/{name}?host={self.folder}"

    def start(self) -> None:
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=50"
        )
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-o", options, "-l",
             self.folder / "log", "-w", "start")  # fmt: skip

    def stop(self) -> None:
        _run(self.binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")


@contextmanager
def postgres_cluster() -> Iterator[Cluster]:
    """A fresh cluster; the test is skipped where no PostgreSQL 15 or later can be had."""
    binaries = next((one for one in _FOLDERS if int(one.parent.name.split(".")[0]) >= 15), None)
    if binaries is None:
        pytest.skip("PostgreSQL 15 is not installed: apt-get install postgresql")
    if os.getuid() == 0 and not _can_become_postgres():
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres to become")
    folder = Path(tempfile.mkdtemp(prefix="tallystick-pg-", dir="/tmp"))  # a socket's path is short
    if os.getuid() == 0:
        shutil.chown(folder, _USER)
    cluster = Cluster(binaries, folder)
    try:
        _run(binaries / "initdb", "-D", folder / "data", "-U", _USER, "-A", "trust", "--no-sync")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _can_become_postgres() -> bool:
    return (
        shutil.which("runuser") is not None
        and not subprocess.run(
            ["runuser", "-u", _USER, "--", "true"], capture_output=True, check=False
        ).returncode
    )


def _run(*command: object) -> None:
    words: Sequence[str] = [str(one) for one in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", _USER, "--", *words]
    # A server keeps what it inherits: it must not hold the pipes that we wait for.
    ended = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd="/", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{' '.join(words)} ended with {ended.returncode}"
