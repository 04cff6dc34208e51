"""`tallystick report`: prove one loan of a published report by itself, or check such a proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.documents import read_json

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.callback()
def _group() -> None:
    """Prove one loan of a published report, or check such a proof. Needs no network."""


@app.command()
def prove(
    file: Annotated[Path, typer.Option(help="A published report.", metavar="FILE")],
    loan: Annotated[int, typer.Option(help="The loan's number.", metavar="N")],
    as_json: AsJson = False,
) -> None:
    """Print the proof of one loan: its published content and the way to the anchored root."""
    from tallystick.disclosure.proof import proof_of  # noqa: PLC0415 - imports the hashes
    from tallystick.disclosure.report import read_report  # noqa: PLC0415

    document = proof_of(read_report(_bytes(file)), loan)
    if as_json:
        answer(document)
    else:
        print(json.dumps(document, ensure_ascii=False))


@app.command()
def verify(
    proof: Annotated[Path, typer.Option(help="A proof as `prove` prints it.", metavar="FILE")],
    root: Annotated[
        str | None,
        typer.Option(
            help="The root that the chain has; without one the proof's own.", metavar="HEX"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof by itself. Exit codes: 0 it holds, 1 it does not, 2 it is not a proof."""
    from tallystick.chain.codec import bytes32_of  # noqa: PLC0415 - imports the hashes
    from tallystick.disclosure.proof import check_proof  # noqa: PLC0415

    try:
        document = read_json(_bytes(proof))
    except ValueError as error:
        raise CannotRunError("REPORT:PROOF", f"{proof} is not valid JSON") from error
    wanted = None if root is None else bytes32_of("--root", root)
    holds = check_proof(document, wanted)
    result = {
        "holds": holds, "subject": document["subject"], "version": document["version"],
        "root": document["root"], "name": document["name"],
    }  # fmt: skip
    if as_json:
        answer(result)
    else:
        verb = "is" if holds else "is not"
        print(f"{result['name']} {verb} in {result['subject']} version {result['version']}")
    if not holds:
        raise typer.Exit(ANSWER_IS_NO)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRunError("CLI:FILE", f"{file} cannot be read: {error.strerror}") from error
