"""Processes of this version while a later one has moved the schema on, and what ends their time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from chains import anvil
from node.entrypoints.process import NodeProcess
from node.storage.later import CONTRACTING, EXPANDING, later
from tallystick_node.storage import Database

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Cluster

UNREADY_SECONDS = 30


@pytest.mark.long
def test_processes_of_two_versions_work_on_one_database(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.new_database()
    folder = tmp_path / "node"
    migrations = tmp_path / "later"
    migrations.mkdir()
    database = Database(url)
    with anvil("--block-time", "1") as rpc:
        usual = ("--dev", "--no-rate-limit", "--rpc", rpc, "--database", url)
        worker = NodeProcess(folder, (*usual, "--serve", "worker"))
        api = NodeProcess(folder, (*usual, "--serve", "api"))
        with worker, api:
            assert api.ready()["checks"]["database"]["detail"] == "at head"

            # The first process of a later version starts, and adds something: nobody minds.
            later(database, migrations, EXPANDING)
            assert api.ready()["checks"]["database"]["detail"] == "a later version's schema"
            assert api.get("/v1/loans").status_code == 200
            for process in (worker, api):
                process.kill()
                process.start()
            assert api.ready()["checks"]["database"]["ok"]
            assert api.get("/").status_code == 200

            # The version after it takes away what this one uses: the proxy asks elsewhere.
            later(database, migrations, EXPANDING, CONTRACTING)
            deadline = time.monotonic() + UNREADY_SECONDS
            while (answer := api.get("/readyz")).status_code == 200:
                assert time.monotonic() < deadline
                time.sleep(0.2)
            assert answer.json()["checks"]["database"] == {
                "ok": False,
                "detail": "another version's schema",
            }
            assert api.get("/livez").status_code == 200
            assert worker.get("/readyz").status_code == 503
        sentence = NodeProcess(folder, (*usual, "--serve", "api")).refused()
    assert "DATABASE:LATER" in sentence
    assert "9002" in sentence
    database.close()
