"""Where a node runs for a test: its processes, its database and its chain, killed and restarted."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from node.entrypoints.process import NodeProcess
from tallystick_node.storage import Database
from tallystick_node.storage.database import sqlite_url

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Door", "Premises", "disturbed", "one_process", "several_processes"]

HOST = "127.0.0.1"
# Leases of the dead end soon, and the bank is asked often, so that a test need not wait.
ENVIRONMENT = {
    "TALLYSTICK_NODE_JOB_LEASE_SECONDS": "5",
    "TALLYSTICK_NODE_PAYMENTS__POLL_SECONDS": "1",
    "TALLYSTICK_NODE_SPONSORSHIP__WEI_PER_PERSON": str(10**16),
    "TALLYSTICK_NODE_SPONSORSHIP__WEI_PER_DAY": str(5 * 10**16),
}


class Door(httpx2.BaseTransport):
    """The way in: each request goes to the next process, whatever name it was addressed to."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._turn = 0
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._turn += 1
        port = self._ports[self._turn % len(self._ports)]
        request.url = request.url.copy_with(host=HOST, port=port)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@dataclass
class Premises:
    """Processes on one directory. url: what clients sign in to; rpc: where the chain is asked."""

    directory: Path
    database_url: str
    url: str
    rpc: str
    ports: list[int]
    processes: list[NodeProcess]
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def deployment(self) -> Path:
        return self.directory / "deployment.json"

    def door(self) -> Door:
        return Door(self.ports)

    def database(self) -> Database:
        return Database(self.database_url)

    def kill(self, number: int) -> None:
        """kill -9 for one of the processes, which is started again at once."""
        with self.lock:
            process = self.processes[number]
            process.kill()
            self.kills += 1
            process.start()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def one_process(directory: Path) -> Iterator[Premises]:
    """SQLite and the local chain, all in one process."""
    port = free_port()
    options = ("--dev", "--no-rate-limit", "--port", str(port))
    with NodeProcess(directory, options, environment=ENVIRONMENT) as process:
        process.ready()
        url = f"http://{HOST}:{port}"
        database = sqlite_url(directory / "node.sqlite")
        yield Premises(directory, database, url, url + "/rpc", [port], [process])


@contextmanager
def several_processes(directory: Path, rpc: str, database: str) -> Iterator[Premises]:
    """Two APIs and two workers on a database and a chain; requests go to the APIs in turn."""
    ports = [free_port(), free_port()]
    url = f"http://{HOST}:{ports[0]}"
    environment = {**ENVIRONMENT, "TALLYSTICK_NODE_PUBLIC_URL": url}
    usual = ("--dev", "--no-rate-limit", "--rpc", rpc, "--database", database)
    kinds: list[tuple[str, ...]] = [("--serve", "api", "--port", str(port)) for port in ports]
    kinds += [("--serve", "worker"), ("--serve", "worker")]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(NodeProcess(directory, (*usual, *kind), environment=environment))
            for kind in kinds
        ]
        processes[0].ready()
        yield Premises(directory, database, url, rpc, ports, processes)


@contextmanager
def disturbed(premises: Premises, seed: int, pause: tuple[float, float]) -> Iterator[None]:
    """Kill one process after the other, at moments that the seed chooses, while the block runs."""
    chance, over, failed = random.Random(seed), threading.Event(), []

    def kill() -> None:
        try:
            while not over.wait(chance.uniform(*pause)):
                premises.kill(chance.randrange(len(premises.processes)))
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits for this one
            failed.append(error)

    thread = threading.Thread(target=kill, name="kills")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not failed, failed
