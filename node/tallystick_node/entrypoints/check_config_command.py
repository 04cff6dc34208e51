"""`tallystick check-config`: how a node of this directory would be configured, and from where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tallystick.cli.exits import answer

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    data_dir: Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")],
    dev: Annotated[
        bool, typer.Option("--dev", help="As `tallystick node --dev` would be.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print every setting with its value and its place; secrets are masked.

    Reads DIR/node.toml, DIR/secrets and TALLYSTICK_NODE_* as the node does, and opens nothing.
    Exit codes: 0 all settings are good, 2 a name or a value is refused.
    """
    from tallystick_node.infrastructure.settings.settings import (  # noqa: PLC0415 - imports pydantic
        load_settings,
        shown,
    )

    command_line: dict[str, Any] = {"data_dir": data_dir} | ({"dev": True} if dev else {})
    settings, origin = load_settings(command_line)
    values = shown(settings)
    if not data_dir.is_dir():
        print(f"warning: {data_dir} is not there; nothing was read of it", file=sys.stderr)
    if as_json:
        answer([
            {"name": name, "value": value, "from": origin.get(name, "default")}
            for name, value in values.items()
        ])  # fmt: skip
        return
    width = max(map(len, values))
    for name, value in values.items():
        print(f"{name:{width}}  {value or '-'}  ({origin.get(name, 'default')})")
