"""`tallystick statement`: the statement of a wallet, as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.options import AsJson, DataDir, settings_of

if TYPE_CHECKING:
    from datetime import date

    from tallystick.statements.account_statement import AccountStatement

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def statement(
    data_dir: DataDir,
    account: Annotated[str, typer.Option(help="The wallet.", metavar="ADDRESS")],
    first: Annotated[str, typer.Option("--from", help="The first day.", metavar="YYYY-MM-DD")],
    last: Annotated[
        str, typer.Option("--to", help="The last day, included.", metavar="YYYY-MM-DD")
    ],
    out: Annotated[Path, typer.Option(help="The file to write.", metavar="FILE")],
    form: Annotated[
        Literal["pdf", "csv", "xlsx", "beancount", "json"],
        typer.Option("--format", help="What file."),
    ] = "pdf",
    language: Annotated[
        Literal["en", "zh-CN"], typer.Option(help="Of a PDF; the others are for programs.")
    ] = "en",
    rpc: Annotated[
        str | None,
        typer.Option(help="The chain's URL; needed while the node runs.", metavar="URL"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a wallet's statement of some days, read from the chain's events.

    It is the file of the page /me/statements, byte for byte; `tallystick verify` checks it. CSV and
    JSON are in minor units, the others in main ones. Exit codes: 0 written, 2 could not run.
    """
    document = _made(data_dir, rpc, account, _day("--from", first), _day("--to", last))
    from tallystick_node.api.routes.statement_file import (  # noqa: PLC0415 - the web's libraries
        StatementForm,
        statement_bytes,
    )

    data = statement_bytes(document, StatementForm(form), language)
    try:
        out.write_bytes(data)
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{out} cannot be written: {wrong.strerror}") from wrong
    digest = hashlib.sha256(data).hexdigest()
    if as_json:
        answer({
            "file": str(out), "hash": digest, "movements": len(document.lines),
            "opening": str(document.opening), "closing": str(document.closing),
            "block": document.block, "complete": document.complete,
        })  # fmt: skip
        return
    print(f"{out}: {len(document.lines)} movements, SHA-256 {digest}")
    if not document.complete:
        print(f"{last} is not over at block {document.block}: it will be another file later")


def _made(
    data_dir: Path, rpc: str | None, account: str, first: date, last: date
) -> AccountStatement:
    from tallystick.chain.codec import address_of  # noqa: PLC0415 - --help is quick
    from tallystick.statements.statement_on_chain import statement_from_chain  # noqa: PLC0415 - likewise
    from tallystick_node.bootstrap.network import open_site, require_deployment  # noqa: PLC0415

    wallet = address_of("--account", account)
    chosen: dict[str, Any] = {} if rpc is None else {"rpc": rpc}
    settings = settings_of(data_dir, **chosen)
    require_deployment(settings)
    site = open_site(settings)
    try:
        return statement_from_chain(site.platform, wallet, first, last)
    finally:
        site.close()


def _day(option: str, text: str) -> date:
    from tallystick.loans.dates import iso_day  # noqa: PLC0415 - --help is quick

    try:
        return iso_day(text)
    except ValueError as wrong:
        raise CannotRunError("CLI:USAGE", f"{option} is a day as YYYY-MM-DD: {wrong}") from wrong
