"""`tallystick export`: the public dataset of a platform, made from its chain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tallystick.cli.audit import progress_shown
from tallystick.cli.exits import answer
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def run(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    out: Annotated[Path, typer.Option(help="The directory to make.", metavar="DIR")],
    block: Annotated[
        int | None, typer.Option(help="Up to this block, not the latest.", metavar="N", min=0)
    ] = None,
    form: Annotated[
        Literal["parquet", "csv"], typer.Option("--format", help="What files.")
    ] = "parquet",
    as_json: AsJson = False,
) -> None:
    """Write events, loans, notes, payments and sales, with dictionary.json and manifest.json.

    Parquet is partitioned by the loan's hash. The root in the manifest is the same for every
    format and whoever exports the block; `tallystick dataset` checks it. Exit codes: 0 written,
    2 could not run, and nothing is left behind.
    """
    with reading(rpc, deployment) as platform:
        from tallystick.dataset.export import export  # noqa: PLC0415 - --help is quick

        exported = export(
            platform.connection, platform.deployment, out, block=block, form=form,
            progress=progress_shown(),
        )  # fmt: skip
    if as_json:
        answer({
            "folder": str(exported.folder), "block": exported.block, "root": exported.root,
            "rows": exported.rows,
        })  # fmt: skip
        return
    for table, rows in exported.rows.items():
        print(f"{table:9} {rows:>12,} rows")
    print(f"{exported.folder}: up to block {exported.block}, root {exported.root}")
