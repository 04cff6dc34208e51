"""`tallystick doctor`: what of a node is not set up, each with the command that mends it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def doctor(
    data_dir: Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")] = Path(),
    rpc: Annotated[
        str | None,
        typer.Option(help="A chain's URL; the local chain inside without one.", metavar="URL"),
    ] = None,
    deployment: Annotated[
        Path | None,
        typer.Option(help="The platform's file [DIR/deployment.json].", metavar="FILE"),
    ] = None,
    database: DatabaseUrl = None,
    dev: Annotated[
        bool, typer.Option("--dev", help="As `tallystick node --dev` would be.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what keeps a node from doing what it is configured to do, in the order of mending.

    It makes nothing and changes nothing; /readyz goes by the same list. Exit codes: 0 ready,
    1 something is missing, 2 could not run.
    """
    settings = settings_of(
        data_dir, rpc=rpc, deployment=deployment, database=database, dev=dev or None
    )
    from tallystick_node.entrypoints.examining import examined  # noqa: PLC0415 - imports the node

    missing = examined(settings)
    if as_json:
        answer({"ready": not missing, "missing": [finding.document() for finding in missing]})
    else:
        for number, finding in enumerate(missing, 1):
            print(f"{number}. {finding.id}: {finding.sentence}\n   $ {finding.command}")
        print("ready" if not missing else f"not ready: {len(missing)} missing")
    if missing:
        sys.exit(ANSWER_IS_NO)
