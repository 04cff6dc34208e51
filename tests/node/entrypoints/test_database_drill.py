"""A database lost for real: with a replica nothing is missing, with an archive a few seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from chains import anvil
from postgres import running_cluster
from room import room

SCRIPT = Path(__file__).parents[3] / "scripts" / "drill_database.py"
# Waits for the archive, and what passes before its first segment after the last one is full.
ARCHIVED_SECONDS_MAX = 30


@pytest.mark.long
def test_a_node_serves_again_from_the_replica_and_from_a_point_in_time() -> None:
    running_cluster()  # skips where there is no PostgreSQL
    # A socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="tallystick-drill-", dir=room()))
    try:
        with anvil("--block-time", "1") as rpc:
            ended = subprocess.run(
                [sys.executable, str(SCRIPT), "--rpc", rpc, "--folder", str(folder)],
                capture_output=True, text=True, check=False, timeout=900,
            )  # fmt: skip
        assert ended.returncode == 0, ended.stderr + ended.stdout
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    outcomes = json.loads(ended.stdout)
    assert set(outcomes) == {"replica", "point", "archive"}
    for name, outcome in outcomes.items():
        assert outcome["whole"], name
        assert outcome["confirmed"] > 100, name
        assert outcome["serving_seconds"] < 240, name
    # What the replica had confirmed, and what was before the point, is there.
    assert outcomes["replica"]["lost"] == outcomes["point"]["lost"] == 0
    # Without both machines the archive's last seconds are lost: the drill would see a lost commit.
    assert outcomes["archive"]["lost"] > 0
    assert 0 < outcomes["archive"]["lost_seconds"] < ARCHIVED_SECONDS_MAX
