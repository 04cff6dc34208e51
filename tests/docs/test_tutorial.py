"""The tutorial, done as it is written: in an empty folder, command by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.rows import ROOT
from docs.terminal import Terminal, free_port

PAGE = ROOT / "docs" / "start" / "tutorial.md"


@pytest.mark.long
def test_the_tutorial_works_as_it_is_written(tmp_path: Path) -> None:
    with Terminal(tmp_path, free_port()) as terminal:
        terminal.follow(PAGE)
