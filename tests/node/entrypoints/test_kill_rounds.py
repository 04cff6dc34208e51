"""kill -9 at any moment: no job lost or done twice, no transaction lost or doubled."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from node.entrypoints.busy_work import JOBS_OF_A_ROUND, busy, everything_once, owe, settled
from node.entrypoints.process import NodeProcess
from tallystick.chain.contracts import Governor
from tallystick.platform._sync.platform import Platform
from tallystick_node.evm.backup import verify
from tallystick_node.evm.store import Store
from tallystick_node.storage import Database

if TYPE_CHECKING:
    from postgres import Cluster


OPTIONS = ("--dev", "--no-rate-limit")


def rounds_of_kill(directory: Path, rounds: int, url: str | None = None) -> None:
    chance = random.Random(11)
    options = OPTIONS if url is None else (*OPTIONS, "--database", url)
    with busy(directory, 0, options) as node:
        node.ready()
    database = Database(url or f"sqlite:///{directory}/node.sqlite")
    try:
        for number in range(rounds):
            owe(database, number)
            node = busy(directory, number + 1, options).spawn()
            time.sleep(chance.uniform(0.5, 6))
            node.kill()
        with busy(directory, rounds, options) as node:
            node.ready()
            settled(database, rounds * JOBS_OF_A_ROUND)
            everything_once(directory, database, node.url + "/rpc", rounds)
            assert node.stop() == 0
    finally:
        database.close()
    assert verify(directory / "chain").waiting == 0


@pytest.mark.long
def test_two_rounds_of_kill_lose_and_double_nothing(tmp_path: Path) -> None:
    rounds_of_kill(tmp_path / "node", 2)


@pytest.mark.e2e
def test_twenty_rounds_of_kill_lose_and_double_nothing(tmp_path: Path) -> None:
    rounds_of_kill(tmp_path / "node", 20)


@pytest.mark.e2e
def test_twenty_rounds_of_kill_lose_and_double_nothing_on_postgresql(
    cluster: Cluster, tmp_path: Path
) -> None:
    rounds_of_kill(tmp_path / "node", 20, cluster.new_database())


@pytest.mark.long
def test_a_node_that_dies_while_it_is_founded_is_founded_at_last(tmp_path: Path) -> None:
    directory = tmp_path / "node"
    for seconds in (1.0, 1.3, 1.6, 2.0):
        node = NodeProcess(directory).spawn()
        time.sleep(seconds)
        node.kill()
    with NodeProcess(directory) as node:
        node.ready()
        platform = Platform.connect(node.url + "/rpc", directory / "deployment.json")
        assert platform.read(Governor.treasury()) == platform.deployment.roles.treasury


@pytest.mark.long
def test_a_node_that_died_before_its_chain_had_a_beginning_begins_it(tmp_path: Path) -> None:
    """What is there then is a file without a block."""
    chain = tmp_path / "node" / "chain"
    chain.mkdir(parents=True)
    Store(chain).close()
    with NodeProcess(tmp_path / "node") as node:
        assert node.ready()["ok"]
