"""`tallystick node jobs ... retry-message`: what waits for a person, and what they let go on."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from tallystick_node.infrastructure.jobs.rules import JobKey

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def verify(
    data_dir: DataDir,
    rpc: Annotated[
        str | None,
        typer.Option(help="The chain's URL; a running node's own is URL/rpc.", metavar="URL"),
    ] = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare the tables with the chain, row by row, and check the journal. Changes nothing.

    Exit codes: 0 all agree, 1 something differs, 2 could not run.
    """
    from tallystick_node.entrypoints.verification import verified  # noqa: PLC0415

    checks = verified(settings_of(data_dir, database=database, rpc=rpc))
    agree = all(check.ok for check in checks)
    if as_json:
        answer(
            {
                "verdict": "pass" if agree else "fail",
                "checks": [
                    {"id": check.id, "ok": check.ok, "detail": check.detail} for check in checks
                ],
            }
        )
    else:
        for check in checks:
            print(f"{'holds ' if check.ok else 'FAILED'}  {check.id}: {check.detail}")
    if not agree:
        sys.exit(ANSWER_IS_NO)


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
    """List the jobs that are not done, or those that a day would bring. Changes nothing.

    A job that is not done is waiting, leased or dead; `attempts` counts its tries, `code` is why
    the last one failed.
    """
    from tallystick_node.entrypoints.outlook import open_jobs, outlook  # noqa: PLC0415

    settings = settings_of(data_dir, database=database, rpc=rpc)
    lines: list[dict[str, Any]]
    if day is None:
        lines = [
            _key_line(job.key) | {"state": job.state, "attempts": job.attempts, "code": job.code}
            for job in open_jobs(settings)
        ]
    else:
        lines = [_key_line(key) for key in outlook(settings, day.date())]
    if as_json:
        answer(lines)
        return
    for line in lines:
        more = ""
        if "state" in line:
            more = f"  {line['state']}, {line['attempts']} tries, {line['code'] or 'no failure'}"
        print(f"{line['business_date']}  {line['kind']:20} {line['subject']}{more}")


@app.command("retry-job")
def retry_job(
    data_dir: DataDir,
    kind: Annotated[str, typer.Option(help="The job's kind.", metavar="KIND")],
    day: Annotated[
        datetime, typer.Option(help="Its business date.", metavar="DATE", formats=["%Y-%m-%d"])
    ],
    subject: Annotated[str, typer.Option(help="Whom it is about.")] = "platform",
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Let a dead job be tried again, once its cause is gone.

    Exit codes: 0 done, 1 there is no dead job of that kind, subject and day, 2 could not run.
    """
    from tallystick_node.entrypoints.outlook import revive_job  # noqa: PLC0415 - imports the database
    from tallystick_node.infrastructure.jobs.rules import JobKey  # noqa: PLC0415

    key = JobKey(day.date(), kind, subject)
    done = revive_job(settings_of(data_dir, database=database), key)
    name = f"{kind} for {subject} on {key.business_date}"
    _end(
        done,
        _key_line(key) | {"planned": done},
        as_json,
        f"{name} is tried again",
        f"{name} is not dead",
    )


@app.command()
def messages(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List the messages that were given up. Changes nothing, and says nothing of their content."""
    from tallystick_node.entrypoints.outlook import given_up  # noqa: PLC0415 - imports the database

    lines = [
        {
            "key": message.key,
            "channel": message.channel,
            "attempts": message.attempts,
            "code": message.code,
            "created_at": message.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for message in given_up(settings_of(data_dir, database=database))
    ]
    if as_json:
        answer(lines)
        return
    for line in lines:
        tries = f"{line['attempts']} tries, {line['code']}"
        print(f"{line['created_at']}  {line['channel']:8} {line['key']}  {tries}")


@app.command("retry-message")
def retry_message(
    data_dir: DataDir,
    key: Annotated[str, typer.Option(help="The message's key.", metavar="KEY")],
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Let a message that was given up be delivered after all, once its channel works.

    Exit codes: 0 done, 1 no message of that key was given up, 2 could not run.
    """
    from tallystick_node.entrypoints.outlook import deliver_again  # noqa: PLC0415

    done = deliver_again(settings_of(data_dir, database=database), key)
    _end(
        done,
        {"key": key, "planned": done},
        as_json,
        f"{key} is delivered again",
        f"{key} was not given up",
    )


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
    from tallystick_node.entrypoints.outlook import resume_account  # noqa: PLC0415

    resumed = resume_account(settings_of(data_dir, database=database), account)
    _end(
        resumed,
        {"account": account, "resumed": resumed},
        as_json,
        f"{account} goes on",
        f"{account} is not halted",
    )


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
    from tallystick_node.entrypoints.outlook import send_again  # noqa: PLC0415

    done = send_again(settings_of(data_dir, database=database), key)
    _end(
        done,
        {"key": key, "planned": done},
        as_json,
        f"{key} is tried again",
        f"{key} was not refused and has not failed",
    )


def _key_line(key: JobKey) -> dict[str, Any]:
    return {
        "business_date": str(key.business_date), "kind": key.kind, "subject": key.subject,
    }  # fmt: skip


def _end(done: bool, document: dict[str, Any], as_json: bool, yes: str, no: str) -> None:
    """Say how it went, and end with the exit code of it."""
    if as_json:
        answer(document)
    else:
        print(yes if done else no)
    if not done:
        sys.exit(ANSWER_IS_NO)
