"""`tallystick exercise`, as its users run it, on a node that a demonstration has left."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tallystick_node.demo.show import run_demo

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str) -> tuple[int, Any, str]:
    command = [sys.executable, "-m", "tallystick", "exercise", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


@pytest.mark.long
def test_a_node_is_backed_up_restored_and_audited_for_real(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    run_demo(2, 169, folder)
    before = sorted(file.name for file in folder.iterdir())
    status, restored, why = run("run", "restore", "--data-dir", str(folder))
    assert (status, restored["ok"]) == (0, True), why
    tried = {result["check"]: result for result in restored["results"].values()}
    assert set(tried) == {"backup", "restore"}
    seen = tried["restore"]["seen"]
    assert {"journal", "cursor", "events", "loans"} <= set(seen)
    assert "entries" in seen["journal"]
    status, crisis, _ = run("run", "crisis", "--data-dir", str(folder))
    assert status == 0
    assert crisis["results"]["2"]["seen"]["failed"] == []
    assert crisis["results"]["3"]["check"] == "detect"
    assert crisis["results"]["3"]["seen"]["alarms"] == []
    assert all(step["due_at"] > crisis["began_at"] for step in crisis["steps"])
    assert sorted(file.name for file in folder.iterdir()) == sorted([*before, "exercises.jsonl"])
    status, known, _ = run("history", "--data-dir", str(folder))
    assert (status, [kept["name"] for kept in known]) == (0, ["crisis", "restore"])


def test_an_exercise_that_fails_says_so_and_is_kept(tmp_path: Path) -> None:
    status, answer, _ = run("run", "restore", "--data-dir", str(tmp_path))
    assert (status, answer["ok"]) == (1, False)
    assert "BACKUP:EMPTY" in answer["results"]["1"]["seen"]["why"]
    assert run("history", "--data-dir", str(tmp_path))[1][0]["ok"] is False


def test_runbooks_are_listed_and_unknown_ones_refused(tmp_path: Path) -> None:
    status, known, _ = run("list")
    assert status == 0
    assert {"data-leak", "emergency", "restore"} <= {book["name"] for book in known}
    status, answer, why = run("run", "earthquake", "--data-dir", str(tmp_path))
    assert (status, answer) == (2, None)
    assert "EXERCISE:NAME" in why
