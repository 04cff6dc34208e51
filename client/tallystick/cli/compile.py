"""`tallystick compile`: contracts into the committed artifacts, or a check that they are fresh."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def run(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when an artifact is stale.")
    ] = False,
    contracts: Annotated[Path, typer.Option(help="Folder of the contracts.")] = Path("contracts"),
    out: Annotated[Path, typer.Option(help="Folder of the artifacts.")] = Path(
        "client/tallystick/abi"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Compile every deployable contract into one JSON artifact each.

    Exit codes: 0 done or fresh, 1 stale (with --check), 2 a contract does not compile.
    """
    # The compiler takes a second to import, which --help does not owe anyone.
    from tallystick.deploy.compiler import CompileError, artifacts, drift, write  # noqa: PLC0415

    try:
        built = artifacts(contracts)
    except CompileError as wrong:
        raise CannotRunError("COMPILE:SOURCE", str(wrong)) from wrong
    changes = drift(built, out) if check else write(built, out)
    states = dict.fromkeys(built, "fresh")
    states |= dict.fromkeys(changes.stale, "stale" if check else "updated")
    states |= dict.fromkeys(changes.missing, "missing" if check else "added")
    states |= dict.fromkeys(changes.orphaned, "orphaned" if check else "removed")
    if as_json:
        answer([{"artifact": path, "state": states[path]} for path in sorted(states)])
    else:
        for path in sorted(states):
            print(f"{states[path]:8} {path}")
    if check and changes:
        names = ", ".join((*changes.stale, *changes.missing, *changes.orphaned))
        print(
            f"not what the contracts compile to: {names}; run: tallystick compile", file=sys.stderr
        )
        raise typer.Exit(ANSWER_IS_NO)
