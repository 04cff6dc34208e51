"""Two API processes and two workers on PostgreSQL and another chain, killed in turn."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chains import anvil
from node.entrypoints.busy_work import JOBS_OF_A_ROUND, busy, everything_once, owe, settled
from tallystick_node.storage import Database

if TYPE_CHECKING:
    from node.entrypoints.process import NodeProcess
    from postgres import Cluster

pytestmark = pytest.mark.e2e

ROUNDS = 20


@pytest.fixture(scope="module")
def rpc() -> Iterator[str]:
    with anvil() as url:
        yield url


def test_two_apis_and_two_workers_do_everything_once(
    rpc: str, cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.new_database()
    directory = tmp_path / "node"
    usual = ("--dev", "--no-rate-limit", "--rpc", rpc, "--database", url)
    with busy(directory, 0, usual) as first:
        first.ready()
    database = Database(url)
    chance = random.Random(5)
    try:
        for number in range(ROUNDS):
            owe(database, number)
        with ExitStack() as stack:
            apis = [
                stack.enter_context(busy(directory, ROUNDS, (*usual, "--serve", "api")))
                for _ in range(2)
            ]
            workers = [worker(directory, usual) for _ in range(2)]
            for entry in workers:
                stack.push(entry.__exit__)
            for turn in range(ROUNDS):
                time.sleep(chance.uniform(0.3, 2))
                workers[turn % 2].kill()
                workers[turn % 2] = worker(directory, usual)
                stack.push(workers[turn % 2].__exit__)
            settled(database, ROUNDS * JOBS_OF_A_ROUND)
            for api in apis:
                readiness = api.ready()
                assert readiness["checks"]["workers"]["ok"]
                assert set(api.get("/livez").json()["checks"]) == set()
            time.sleep(2)  # the tables follow the last block
            everything_once(directory, database, rpc, ROUNDS)
    finally:
        database.close()


def worker(directory: Path, usual: tuple[str, ...]) -> NodeProcess:
    return busy(directory, ROUNDS, (*usual, "--serve", "worker")).spawn()


def test_apis_without_a_worker_are_not_ready(rpc: str, cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.new_database()
    directory = tmp_path / "node"
    usual = ("--dev", "--no-rate-limit", "--rpc", rpc, "--database", url)
    with busy(directory, 0, (*usual, "--serve", "api")) as api:
        response = api.get("/readyz")
        assert response.status_code == 503
        checks = response.json()["checks"]
        assert not checks["workers"]["ok"]
        assert checks["index"] == {"ok": False, "detail": "INDEX:EMPTY"}
        assert checks["database"]["ok"]
        assert api.get("/livez").status_code == 200
