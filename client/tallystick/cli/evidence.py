"""`tallystick evidence`: what proves a sample of loans, in one file, and its check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl
from tallystick.documents import DocumentError, file_bytes

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def evidence() -> None:
    """Evidence for a sample of loans. Exit codes: 0 done, 1 it does not hold, 2 could not run."""


@app.command()
def make(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    count: Annotated[int, typer.Option(help="How many loans, 1 to 20.", metavar="N")],
    seed: Annotated[str, typer.Option(help="Chooses them: letters and digits.", metavar="TEXT")],
    out: Annotated[Path, typer.Option(help="The ZIP file to write.", metavar="FILE")],
    block: Annotated[
        int | None, typer.Option(help="As of this block, not the latest.", metavar="N")
    ] = None,
    reports: Annotated[
        str | None, typer.Option(help="Published reports, for proofs.", metavar="DIR|URL")
    ] = None,
    agreements: Annotated[
        str | None, typer.Option(help="Published risk statements.", metavar="DIR|URL")
    ] = None,
) -> None:
    """Make the evidence from the chain: the same bytes as the platform's page makes.

    Exit codes: 0 done, 2 could not run (the reason on stderr).
    """
    from tallystick.audit.chain_evidence import chain_sources  # noqa: PLC0415 - the chain's
    from tallystick.audit.evidence import SampleQuestion, make_sample  # noqa: PLC0415
    from tallystick.audit.run import last_block  # noqa: PLC0415
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415
    from tallystick.replay.source import block_hash  # noqa: PLC0415

    connection, platform = Connection.open(rpc), Deployment.load(deployment)
    last = last_block(connection, platform, block)
    question = SampleQuestion(count, seed, last, block_hash(connection, last))
    sources = chain_sources(connection, platform, last, reports=reports, texts=agreements)
    data = make_sample(question, platform, sources)
    out.write_bytes(data)
    print(f"{out}: {len(data):,} bytes, as of block {last}")


@app.command(cls=PositionalCommand)
def verify(
    file: Annotated[Path, typer.Argument(help="The ZIP file of a sample.", metavar="FILE")],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    as_json: AsJson = False,
) -> None:
    """Check a sample against the chain: choice, events, risk statements, proofs.

    Exit codes: 0 all of it holds, 1 something does not, 2 it is not a sample.
    """
    from tallystick.audit.evidence_check import (  # noqa: PLC0415 - the chain's libraries
        BYTES_MAX,
        check_sample,
        read_sample,
    )
    from tallystick.chain._sync.connection import Connection  # noqa: PLC0415
    from tallystick.platform.deployment import Deployment  # noqa: PLC0415

    try:
        data = file_bytes(file, bytes_max=BYTES_MAX)
    except (OSError, DocumentError) as wrong:
        raise CannotRunError("CLI:FILE", f"{file} cannot be read: {wrong}") from wrong
    platform = Deployment.load(deployment)
    checks = check_sample(read_sample(data), Connection.open(rpc), platform)
    if as_json:
        answer([{"id": check.id, "ok": check.ok, "detail": check.detail} for check in checks])
    else:
        for check in checks:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.id}  {check.detail}")
    if not all(check.ok for check in checks):
        raise typer.Exit(ANSWER_IS_NO)
