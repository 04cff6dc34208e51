"""Every how-to, done as it is written: each command in its order, each script as it is saved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chains import anvil
from docs.rows import ROOT
from docs.terminal import Terminal, blocks_of, free_port
from node.entrypoints.composition import proxy_program
from postgres import running_cluster

# The quick tests follow the examples; the tutorial and these take a minute each.
pytestmark = pytest.mark.long

PAGES = ROOT / "docs" / "how-to"
TUTORIAL = ROOT / "docs" / "start" / "tutorial.md"
# The pages about one node: two readers at a time, as on a real one; then a month passes.
CUSTOMERS = ("borrower", "underwriter", "investor")
ALONE = ("developer", "deployer")
# Where the tutorial has drawn the loan down.
BEGUN = "python draw_down.py"


def begin(terminal: Terminal) -> None:
    """Follow the tutorial up to a loan that was drawn down, and save its other scripts."""
    blocks = blocks_of(TUTORIAL)
    for block in blocks:
        if block.file is not None:
            terminal.save(block.file, block.text)
    for block in blocks:
        for command, shown in block.commands() if block.kind == "console" else ():
            terminal.type(command, shown)
            if command == BEGUN:
                return


def test_pages_about_a_node_work_as_they_are_written(tmp_path: Path) -> None:
    port = free_port()
    with Terminal(tmp_path, port) as terminal, Terminal(tmp_path, port, {"LOAN": "1"}) as other:
        begin(terminal)
        with ThreadPoolExecutor() as pool:
            operated = pool.submit(other.follow, PAGES / "operator.md")
            for name in CUSTOMERS:
                terminal.follow(PAGES / f"{name}.md")
            operated.result()
        terminal.follow(PAGES / "auditor.md")
        terminal.follow(PAGES / "watcher.md")


def test_the_investors_page_finds_a_loan_without_the_borrowers(tmp_path: Path) -> None:
    blocks = blocks_of(PAGES / "investor.md")
    asked = next(block.text for block in blocks if block.kind == "bash" and "stove" in block.text)
    script = next(block for block in blocks if block.file == "lend_again.py")
    with Terminal(tmp_path, free_port(), {"LOAN": "1"}) as terminal:
        begin(terminal)
        terminal.save("lend_again.py", script.text)
        terminal.type(
            "python lend_again.py", "no loan seeks money now: let Bo ask for one with borrow.py"
        )
        for command in asked.strip().split(" && "):
            terminal.type(command, "…")
        terminal.type("python lend_again.py", "lent … to loan 2")


@pytest.mark.parametrize("name", ALONE)
def test_a_page_works_as_it_is_written(name: str, tmp_path: Path) -> None:
    with Terminal(tmp_path, free_port()) as terminal:
        terminal.follow(PAGES / f"{name}.md")


def test_a_platform_is_launched_as_it_is_written(tmp_path: Path) -> None:
    database = running_cluster().new_database()
    with anvil("--block-time", "1") as rpc:
        environment = {"RPC": rpc, "DATABASE": database}
        with Terminal(tmp_path, free_port(), environment) as terminal:
            terminal.follow(PAGES / "launch.md")


def test_many_processes_are_run_as_it_is_written(tmp_path: Path) -> None:
    if proxy_program() is None:
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    database = running_cluster().new_database()
    with anvil("--block-time", "1") as rpc:
        environment = {"RPC": rpc, "DATABASE": database}
        with Terminal(tmp_path, free_port(), environment) as terminal:
            terminal.follow(PAGES / "scale-out.md")


def test_no_page_is_left_out() -> None:
    followed = {*CUSTOMERS, *ALONE, "operator", "auditor", "watcher", "launch", "scale-out"}
    assert followed == {path.stem for path in PAGES.glob("*.md")}
