"""Tables of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    import pytest


def test_rows_are_whole_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "name"), [("1", "[red]x[/red]"), ("22", "y" * 150)], left=1)
    out = capsys.readouterr().out
    assert "[red]x[/red]" in out
    assert "y" * 150 in out


def test_no_rows_are_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a",), [], empty="nothing waits")
    assert capsys.readouterr().out == "nothing waits\n"
