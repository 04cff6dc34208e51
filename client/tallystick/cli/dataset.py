"""`tallystick dataset`: a published dataset, checked by itself and beside the chain."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, reading
from tallystick.loans.dates import iso_day

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=PositionalCommand)
def check(
    folder: Annotated[Path, typer.Argument(help="The dataset's directory.", metavar="DIR")],
    rpc: Annotated[
        str | None, typer.Option(help="The chain's URL, to compare with it.", metavar="URL")
    ] = None,
    deployment: Annotated[
        Path | None, typer.Option(help="The platform's file, with --rpc.", metavar="FILE")
    ] = None,
    anchored: Annotated[
        str | None,
        typer.Option(
            help="The day it was published for, with --rpc: its root has to be the anchored one.",
            metavar="DAY",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a dataset: every file, every table, the root; with --rpc against what the chain has.

    With --rpc all tables are made anew from the chain and compared row by row, and with --anchored
    the root with the one that the operator has anchored for a day. Exit codes: 0 it
    holds, 1 it does not (the first difference is shown), 2 it cannot be read, or could not run.
    """
    day = _day(anchored, rpc)
    if (rpc is None) != (deployment is None):
        raise CannotRunError("CLI:USAGE", "--rpc and --deployment go together")
    from tallystick.dataset.anchor import anchored_root  # noqa: PLC0415 - the chain's libraries
    from tallystick.dataset.check import check_dataset, same_as_chain  # noqa: PLC0415
    from tallystick.errors import InputError  # noqa: PLC0415 - --help is quick

    try:
        checked = check_dataset(folder)
    except InputError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused
    difference = checked.difference
    if rpc is not None and deployment is not None and difference is None:
        with reading(rpc, deployment) as platform, tempfile.TemporaryDirectory() as scratch:
            difference = same_as_chain(
                platform.connection, platform.deployment, folder, Path(scratch) / "anew"
            )
            if difference is None and day is not None:
                root = anchored_root(platform, day)
                if root != checked.root:
                    difference = (f"anchor of {day}", root or "none", checked.root)
    if as_json:
        answer({
            "ok": difference is None, "root": checked.root, "block": checked.block,
            "rows": checked.rows, "chain": rpc is not None, "anchored": anchored,
            "first_difference": None if difference is None else {
                "path": difference[0], "expected": difference[1], "actual": difference[2],
            },
        })  # fmt: skip
    elif difference is not None:
        print(f"it differs at {difference[0]}: expected {difference[1]}, it has {difference[2]}")
    else:
        print(f"{folder}: block {checked.block}, root {checked.root}")
        print("every file and table is what the manifest says")
        print(
            "it is what the chain has"
            if rpc is not None
            else "not compared with the chain, and it may be invented: add --rpc and --deployment"
        )
        if day is not None:
            print(f"its root is anchored for {day}")
    if difference is not None:
        raise typer.Exit(ANSWER_IS_NO)


def _day(text: str | None, rpc: str | None) -> date | None:
    if text is None:
        return None
    if rpc is None:
        raise CannotRunError("CLI:USAGE", "--anchored asks the chain: add --rpc and --deployment")
    try:
        return iso_day(text)
    except ValueError as wrong:
        raise CannotRunError("CLI:USAGE", "a day is written as YYYY-MM-DD") from wrong
