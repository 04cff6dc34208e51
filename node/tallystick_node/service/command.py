"""`tallystick node`: the node with its database, its chain, its jobs and its health."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer

if TYPE_CHECKING:
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.service.running import RunningNode

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

DataDir = Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="postgresql://USER@HOST/NAME; SQLite in DIR without one.", metavar="URL"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


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
    settings = _settings(
        data_dir, port=port, host=host, rpc=rpc, deployment=deployment, database=database,
        dev=dev or None, rate_limit=False if no_rate_limit else None, serve=serve_only,
    )  # fmt: skip
    from tallystick_node.chain.running import await_signal  # noqa: PLC0415 - imports the EVM
    from tallystick_node.logs import configure_logs  # noqa: PLC0415
    from tallystick_node.service.running import run_node  # noqa: PLC0415

    configure_logs(settings.log_level)
    with run_node(settings) as running:
        stopped = await_signal(running.failed, lambda: _tell(running, as_json=as_json))
    if not stopped:
        raise CannotRunError("CHAIN:STOPPED", "the chain cannot go on; the reason stands above")


def _settings(data_dir: Path | None, **given: Any) -> Settings:
    from tallystick_node.configuration.settings import (  # noqa: PLC0415 - imports pydantic
        load_settings,
    )

    if data_dir is None:
        raise CannotRunError("CLI:USAGE", "say where the node's directory is: --data-dir DIR")
    said = {name: value for name, value in given.items() if value is not None}
    return load_settings({"data_dir": data_dir, **said})[0]


def _tell(running: RunningNode, *, as_json: bool) -> None:
    node = running.node
    deployment = node.site.platform.deployment
    document = {
        "url": running.url,
        "rpc": running.url + "/rpc" if node.site.local is not None else node.settings.rpc,
        "chain_id": deployment.chain_id,
        "deployment": str(node.settings.deployment_file),
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
    from tallystick_node.service.backup import back_up  # noqa: PLC0415 - imports the EVM

    _report(back_up(_settings(data_dir, database=database), to), f"backed up to {to}", as_json)


@app.command()
def restore(
    source: Annotated[Path, typer.Option("--from", help="A backup.", metavar="FILE")],
    data_dir: DataDir,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check a backup and put it into an empty directory, and into an empty database."""
    from tallystick_node.service.backup import restore as put_back  # noqa: PLC0415

    settings = _settings(data_dir, database=database)
    _report(put_back(settings, source), f"restored to {data_dir}", as_json)


@app.command()
def jobs(
    data_dir: DataDir,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--dry-run", help="What planning this day would add.", metavar="DATE",
            formats=["%Y-%m-%d"],
        ),
    ] = None,
    rpc: Annotated[str | None, typer.Option(help="As for the node.", metavar="URL")] = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """List the jobs that are not done, or those that a day would bring. Changes nothing."""
    from tallystick_node.service.outlook import outlook  # noqa: PLC0415 - imports the database

    settings = _settings(data_dir, database=database, rpc=rpc)
    found = outlook(settings, None if day is None else day.date())
    if as_json:
        answer([
            {"business_date": str(key.business_date), "kind": key.kind, "subject": key.subject}
            for key in found
        ])  # fmt: skip
        return
    for key in found:
        print(f"{key.business_date}  {key.kind:16} {key.subject}")


@app.command()
def resume(
    data_dir: DataDir,
    account: Annotated[str, typer.Option(help="The halted account.", metavar="ADDRESS")],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Let a halted account send again, after you have looked at what else has used it.

    What was signed and lost its nonce to another transaction is sent anew. Exit codes: 0 done,
    1 the account is not halted, 2 could not run.
    """
    from tallystick_node.service.outlook import resume_account  # noqa: PLC0415

    resumed = resume_account(_settings(data_dir, database=database), account)
    if as_json:
        answer({"account": account, "resumed": resumed})
    else:
        print(f"{account} {'goes on' if resumed else 'is not halted'}")
    if not resumed:
        sys.exit(ANSWER_IS_NO)


@app.command()
def retry(
    data_dir: DataDir,
    key: Annotated[str, typer.Option(help="The transaction's key.", metavar="KEY")],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Let a transaction that was refused or has failed be tried again, once its cause is gone.

    Exit codes: 0 done, 1 none of that key was refused or has failed, 2 could not run.
    """
    from tallystick_node.service.outlook import send_again  # noqa: PLC0415

    done = send_again(_settings(data_dir, database=database), key)
    if as_json:
        answer({"key": key, "planned": done})
    else:
        print(f"{key} {'is tried again' if done else 'was not refused and has not failed'}")
    if not done:
        sys.exit(ANSWER_IS_NO)


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
    from tallystick_node.service.outlook import reconciled  # noqa: PLC0415

    found = reconciled(_settings(data_dir, database=database), day.date())
    if found is None:
        raise CannotRunError("PAYMENT:DAY", f"{day.date()} was not compared")
    if as_json:
        answer(found)
    else:
        sides = ("chain", "ledger", "bank")
        totals = ", ".join(f"{side} {found['totals'][side]}" for side in sides)
        print(f"{found['day']}: {found['movements']} movements; {totals}")
        for one in found["differences"]:
            amounts = ", ".join(f"{side} {one[side]}" for side in sides)
            print(f"{one['fault']}  {one['key'] or 'the totals'}: {amounts}")
    if not found["agrees"]:
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
    from tallystick_node.payments.custodian import CustodianRefused  # noqa: PLC0415
    from tallystick_node.service.outlook import say_yes  # noqa: PLC0415 - imports the database

    try:
        status = say_yes(_settings(data_dir), key)
    except CustodianRefused as refused:
        if as_json:
            answer({"key": key, "status": None, "code": refused.code})
        else:
            print(refused.sentence)
        raise typer.Exit(ANSWER_IS_NO) from refused
    if as_json:
        answer({"key": key, "status": status})
    else:
        print(f"{key} is {status}")


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
    from tallystick_node.service.outlook import amend as ask  # noqa: PLC0415

    asked = ask(_settings(data_dir, database=database), subject, reason)
    if as_json:
        answer({"subject": subject, "asked": asked})
    else:
        print(f"{subject}: {'a further version is asked for' if asked else 'asked today already'}")
    if not asked:
        sys.exit(ANSWER_IS_NO)


def _report(manifest: dict[str, Any], said: str, as_json: bool) -> None:
    if as_json:
        answer(manifest)
        return
    chain = manifest["chain"]
    blocks = f", {chain['blocks']:,} blocks" if chain else ""
    rows = sum(manifest["rows"].values())
    print(f"{said}: {rows:,} rows{blocks}, journal {manifest['journal']['number']:,}")
