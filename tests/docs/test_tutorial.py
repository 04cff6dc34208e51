"""The tutorial, done as it is written: in an empty folder, command by command."""

from __future__ import annotations

import socket
from pathlib import Path

from docs.rows import ROOT
from docs.terminal import Terminal

PAGE = ROOT / "docs" / "start" / "tutorial.md"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_tutorial_works_as_it_is_written(tmp_path: Path) -> None:
    with Terminal(tmp_path, free_port()) as terminal:
        terminal.follow(PAGE)
