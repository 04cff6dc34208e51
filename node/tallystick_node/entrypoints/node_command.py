"""`tallystick node`: the node with its database, its chain, its jobs and its health."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick_node.entrypoints import repair_command, verifier_command
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from tallystick_node.entrypoints.running import RunningNode

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
app.add_typer(repair_command.app)
app.add_typer(verifier_command.app)


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(help="The node's directory.", metavar="DIR")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Where to listen [8000]; 0: anywhere free.", metavar="P")
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on [127.0.0.1].")] = None,
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
        bool, typer.Option("--dev", help="Deploy a platform with own keys; allow sandboxes.")
    ] = False,
    no_rate_limit: Annotated[
        bool, typer.Option("--no-rate-limit", help="Answer any number of requests; with --dev.")
    ] = False,
    serve_only: Annotated[
        str | None,
        typer.Option("--serve", help="all, api or worker; the last two need --rpc [all]."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the node until SIGTERM or Ctrl-C; ready when /readyz answers 200.

    Further settings: DIR/node.toml, DIR/secrets, TALLYSTICK_NODE_*; see `tallystick check-config`.
    Exit codes: 0 stopped when told, 2 could not run, or could not go on.
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(
        data_dir, port=port, host=host, rpc=rpc, deployment=deployment, database=database,
        dev=dev or None, rate_limit=False if no_rate_limit else None, serve=serve_only,
    )  # fmt: skip
    from tallystick_node.entrypoints.running import run_node  # noqa: PLC0415
    from tallystick_node.evm.running import await_signal  # noqa: PLC0415 - imports the EVM
    from tallystick_node.infrastructure.logs import configure_logs  # noqa: PLC0415

    configure_logs(settings.log_level)
    with run_node(settings) as running:
        stopped = await_signal(running.failed, lambda: _tell(running, as_json=as_json))
    if not stopped:
        raise CannotRunError("CHAIN:STOPPED", "the chain cannot go on; the reason stands above")


def _tell(running: RunningNode, *, as_json: bool) -> None:
    foundation = running.node.foundation
    deployment = foundation.site.platform.deployment
    document = {
        "url": running.url,
        "rpc": running.url + "/rpc"
        if foundation.site.local is not None
        else foundation.settings.rpc,
        "chain_id": deployment.chain_id,
        "deployment": str(foundation.settings.deployment_file),
    }
    if as_json:
        answer(document)
        sys.stdout.flush()
        return
    print(f"chain {document['chain_id']}, platform {document['deployment']}", flush=True)
    print(f"listening on {running.url} (health /readyz, figures /metrics, API /docs)", flush=True)


@app.command()
def backup(
    data_dir: DataDir,
    to: Annotated[Path, typer.Option(help="The new file.", metavar="FILE")],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write database, local chain, deployment, settings and keys into one file.

    The node may run meanwhile. The file holds keys: keep it as you keep them.
    """
    from tallystick_node.entrypoints.backup import back_up  # noqa: PLC0415 - imports the EVM

    _report(back_up(settings_of(data_dir, database=database), to), f"backed up to {to}", as_json)


@app.command()
def restore(
    source: Annotated[Path, typer.Option("--from", help="A backup.", metavar="FILE")],
    data_dir: DataDir,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check a backup and put it into an empty directory, and into an empty database."""
    from tallystick_node.entrypoints.backup import restore as put_back  # noqa: PLC0415

    settings = settings_of(data_dir, database=database)
    _report(put_back(settings, source), f"restored to {data_dir}", as_json)


@app.command()
def reconcile(
    data_dir: DataDir,
    day: Annotated[
        datetime, typer.Option(help="The business date.", metavar="DATE", formats=["%Y-%m-%d"])
    ],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show what the comparison of chain, ledger and bank found for a day.

    Exit codes: 0 they agree, 1 they differ, 2 the day was not compared, or could not run.
    """
    from tallystick_node.entrypoints.outlook import reconciled  # noqa: PLC0415

    report = reconciled(settings_of(data_dir, database=database), day.date())
    if as_json:
        answer(report)
    else:
        sides = ("chain", "ledger", "bank")
        totals = ", ".join(f"{side} {report['totals'][side]}" for side in sides)
        print(f"{report['day']}: {report['movements']} movements; {totals} (minor units)")
        for difference in report["differences"]:
            amounts = ", ".join(f"{side} {difference[side]}" for side in sides)
            print(f"{difference['fault']}  {difference['key'] or 'the totals'}: {amounts}")
    if not report["agrees"]:
        sys.exit(ANSWER_IS_NO)


@app.command()
def authorise(
    data_dir: DataDir,
    key: Annotated[str, typer.Option(help="The order's key.", metavar="KEY")],
    as_json: AsJson = False,
) -> None:
    """SANDBOX: say yes at the sandbox bank of a --dev node, in the client's place.

    Exit codes: 0 said, 1 the order waits for no yes, 2 there is no sandbox bank.
    """
    from tallystick_node.entrypoints.outlook import say_yes  # noqa: PLC0415 - imports the database
    from tallystick_node.payments.custodian import CustodianRefused  # noqa: PLC0415

    try:
        status = say_yes(settings_of(data_dir), key)
    except CustodianRefused as refused:
        if as_json:
            answer({"key": key, "status": None, "code": refused.code})
        else:
            print(refused.sentence)
        raise typer.Exit(ANSWER_IS_NO) from refused
    if as_json:
        answer({"key": key, "status": status})
    else:
        # In one piece: several of these may write to one terminal at once.
        sys.stdout.write(f"{key} is {status}\n")


@app.command()
def amend(
    data_dir: DataDir,
    subject: Annotated[str, typer.Option(help="Such as monthly:2026-10.", metavar="SUBJECT")],
    reason: Annotated[str, typer.Option(help="What was wrong with the version before.")],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a further version of a published report; the earlier ones stay as they are.

    The running node makes, signs and anchors it. Exit codes: 0 asked, 1 asked today already.
    """
    from tallystick_node.entrypoints.outlook import amend as ask  # noqa: PLC0415

    asked = ask(settings_of(data_dir, database=database), subject, reason)
    if as_json:
        answer({"subject": subject, "asked": asked})
    else:
        print(f"{subject}: {'a further version is asked for' if asked else 'asked today already'}")
    if not asked:
        sys.exit(ANSWER_IS_NO)


def _report(manifest: dict[str, Any], summary: str, as_json: bool) -> None:
    if as_json:
        answer(manifest)
        return
    chain = manifest["chain"]
    blocks = f", {chain['blocks']:,} blocks" if chain else ""
    rows = sum(manifest["rows"].values())
    print(f"{summary}: {rows:,} rows{blocks}, journal {manifest['journal']['number']:,}")
