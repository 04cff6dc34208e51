"""`tallystick people`: what an operator does about the keys under which people are sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tallystick.cli.exits import answer

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def people() -> None:
    """Keys of the vault in which people's data are sealed."""


@app.command("rotate-keys")
def rotate_keys(
    data_dir: Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")],
    database: Annotated[
        str | None,
        typer.Option(help="postgresql://USER@HOST/NAME; SQLite in DIR without one.", metavar="URL"),
    ] = None,
    retire: Annotated[
        bool,
        typer.Option(
            "--retire", help="Forget the keys before the last one: their backups open no more."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Add a key to the ring and wrap everybody's key by it; the node may run meanwhile.

    Exit codes: 0 done, 2 could not run.
    """
    from tallystick_node.entrypoints.key_rotation import rotate_keys as rotate  # noqa: PLC0415
    from tallystick_node.infrastructure.settings.settings import load_settings  # noqa: PLC0415

    overrides: dict[str, Any] = {"data_dir": data_dir}
    if database is not None:
        overrides["database"] = database
    done = rotate(load_settings(overrides)[0], retire=retire)
    if as_json:
        retired = [str(number) for number in done.retired]
        answer({"newest": done.newest, "rewrapped": done.rewrapped, "retired": retired})
        return
    print(f"key {done.newest} wraps from now on; {done.rewrapped} keys were wrapped anew by it")
    if done.retired:
        print(f"forgotten: {', '.join(str(number) for number in done.retired)}")
