"""`tallystick chain`: the durable local EVM behind JSON-RPC, its backups and their checks."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.infrastructure.private_files import keep_files_private

if TYPE_CHECKING:
    from tallystick_node.evm.running import Running

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

DataDir = Annotated[Path, typer.Option(help="Where the chain is kept.", metavar="DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where the chain is kept.", metavar="DIR")
    ] = None,
    port: Annotated[
        int, typer.Option(help="Where to listen; 0: anywhere free.", metavar="P", min=0, max=65_535)
    ] = 8545,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    block_time: Annotated[
        int,
        typer.Option(
            help="Seconds between blocks; 0 mines each transaction at once, for tests.",
            metavar="SECONDS", min=0, max=3_600,
        ),
    ] = 1,
    chain_id: Annotated[
        int | None,
        typer.Option(help="The id of a new chain [31337]; checked otherwise.", metavar="N", min=1),
    ] = None,
    dev: Annotated[
        bool, typer.Option("--dev", help="Make funded accounts, print their keys, allow evm_*.")
    ] = False,
    credit: Annotated[
        list[str] | None,
        typer.Option(help="Give an address without coin some for gas; may be repeated.",
                     metavar="ADDRESS"),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Let a browser's pages of this origin ask; may be repeated.",
                     metavar="URL"),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Serve a durable local EVM as JSON-RPC, over HTTP and WebSocket, at /rpc and at /.

    Begins the chain when the directory has none. What has been acknowledged is on disk. Stops at
    SIGTERM or Ctrl-C. Exit codes: 0 stopped when told, 2 could not run, or could not go on.
    """
    if context.invoked_subcommand is not None:
        return
    if data_dir is None:
        raise CannotRunError("CLI:USAGE", "say where the chain is kept: --data-dir DIR")
    keep_files_private()
    from tallystick_node.evm.running import (  # noqa: PLC0415 - imports the EVM
        ChainSettings,
        Running,
        await_signal,
    )

    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    settings = ChainSettings(
        data_dir, host, port, block_time, chain_id, dev, tuple(credit or ()), tuple(origin or ())
    )
    with Running(settings) as running:
        stopped = await_signal(
            running.failed, lambda: _tell(running) if not as_json else answer(_document(running))
        )
    if not stopped:
        raise CannotRunError("CHAIN:STOPPED", "the chain cannot go on; the reason stands above")


def _tell(running: Running) -> None:
    for account in running.accounts:
        print(f"dev account {account.address.lower()} key {account.key}", flush=True)
    genesis = running.builder.genesis
    print(f"chain {genesis.chain_id} at block {running.builder.number}", flush=True)
    print(f"listening on {running.url}/rpc (HTTP and WebSocket)", flush=True)
    if not running.accounts and not genesis.funded and running.builder.number == 0:
        print(
            "nobody has coin for gas yet: stop, and start again with --credit ADDRESS or --dev",
            file=sys.stderr,
        )


def _document(running: Running) -> dict[str, Any]:
    return {
        "url": running.url + "/rpc",
        "chain_id": running.builder.genesis.chain_id,
        "block": running.builder.number,
        "dev_accounts": [
            {"address": account.address, "key": account.key} for account in running.accounts
        ],
    }  # fmt: skip


@app.command()
def backup(
    data_dir: DataDir,
    to: Annotated[Path, typer.Option(help="The new file.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Copy a chain into one file, whether or not it is being served, and check the copy."""
    from tallystick_node.evm.backup import back_up  # noqa: PLC0415 - imports the EVM

    _report(back_up(data_dir, to), f"backed up to {to}", as_json)


@app.command()
def restore(
    source: Annotated[Path, typer.Option("--from", help="A backup.", metavar="FILE")],
    data_dir: DataDir,
    as_json: AsJson = False,
) -> None:
    """Check a backup and put it into a directory that holds no chain."""
    from tallystick_node.evm.backup import restore as put_back  # noqa: PLC0415

    _report(put_back(source, data_dir), f"restored to {data_dir}", as_json)


@app.command()
def verify(
    data_dir: Annotated[
        Path, typer.Option(help="A chain's directory, or a backup.", metavar="DIR")
    ],
    as_json: AsJson = False,
) -> None:
    """Read a whole chain, from the first block to the last, and check that it is whole."""
    from tallystick_node.evm.backup import verify as check  # noqa: PLC0415 - imports the EVM

    _report(check(data_dir), "whole", as_json)


def _report(verdict: Any, outcome: str, as_json: bool) -> None:
    if as_json:
        answer(verdict.document())
        return
    print(
        f"{outcome}: {verdict.blocks:,} blocks, {verdict.transactions:,} transactions,"
        f" {verdict.logs:,} logs, {verdict.waiting:,} waiting; head {verdict.head}"
    )
