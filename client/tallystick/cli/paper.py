"""`tallystick paper`: receipts, schedules, certificates and tax years, made from the chain."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading

if TYPE_CHECKING:
    from tallystick.papers.sheets import Paper
    from tallystick.platform._sync.platform import Platform

__all__ = ["app"]

_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_YEAR_MIN, _YEAR_MAX, _LOAN_MAX = 1970, 9998, 2**53 - 1

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=PositionalCommand)
def paper(
    kind: Annotated[
        Literal["receipt", "schedule", "certificate", "tax-year"],
        typer.Argument(help="What paper.", metavar="KIND"),
    ],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    out: Annotated[Path, typer.Option(help="The file to write.", metavar="FILE")],
    loan: Annotated[
        int | None,
        typer.Option(help="The loan, for all but a tax year.", metavar="N", min=1, max=_LOAN_MAX),
    ] = None,
    transaction: Annotated[
        str | None, typer.Option(help="The payment, for a receipt.", metavar="HASH")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="The wallet, for a tax year.", metavar="ADDRESS")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="For a tax year.", min=_YEAR_MIN, max=_YEAR_MAX)
    ] = None,
    form: Annotated[Literal["pdf", "json"], typer.Option("--format", help="What file.")] = "pdf",
    language: Annotated[Literal["en", "zh-CN"], typer.Option(help="Of a PDF.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Write a paper of a loan or a year, read from the chain's events.

    It is the file of the node's pages, byte for byte; `tallystick verify` checks it. A receipt
    takes --loan and --transaction, a schedule and a certificate --loan, a tax year --account and
    --year.
    Exit codes: 0 written, 2 could not run.
    """
    wanted = {
        "receipt": {"loan", "transaction"}, "schedule": {"loan"}, "certificate": {"loan"},
        "tax-year": {"account", "year"},
    }[kind]  # fmt: skip
    named = {"loan": loan, "transaction": transaction, "account": account, "year": year}
    if {name for name, value in named.items() if value is not None} != wanted:
        takes = " and ".join(f"--{name}" for name in sorted(wanted))
        raise CannotRunError("CLI:USAGE", f"a {kind} takes {takes} alone")
    if transaction is not None and not _HASH.fullmatch(transaction):
        raise CannotRunError("CLI:USAGE", "--transaction is 0x and 64 hexadecimal digits")
    with reading(rpc, deployment) as platform:
        data = _written(_made(platform, kind, loan, transaction, account, year), form, language)
    try:
        out.write_bytes(data)
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{out} cannot be written: {wrong.strerror}") from wrong
    digest = hashlib.sha256(data).hexdigest()
    if as_json:
        answer({"file": str(out), "hash": digest, "paper": kind})
        return
    print(f"{out}: {kind}, SHA-256 {digest}")


def _made(
    platform: Platform,
    kind: str,
    loan: int | None,
    transaction: str | None,
    account: str | None,
    year: int | None,
) -> Paper:
    from tallystick.chain.codec import address_of  # noqa: PLC0415 - --help is quick
    from tallystick.papers import papers_on_chain as papers  # noqa: PLC0415 - likewise

    if account is not None and year is not None:
        return papers.tax_year_of(platform, address_of("--account", account), year)
    assert loan is not None, "the usage was checked"
    if transaction is not None:
        return papers.receipt_of(platform, loan, transaction)
    if kind == "schedule":
        return papers.schedule_of(platform, loan)
    return papers.certificate_of(platform, loan)


def _written(document: Paper, form: str, language: str) -> bytes:
    from tallystick.papers.paper_pdf import paper_pdf  # noqa: PLC0415 - the PDF's libraries
    from tallystick.papers.sheets import paper_data  # noqa: PLC0415

    return paper_data(document) if form == "json" else paper_pdf(document, language)
