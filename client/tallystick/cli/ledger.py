"""`tallystick ledger`: every movement of money inside the Escrow, as entries, from the chain."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from tallystick.cli.exits import CannotRunError
from tallystick.cli.reading import DeploymentFile, RpcUrl

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class LedgerForm(StrEnum):
    """How the ledger is written."""

    CSV = "csv"
    JSON = "json"


@app.command()
def run(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    first: Annotated[
        int | None, typer.Option(help="The first block; the deployment's without.", metavar="N")
    ] = None,
    last: Annotated[
        int | None, typer.Option(help="The last block; the latest without.", metavar="N")
    ] = None,
    form: Annotated[LedgerForm, typer.Option("--format", help="csv or json.")] = LedgerForm.CSV,
) -> None:
    """Print the public ledger of some blocks: who gave what to whom, with the transaction.

    Amounts are in minor units of the token. Exit codes: 0 done, 2 could not run.
    """
    from tallystick.audit.ledger import csv_lines, entries_of, json_lines  # noqa: PLC0415
    from tallystick.audit.public_events import public_events  # noqa: PLC0415
    from tallystick.audit.run import last_block  # noqa: PLC0415
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    connection, platform = Connection.open(rpc), Deployment.load(deployment)
    until = last_block(connection, platform, last)
    since = platform.block if first is None else first
    if since > until:
        raise CannotRunError("LEDGER:BLOCKS", f"the first block, {since}, is after {until}")
    entries = (
        entry
        for event in public_events(connection, platform, since, until)
        for entry in entries_of(event, platform)
    )
    lines = csv_lines(entries) if form is LedgerForm.CSV else json_lines(entries)
    for line in lines:
        sys.stdout.write(line)
