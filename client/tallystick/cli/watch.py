"""`tallystick watch`: an audit of your own, signed, and beside the node's for everybody to see."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import NodeUrl
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl
from tallystick.cli.signing import signer_from
from tallystick.documents import file_text, read_json

if TYPE_CHECKING:
    from tallystick.audit.auditor import Auditor
    from tallystick.audit.signed_verdict import SignedVerdict
    from tallystick.audit.verdict import Verdict
    from tallystick.platform.deployment import Deployment

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

VERDICT_BYTES_MAX = 256 * 2**10
SignedFile = Annotated[Path, typer.Argument(help="A signed verdict.", metavar="FILE")]


@app.callback()
def watch() -> None:
    """Daily verdicts of independent watchers. Exit codes: 0 done, 1 no, 2 could not run."""


@app.command()
def sign(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: Annotated[
        Path,
        typer.Option(
            "--key-file", help="Your keystore, whose password is asked for.", metavar="FILE"
        ),
    ],
    audit: Annotated[
        Path | None,
        typer.Option(help="What `audit --json` has printed; audits now without.", metavar="FILE"),
    ] = None,
    reports: Annotated[
        str | None, typer.Option(help="Published reports to check as well.", metavar="DIR|URL")
    ] = None,
    agreements: Annotated[
        str | None,
        typer.Option(help="Agreements and risk statements to compare.", metavar="DIR|URL"),
    ] = None,
    block: Annotated[
        int | None, typer.Option(help="Audit as of this block, not the latest.", metavar="N")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            help="The platform's day that it is for; today, or else the block's own.",
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write it there, not to stdout.", metavar="FILE")
    ] = None,
    dev: Annotated[bool, typer.Option("--dev", help="Take a key in the clear.")] = False,
) -> None:
    """Audit a platform, and sign the verdict, whichever it is.

    A day has a verdict only of a block that was the newest on some moment of it. Exit codes: 0
    signed, 2 could not run.
    """
    from tallystick.audit.auditor import Auditor  # noqa: PLC0415 - the chain's libraries
    from tallystick.audit.signed_verdict import sign_verdict, verdict_of  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    signer = signer_from(key_file, clear=dev)
    platform = Deployment.load(deployment)
    auditor = Auditor.connect(rpc, platform)
    if audit is None:
        verdict = auditor.verify(block=block, reports=reports, texts=agreements)
    else:
        verdict = verdict_of(_document(audit))
    if verdict.mismatch is not None:
        raise CannotRunError("WATCH:PLATFORM", verdict.mismatch)
    spoken_for, block_hash = _day_of(auditor, platform, verdict, day)
    signed = sign_verdict(verdict, platform, spoken_for, block_hash, signer)
    if out is None:
        answer(signed.document())
        return
    text = json.dumps(signed.document(), indent=2, ensure_ascii=False) + "\n"
    out.write_text(text, "utf-8")
    print(f"{out}: {_line(signed)}")


@app.command(cls=PositionalCommand)
def send(file: SignedFile, url: NodeUrl, as_json: AsJson = False) -> None:
    """Send a signed verdict to a node that names you as a watcher.

    Exit codes: 0 the node keeps it, 2 it refuses (the reason on stderr).
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - imports HTTP and pydantic
    from tallystick.api.records.watchers import VerdictDocument  # noqa: PLC0415

    signed = _signed(file)
    with NodeClient(url) as node:
        document = VerdictDocument.model_validate(signed.document())
        kept = node.watchers.put_verdict(verdict=document)
    if as_json:
        answer(kept.model_dump(mode="json"))
    else:
        print(f"{url} keeps the verdict of {kept.name} for {signed.day}: {kept.digest}")


@app.command(cls=PositionalCommand)
def verify(
    file: SignedFile,
    deployment: DeploymentFile,
    rpc: Annotated[
        str | None,
        typer.Option(help="A chain's URL: block and day are compared there.", metavar="URL"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a signed verdict: who signed what, of which platform; with --rpc, of which block.

    Trusts no node of the platform. Exit codes: 0 it holds, 1 it does not, 2 it is not a verdict.
    """
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415 - the chain's libraries

    signed, platform = _signed(file), Deployment.load(deployment)
    result: dict[str, Any] = {
        "signed": signed.is_signed(), "of_platform": signed.is_of(platform),
        "of_block": None if rpc is None else _is_of_block(rpc, platform, signed),
        "watcher": signed.watcher, "day": signed.day.isoformat(), "block": str(signed.block),
        "verdict": "pass" if signed.passed else "fail", "digest": "0x" + signed.digest.hex(),
    }  # fmt: skip
    holds = all(result[name] is not False for name in ("signed", "of_platform", "of_block"))
    if as_json:
        answer({"holds": holds} | result)
    else:
        print(_line(signed))
        for name, wrong in (
            ("signed", "the watcher that it names has not signed it"),
            ("of_platform", "it is about another platform than that of the deployment file"),
            ("of_block", "the chain has another block of that number, or had it on another day"),
        ):
            if result[name] is False:
                print(f"✗ {wrong}")
        print("it holds" if holds else "it does not hold")
    if not holds:
        raise typer.Exit(ANSWER_IS_NO)


def _day_of(
    auditor: Auditor, platform: Deployment, verdict: Verdict, day: str | None
) -> tuple[date, bytes]:
    """The day that a verdict is for, and the hash of its block."""
    from tallystick.audit.signed_verdict import was_newest_on  # noqa: PLC0415
    from tallystick.loans.dates import date_from_day, iso_day, local_day  # noqa: PLC0415

    connection, offset = auditor.connection, platform.roles.utc_offset_seconds
    header = connection.block(verdict.block)
    if header is None:
        raise CannotRunError("WATCH:BLOCK", f"the chain has no block {verdict.block}")
    today = date_from_day(local_day(int(datetime.now(UTC).timestamp()), offset))
    try:
        wanted = today if day is None else iso_day(day)
    except ValueError as wrong:
        raise CannotRunError("CLI:USAGE", f"--day: {wrong}") from wrong
    if was_newest_on(connection, offset, verdict.block, wanted):
        return wanted, header.hash
    own = date_from_day(local_day(header.timestamp, offset))
    if day is not None:
        raise CannotRunError(
            "WATCH:DAY", f"block {verdict.block} is of {own}, and was not the newest on {wanted}"
        )
    return own, header.hash


def _is_of_block(rpc: str, platform: Deployment, signed: SignedVerdict) -> bool:
    from tallystick.audit.signed_verdict import was_newest_on  # noqa: PLC0415
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415

    connection, offset = Connection.open(rpc), platform.roles.utc_offset_seconds
    header = connection.block(signed.block)
    return (
        header is not None
        and header.hash == signed.block_hash
        and was_newest_on(connection, offset, signed.block, signed.day)
    )


def _signed(file: Path) -> SignedVerdict:
    from tallystick.audit.signed_verdict import SignedVerdict  # noqa: PLC0415

    return SignedVerdict.parse(_document(file))


def _document(file: Path) -> dict[str, Any]:
    try:
        document = read_json(file_text(file, bytes_max=VERDICT_BYTES_MAX))
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{file} cannot be read: {wrong.strerror}") from wrong
    except ValueError as wrong:
        raise CannotRunError("WATCH:FORM", f"{file} is not valid JSON") from wrong
    if not isinstance(document, dict):
        raise CannotRunError("WATCH:FORM", f"{file} is not a JSON object")
    return document


def _line(signed: SignedVerdict) -> str:
    held = len(signed.checks) - signed.failed
    return (
        f"{'pass' if signed.passed else 'fail'} for {signed.day} at block {signed.block}:"
        f" {held} checks hold, {signed.failed} do not; by {signed.watcher} with {signed.code}"
    )
