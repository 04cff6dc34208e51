"""`tallystick verify`: a published file, checked by itself and beside the chain."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, reading
from tallystick.documents import file_bytes
from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.papers.sheets import Paper
    from tallystick.platform._sync.platform import Platform
    from tallystick.statements.account_statement import AccountStatement, FirstDifference

__all__ = ["app"]

BYTES_MAX = 200 * 2**20

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass
class FileVerdict:
    """What is known of a file. on_chain: compares it with the chain, returns where it differs."""

    kind: str
    sha256: str
    root: str | None = None
    difference: FirstDifference | None = None
    proved: list[str] = field(default_factory=list)
    on_chain: Callable[[Platform], FirstDifference | None] | None = None


@app.command(cls=PositionalCommand)
def verify(
    file: Annotated[
        Path,
        typer.Argument(
            help="A statement or paper as PDF or JSON, a monthly report, or one loan's proof.",
            metavar="FILE",
        ),
    ],
    rpc: Annotated[
        str | None, typer.Option(help="The chain's URL, to compare with it.", metavar="URL")
    ] = None,
    deployment: Annotated[
        Path | None, typer.Option(help="The platform's file, with --rpc.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a published file: by itself, and with --rpc against what the chain has.

    A PDF is compiled again and has to be the same bytes; balances and roots are computed again. A
    file that holds by itself may still be invented: only the chain says that it is not. Exit codes:
    0 it holds, 1 it does not, 2 it is none of these, or could not be checked.
    """
    if (rpc is None) != (deployment is None):
        raise CannotRunError("CLI:USAGE", "--rpc and --deployment go together")
    verdict = _opened(_bytes(file))
    if rpc is not None and deployment is not None and verdict.difference is None:
        assert verdict.on_chain is not None, "every kind is compared with the chain"
        with reading(rpc, deployment) as platform:
            verdict.difference = verdict.on_chain(platform)
        verdict.proved.append("it is what the chain has")
    _tell(file, verdict, with_chain=rpc is not None, as_json=as_json)
    if verdict.difference is not None:
        raise typer.Exit(ANSWER_IS_NO)


def _opened(data: bytes) -> FileVerdict:
    from tallystick.statements.account_statement import StatementDiffers  # noqa: PLC0415 - the hashes

    try:
        return _read(data)
    except StatementDiffers as broken:
        digest = hashlib.sha256(data).hexdigest()
        return FileVerdict("statement", digest, difference=broken.difference)


def _read(data: bytes) -> FileVerdict:
    from tallystick.disclosure.report import read_report  # noqa: PLC0415 - imports the hashes
    from tallystick.documents import DocumentError, read_json  # noqa: PLC0415
    from tallystick.papers.sheets import is_paper, read_paper  # noqa: PLC0415
    from tallystick.statements.account_statement import (  # noqa: PLC0415
        is_account_statement,
        read_account_statement,
    )
    from tallystick.statements.pdf_check import is_pdf  # noqa: PLC0415

    digest = hashlib.sha256(data).hexdigest()
    if is_pdf(data):
        return _read_pdf(data, digest)
    try:
        value = read_json(data, bytes_max=BYTES_MAX)
    except DocumentError as wrong:
        raise InputError(
            "VERIFY:KIND",
            "this is neither the PDF or JSON of a statement or paper, nor a monthly report, nor the"
            f" proof of one loan ({wrong.sentence})",
        ) from wrong
    if is_account_statement(value):
        return _statement(read_account_statement(data), digest)
    if is_paper(value):
        return _paper(read_paper(data), digest)
    if isinstance(value, dict) and "proof" in value:
        return _proof(value, digest)
    report = read_report(data)
    root = "0x" + report.tree.root.hex()
    return FileVerdict(
        "report", digest, root, None, ["its parts come to the root"],
        lambda platform: _anchored(platform, report.subject, report.version, root),
    )  # fmt: skip


def _read_pdf(data: bytes, digest: str) -> FileVerdict:
    from tallystick.papers.paper_check import check_paper  # noqa: PLC0415 - the PDF's libraries
    from tallystick.papers.paper_pdf import PAPER_ATTACHMENT  # noqa: PLC0415
    from tallystick.statements.pdf_check import check_pdf, open_pdf  # noqa: PLC0415
    from tallystick.statements.statement_pdf import ATTACHMENT  # noqa: PLC0415

    if open_pdf(data, ATTACHMENT, PAPER_ATTACHMENT).attachment == ATTACHMENT:
        checked = check_pdf(data)
        verdict = _statement(checked.statement, digest)
        verdict.kind, verdict.difference = "statement PDF", checked.difference
    else:
        paper = check_paper(data)
        verdict = _paper(paper.paper, digest)
        verdict.kind, verdict.difference = f"{verdict.kind} PDF", paper.difference
    verdict.proved.insert(0, "compiled again it is the same bytes")
    return verdict


def _paper(paper: Paper, digest: str) -> FileVerdict:
    from tallystick.papers.papers_on_chain import (  # noqa: PLC0415 - the chain's libraries
        paper_difference,
    )

    return FileVerdict(
        paper.paper, digest, on_chain=lambda platform: paper_difference(platform, paper)
    )


def _statement(statement: AccountStatement, digest: str) -> FileVerdict:
    from tallystick.statements.statement_on_chain import (  # noqa: PLC0415 - the chain's libraries
        first_difference,
        statement_from_chain,
    )

    def on_chain(platform: Platform) -> FirstDifference | None:
        chain_id = platform.connection.chain_id
        if statement.chain_id != chain_id:
            raise InputError(
                "STATEMENT:CHAIN",
                f"the statement is of the chain {statement.chain_id}, this is {chain_id}",
            )
        expected = statement_from_chain(
            platform, statement.wallet, statement.first, statement.last, statement.block
        )
        return first_difference(expected, statement)

    proved = ["each balance follows from the one before, and the sums are those of the movements"]
    return FileVerdict("statement", digest, None, None, proved, on_chain)


def _proof(document: dict[str, Any], digest: str) -> FileVerdict:
    from tallystick.disclosure.proof import check_proof  # noqa: PLC0415 - imports the hashes
    from tallystick.statements.account_statement import FirstDifference  # noqa: PLC0415

    holds = check_proof(document)
    root, subject, version = document["root"], document["subject"], document["version"]
    wrong = None if holds else FirstDifference("proof", f"a way to {root}", "another root")
    if not isinstance(subject, str) or isinstance(version, bool) or not isinstance(version, int):
        raise InputError("REPORT:PROOF", "a proof names its subject and version")
    return FileVerdict(
        "proof", digest, root, wrong, ["it leads from the loan to the root"],
        lambda platform: _anchored(platform, subject, version, root),
    )  # fmt: skip


def _anchored(platform: Platform, subject: str, version: int, root: str) -> FirstDifference | None:
    """Where the chain has another root for a subject's version, or none."""
    from tallystick.chain.contracts import Disclosures  # noqa: PLC0415 - the chain's libraries
    from tallystick.disclosure.report import subject_hash  # noqa: PLC0415
    from tallystick.errors import Reverted  # noqa: PLC0415
    from tallystick.statements.account_statement import FirstDifference  # noqa: PLC0415

    try:
        anchor = platform.read(Disclosures.anchor_of(subject_hash(subject), version))
        has = "0x" + anchor["root"].hex()
    except Reverted:
        has = "nothing"
    return None if has == root else FirstDifference(f"{subject}, version {version}", has, root)


def _tell(file: Path, verdict: FileVerdict, *, with_chain: bool, as_json: bool) -> None:
    wrong = verdict.difference
    if as_json:
        answer({
            "ok": wrong is None, "kind": verdict.kind, "hash": verdict.sha256,
            "root": verdict.root, "chain": with_chain,
            "first_difference": None if wrong is None else {
                "path": wrong.path, "expected": wrong.expected, "actual": wrong.actual,
            },
        })  # fmt: skip
        return
    print(f"{file}: {verdict.kind}, SHA-256 {verdict.sha256}")
    if wrong is not None:
        print(f"it differs at {wrong.path}: expected {wrong.expected}, it has {wrong.actual}")
        return
    for line in verdict.proved:
        print(line)
    if not with_chain:
        print(
            "not compared with the chain, and it may be invented: add --rpc URL --deployment FILE"
        )


def _bytes(path: Path) -> bytes:
    try:
        return file_bytes(path, bytes_max=BYTES_MAX)
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{path} cannot be read: {wrong.strerror}") from wrong
