"""What is lost with a database's machine, and how soon a node serves again: tried for real.

scripts/drill_database.py --rpc URL --folder DIR    a development node on clusters of its own

On real clusters of PostgreSQL: a primary, a streaming replica that confirms each commit, a base
backup and an archive of its log. A node works on the primary, and somebody writes down what was
committed. Then, one after the other:

  replica   the primary is killed with -9, the replica promoted, the node started on it
  point     on the promoted one tables are dropped by mistake: the base backup of before, and the
            archive up to a named point
  archive   both machines had gone with the primary: the base backup, and what was archived by then

Of each, prints as JSON the seconds until the node is ready and its tables agree with the chain, and
what was committed and is no longer there. Exit code 1 when a node does not come back whole, or
commits are lost that the replica had confirmed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psycopg

USER = "postgres"
# How long the log waits at most until it is archived; docs/how-to/scale-out.md says 60.
ARCHIVE_SECONDS = 5
LOAD_SECONDS = 8
READY_SECONDS = 180
MARKS = "CREATE TABLE drill_marks (number bigint PRIMARY KEY, at double precision NOT NULL)"
POINT = "before the mistake"


def binaries() -> Path:
    """The newest PostgreSQL there is, 15 or later."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    versions = {int(folder.parent.name): folder for folder in folders}
    newest = max(versions, default=0)
    if newest < 15:
        sys.exit("PostgreSQL 15 is not installed: apt-get install postgresql")
    return versions[newest]


def run(*command: object) -> None:
    """Run a program of PostgreSQL's, as the user that it wants to be."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", USER, "--", *words]
    ended = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        cwd="/", check=False, text=True,
    )  # fmt: skip
    if ended.returncode:
        sys.exit(f"{' '.join(words)}: {ended.stderr}")


@dataclass(frozen=True, slots=True)
class Server:
    """One cluster of a folder, reached by its socket there."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        """The URL of the node's database."""
        return f"postgresql://{USER}@/{USER}?host={self.folder}"

    @property
    def data(self) -> Path:
        """Where the cluster is."""
        return self.folder / "data"

    def connect(self) -> psycopg.Connection[Any]:
        """Connect, to commit each statement by itself."""
        return psycopg.connect(host=str(self.folder), user=USER, dbname=USER, autocommit=True)

    def prepare(self) -> None:
        """Make the folder, which belongs to the user that PostgreSQL runs as."""
        self.folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder, USER)

    def configure(self, lines: str) -> None:
        """Add settings; the last of a name counts."""
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n{lines}\n"
            )

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        run(self.programs / "pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w",
            "-t", READY_SECONDS, "start")  # fmt: skip

    def kill(self) -> None:
        """Stop it as a machine that loses its power does."""
        number = int((self.data / "postmaster.pid").read_text("utf-8").split()[0])
        children = Path(f"/proc/{number}/task/{number}/children").read_text("utf-8").split()
        for process in (number, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, 9)

    def stop(self) -> None:
        """Stop it, if it runs."""
        if (self.data / "postmaster.pid").exists():
            with suppress(SystemExit):
                run(self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")


@dataclass
class Node:
    """A node on a database; everything else of it stays where it is."""

    folder: Path
    rpc: str
    process: subprocess.Popen[str] | None = None

    def words(self, url: str) -> list[str]:
        """What the node and its commands are told."""
        return ["--data-dir", str(self.folder / "node"), "--rpc", self.rpc, "--database", url]

    def start(self, url: str) -> None:
        """Start it, and wait until it is ready."""
        program = [sys.executable, "-m", "tallystick", "node", "--dev", "--port", "0"]
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*program, *self.words(url)], stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        place = next((line.split()[2] for line in lines if line.startswith("listening")), None)
        if place is None:
            sys.exit((self.folder / "node.log").read_text("utf-8")[-2_000:])
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with suppress(httpx2.HTTPError):
                if httpx2.get(f"{place}/readyz", timeout=10).is_success:
                    return
            time.sleep(0.1)
        sys.exit(f"the node is not ready after {READY_SECONDS} seconds")

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None

    def verified(self, url: str) -> bool:
        """Whether its tables are those of the chain, and its journal is whole."""
        program = [sys.executable, "-m", "tallystick", "node", "verify"]
        ended = subprocess.run(
            [*program, *self.words(url)], capture_output=True, text=True, check=False
        )
        if ended.returncode:
            print(ended.stdout, ended.stderr, file=sys.stderr)
        return ended.returncode == 0


@dataclass
class Writer:
    """Commits a mark after the other, and knows which were confirmed, and when."""

    server: Server
    confirmed: dict[int, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        """Write until told otherwise, or until the server is gone."""
        number = max(self.confirmed, default=0)
        with suppress(psycopg.Error), self.server.connect() as connection:
            while not self._over.is_set():
                number += 1
                now = time.time()
                connection.execute("INSERT INTO drill_marks VALUES (%s, %s)", (number, now))
                self.confirmed[number] = now
                time.sleep(0.005)

    def begin(self) -> threading.Thread:
        """Begin to write."""
        self._over.clear()
        thread = threading.Thread(target=self.write)
        thread.start()
        return thread

    def end(self, thread: threading.Thread) -> None:
        """Stop."""
        self._over.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a loss. lost_seconds: between the last commit and the last that is there."""

    serving_seconds: float
    confirmed: int
    lost: int
    lost_seconds: float
    whole: bool


class Drill:
    """All of it, in one folder."""

    def __init__(self, folder: Path, rpc: str) -> None:
        self.folder = folder
        self.programs = binaries()
        self.node = Node(folder, rpc)
        self.archive = folder / "archive"
        self.kept = folder / "kept"
        self.base, self.archive_then = self.kept / "base", self.kept / "archive"
        self.primary = Server(self.programs, folder / "primary")
        self.replica = Server(self.programs, folder / "replica")
        self.writer = Writer(self.primary)
        self.stack = ExitStack()
        self.chain_then = ""

    def begin(self) -> None:
        """Start primary and replica, take the base backup, and let the node found its platform."""
        if os.getuid() == 0:
            self.folder.chmod(0o755)
        self.primary.prepare()
        run(self.programs / "initdb", "-D", self.primary.data, "-U", USER, "-A", "trust")
        for kept in (self.archive, self.kept):
            Server(self.programs, kept).prepare()
        self.primary.configure(
            "wal_level = replica\narchive_mode = on\n"
            f"archive_command = 'cp %p {self.archive}/%f.part && mv {self.archive}/%f.part"
            f" {self.archive}/%f'\narchive_timeout = {ARCHIVE_SECONDS}"
        )
        self._start(self.primary)
        self.stack.callback(self.node.kill)
        self.node.start(self.primary.url)
        with self.primary.connect() as connection:
            connection.execute(MARKS)
        self._copy(self.base)
        self.replica.prepare()
        self._copy(self.replica.data, "-R")
        self.replica.configure("hot_standby = on")
        self._start(self.replica)
        # From now on a commit is confirmed when the replica has it. Only the primary is told: once
        # promoted, the replica confirms by itself, until it has a replica of its own.
        with self.primary.connect() as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")

    def lose_the_primary(self) -> Outcome:
        """Kill it under load, and promote the replica."""
        thread = self.writer.begin()
        time.sleep(LOAD_SECONDS)
        began = time.monotonic()
        self.primary.kill()
        thread.join()
        self.node.kill()
        run("cp", "-a", self.archive, self.archive_then)
        self.chain_then = self._ask("evm_snapshot")
        run(self.programs / "pg_ctl", "-D", self.replica.data, "-w", "promote")
        return self._served(self.replica, began)

    def make_a_mistake(self) -> Outcome:
        """Go back to a point before tables were dropped."""
        self.writer.server = self.replica
        thread = self.writer.begin()
        time.sleep(LOAD_SECONDS)
        self.writer.end(thread)
        with self.replica.connect() as connection:
            connection.execute("SELECT pg_create_restore_point(%s)", (POINT,))
            connection.execute("DROP TABLE drill_marks, events, event_parties, loans, journal")
            segment = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert segment is not None
        began = time.monotonic()
        while not (self.archive / segment[0]).exists():
            time.sleep(0.1)
        target = f"recovery_target_name = '{POINT}'\nrecovery_target_action = promote"
        return self._served(self._restored("point", self.archive, target), began)

    def lose_both(self, confirmed: dict[int, float]) -> Outcome:
        """Go to the end of what was archived when the primary was lost."""
        self.writer.confirmed = confirmed
        self._ask("evm_revert", self.chain_then)
        began = time.monotonic()
        server = self._restored("archived", self.archive_then, "")
        return self._served(server, began)

    def run(self) -> dict[str, Outcome]:
        """Do all of it."""
        self.begin()
        outcomes = {"replica": self.lose_the_primary()}
        confirmed = dict(self.writer.confirmed)
        outcomes["point"] = self.make_a_mistake()
        outcomes["archive"] = self.lose_both(confirmed)
        return outcomes

    def _ask(self, method: str, *parameters: str) -> str:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        return str(httpx2.post(self.node.rpc, json=body, timeout=30).json()["result"])

    def _served(self, server: Server, began: float) -> Outcome:
        self.node.start(server.url)
        seconds = time.monotonic() - began
        with server.connect() as connection:
            kept = {number for (number,) in connection.execute("SELECT number FROM drill_marks")}
        confirmed = self.writer.confirmed
        last = max((confirmed[number] for number in kept & set(confirmed)), default=0.0)
        whole = self.node.verified(server.url)
        self.node.kill()
        return Outcome(
            round(seconds, 1), len(confirmed), len(set(confirmed) - kept),
            round(max(confirmed.values()) - last, 1), whole,
        )  # fmt: skip

    def _restored(self, name: str, archive: Path, target: str) -> Server:
        server = Server(self.programs, self.folder / name)
        server.prepare()
        run("cp", "-a", self.base, server.data)
        server.configure(f"archive_mode = off\nrestore_command = 'cp {archive}/%f %p'\n{target}")
        (server.data / "recovery.signal").touch()
        self._start(server)
        with server.connect() as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
                time.sleep(0.1)
        return server

    def _start(self, server: Server) -> None:
        server.start()
        self.stack.callback(server.stop)

    def _copy(self, to: Path, *more: str) -> None:
        run(self.programs / "pg_basebackup", "-h", self.primary.folder, "-U", USER, "-D", to,
            "-X", "stream", "-c", "fast", *more)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the drill; 1 when a node does not come back whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rpc", required=True, help="A development chain's URL.")
    parser.add_argument("--folder", required=True, type=Path, help="An empty folder.")
    chosen = parser.parse_args(arguments)
    drill = Drill(chosen.folder.resolve(), chosen.rpc)
    with drill.stack:
        outcomes = drill.run()
    print(json.dumps({name: asdict(outcome) for name, outcome in outcomes.items()}, indent=1))
    whole = all(outcome.whole for outcome in outcomes.values())
    return 0 if whole and not outcomes["replica"].lost and not outcomes["point"].lost else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
