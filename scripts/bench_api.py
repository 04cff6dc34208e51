"""How fast the node answers and indexes, against a bare route and a bare reading in one run."""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from bench_index import read_alone
from tallystick.testing.actors import test_signer
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import open_session
from tallystick_node.bootstrap.application import application_of
from tallystick_node.bootstrap.composition import assemble
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.evm import EmbeddedProvider, Genesis, open_chain
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage import Database, upgrade

if TYPE_CHECKING:
    from tallystick_node.bootstrap.node import Node

__all__ = ["measure"]

LOANS = 30
CLIENTS = 8
REQUESTS = 150  # of each client
ROUNDS = 2
METHOD = (
    f"{LOANS} active loans on the durable chain, indexed into SQLite; the node served by one"
    f" uvicorn, asked by {CLIENTS} threads of another process over connections kept open,"
    f" {REQUESTS} requests each, the better of {ROUNDS}; 95th percentile of all. bare: a FastAPI"
    " route of the same process that answers a constant. loans: GET /v1/loans, 30 of them; loan:"
    " GET /v1/loans/1; sign_in: POST /v1/sign-in, which writes a row. index: events a second from"
    " nothing to the head, all in the tables, against reading and decoding the same blocks alone"
)


def measure() -> dict[str, Any]:
    """Return microseconds, events per second, ratios in thousandths, and the method."""
    with tempfile.TemporaryDirectory(prefix="tallystick-bench-") as name:
        folder = Path(name)
        chain = open_chain(folder, Genesis(int(time.time())), instant=True, driven=True)
        database = Database(f"sqlite:///{folder}/node.sqlite")
        try:
            return _measured(folder, EmbeddedProvider(chain, development=True), database)
        finally:
            database.close()
            chain.close()


def _measured(folder: Path, provider: EmbeddedProvider, database: Database) -> dict[str, Any]:
    session = open_session(provider)
    loans = LoanBuilder(session.platform, session.actors)
    for _ in range(LOANS):
        loans.active()
    upgrade(database)
    settings, _ = load_settings({"data_dir": folder, "dev": False}, {})
    node = assemble(
        settings.model_copy(update={"rate_limit": False}),
        database,
        ChainSite(session.platform, None, machine_time),
        "http://bench.test",
    )
    indexed, read = _indexing(node)
    wallet = test_signer("bench").address
    asked = {
        "bare": ("GET", "/bare", ""),
        "loans": ("GET", "/v1/loans", ""),
        "loan": ("GET", "/v1/loans/1", ""),
        "sign_in": ("POST", "/v1/sign-in", json.dumps({"address": wallet})),
    }
    with _served(node) as port:
        p95 = {
            name: min(_p95(port, *request) for _ in range(ROUNDS))
            for name, request in asked.items()
        }
    ratios = {f"{name}_to_bare_milli": 1_000 * p95[name] // p95["bare"] for name in p95}
    return {
        **{f"{name}_p95_us": spent for name, spent in p95.items()},
        **{name: ratio for name, ratio in ratios.items() if not name.startswith("bare")},
        "indexed_per_second": indexed,
        "read_per_second": read,
        "index_to_read_milli": 1_000 * indexed // read,
        "method": METHOD,
    }


def _indexing(node: Node) -> tuple[int, int]:
    """Return events per second into the tables, and out of the chain alone."""
    platform = node.foundation.site.platform
    indexer = Indexer(
        node.foundation.database, ChainReader(platform), platform, node.foundation.clock
    )
    events, spent = _timed(indexer.catch_up)

    count, alone = _timed(lambda: read_alone(platform))
    assert count == events, "both saw the same"
    return events * 10**9 // spent, count * 10**9 // alone


def _timed(act: Callable[[], int]) -> tuple[int, int]:
    began = time.perf_counter_ns()
    return act(), time.perf_counter_ns() - began


@contextmanager
def _served(node: Node) -> Iterator[int]:
    app = application_of(node)

    @app.get("/bare")
    def bare() -> dict[str, bool]:
        return {"ok": True}

    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _p95(port: int, verb: str, path: str, body: str) -> int:
    """Microseconds, measured by a child process: its work is not the node's."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"%d" % _asked(port, verb, path, body))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        spent = int(stream.read())
    os.waitpid(child, 0)
    return spent


def _asked(port: int, verb: str, path: str, body: str) -> int:
    spent: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(REQUESTS):
            began = time.perf_counter_ns()
            connection.request(verb, path, body, {"content-type": "application/json"})
            response = connection.getresponse()
            response.read()
            spent.append(time.perf_counter_ns() - began)
            assert response.status < 300, response.status
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spent) == CLIENTS * REQUESTS
    return sorted(spent)[len(spent) * 95 // 100] // 1_000
