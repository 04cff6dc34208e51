"""docs/reference/cli.md is what the commands say of themselves."""

from __future__ import annotations

import pytest

import cli_page


@pytest.mark.long
def test_the_page_is_fresh() -> None:
    assert cli_page.PAGE.read_text("utf-8") == cli_page.page(), "run python scripts/cli_page.py"


def test_every_command_is_on_the_page() -> None:
    text = cli_page.PAGE.read_text("utf-8")
    paths = cli_page.commands()
    assert {("schedule",), ("chain",), ("chain", "backup"), ("demo",)} <= set(paths)
    for words in paths:
        assert f"## tallystick {' '.join(words)}\n" in text
