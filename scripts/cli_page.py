"""Write docs/reference/cli.md from the commands' own --help: the page cannot fall behind.

scripts/cli_page.py            write the page
scripts/cli_page.py --check    exit 1 when the page is stale
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import typer

from tallystick.cli.lazy import LazyGroup
from tallystick.cli.main import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
INTRODUCTION = """# The commands

Every command takes `--json` (one JSON document on stdout and nothing else there) and `--help`.
Amounts in JSON are decimal strings of the token's minor units, rates are in parts per million,
times are ISO 8601 UTC, due dates plain ISO dates.

Exit codes: **0** done, **1** the answer is no (an audit that fails, stale artifacts), **2** could
not run: bad input, no network, a missing extra. The reason is one sentence on stderr that begins
with a stable code.

A command whose extra is missing says which to install.
"""


def commands() -> list[tuple[str, ...]]:
    """Return every command with the commands under it, as the words that one types."""
    group = typer.main.get_command(app)
    assert isinstance(group, LazyGroup), "the root is a group"
    paths: list[tuple[str, ...]] = []
    for name in group.list_commands(None):
        paths.append((name,))
        under = getattr(group.get_command(None, name), "commands", {})
        paths += [(name, subcommand) for subcommand in under]
    return paths


def page() -> str:
    """Return the text of the page."""
    parts = [INTRODUCTION, f"## tallystick\n\n```text\n{_help()}\n```\n"]
    parts += [
        f"## tallystick {' '.join(words)}\n\n```text\n{_help(*words)}\n```\n"
        for words in commands()
    ]
    return "\n".join(parts)


def _help(*command: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "tallystick", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "96", "NO_COLOR": "1", "TERM": "dumb"},
    )
    lines = [line.rstrip() for line in ended.stdout.strip().splitlines()]
    return "\n".join(lines).replace("python -m tallystick", "tallystick")


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when it is stale."""
    text = page()
    if arguments == ["--check"]:
        return 0 if PAGE.is_file() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
