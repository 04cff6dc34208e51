"""A demonstration ends with a beginning: an open loan, a keystore, and commands that work."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from node.entrypoints.process import NodeProcess
from tallystick.errors import InputError
from tallystick_node.demo.folder import MADE_BY, MARK, Folder
from tallystick_node.demo.sample import LOANS_PER_BAD, choose, choose_open
from tallystick_node.demo.show import run_demo
from tallystick_node.demo.table import URL, next_steps
from tallystick_node.evm import Genesis
from tallystick_node.evm.opening import open_chain

if TYPE_CHECKING:
    from tallystick_node.demo.show import Demonstration

ROOT = Path(__file__).parents[3]


@pytest.mark.long
def test_the_printed_commands_work_as_they_are(
    shown: Demonstration, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "demo out"  # a name that has to be quoted
    shutil.copytree(folder, copy)
    assert shown.open_loan is not None
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", [str(Path(sys.executable).with_name("tallystick"))])
    lines = next_steps(copy, shown.open_loan)
    serve, *commands = [line.strip() for line in lines if line.startswith("  ")]
    assert shlex.split(serve)[1:] == ["node", "--data-dir", str(copy), "--dev"]
    with NodeProcess(copy) as node:
        node.ready()
        answers = [_run(command.replace(URL, node.url)) for command in commands]
    listed, lent = answers
    assert re.search(rf"^ +{shown.open_loan} ", listed, re.MULTILINE)
    assert "%" in listed
    assert re.search(r"^lent \d+ in 0x[0-9a-f]{64}$", lent, re.MULTILINE)


def _run(command: str) -> str:
    ended = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("seed", range(1, 30))
def test_a_quarter_of_the_loans_ended_badly(seed: int) -> None:
    loans = choose(20, seed)
    assert len({loan.row for loan in loans}) == 20
    assert sum(not loan.good for loan in loans) >= 20 // LOANS_PER_BAD
    still_open = choose_open(seed, loans)
    assert still_open.good
    assert still_open.row not in {loan.row for loan in loans}


@pytest.mark.parametrize("name", ["keys", "unfinished/mine", "notes.txt"])
def test_a_folder_with_something_else_in_it_keeps_it(name: str, tmp_path: Path) -> None:
    precious = tmp_path / name / "precious" if name == "keys" else tmp_path / name
    precious.parent.mkdir(parents=True, exist_ok=True)
    precious.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="^DEMO:FOLDER: "):
        run_demo(1, 1, tmp_path)
    assert precious.read_text("utf-8") == "mine"


def test_what_a_broken_run_has_left_is_thrown_away(tmp_path: Path) -> None:
    left = tmp_path / "unfinished"
    left.mkdir()
    (left / MARK).write_text(MADE_BY, "utf-8")
    (left / "node.sqlite").write_text("", "utf-8")
    assert Folder(tmp_path).unfinished == left


def test_too_many_loans_are_refused_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="^DEMO:LOANS: "):
        run_demo(99_999_999, 1, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_chain_that_was_begun_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """A node that was started on the folder had its database moved away underneath."""
    folder = Folder(tmp_path)
    folder.begin(Genesis(1_500_000_000)).close()
    open_chain(tmp_path, Genesis(1_600_000_000), instant=True).close()
    before = {file.name: file.stat().st_ino for file in tmp_path.iterdir()}
    with pytest.raises(InputError, match="DEMO:FOLDER"):
        folder.finish({}, "")
    assert {file.name: file.stat().st_ino for file in tmp_path.iterdir()} == before
    assert (folder.unfinished / MARK).is_file()
