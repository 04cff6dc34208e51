"""`tallystick node verifier`: the page that checks what was published, as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.options import AsJson

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def verifier(
    out: Annotated[Path, typer.Option(help="The file.", metavar="FILE")] = Path("verify.html"),
    language: Annotated[
        Literal["en", "zh-CN"], typer.Option(help="The language of its texts.")
    ] = "en",
    as_json: AsJson = False,
) -> None:
    """Write the page that checks reports, loans and statements in a browser, with any node.

    It is the file that nodes of this version hand out at /verify.html, byte for byte: compare the
    hashes. Asks no node. Exit codes: 0 written, 2 could not be written.
    """
    from tallystick_node.web.public.verifier import verifier_file  # noqa: PLC0415 - the pages

    data = verifier_file(language)
    try:
        out.write_bytes(data)
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{out} cannot be written: {wrong.strerror}") from wrong
    digest = hashlib.sha256(data).hexdigest()
    if as_json:
        answer({"file": str(out), "sha256": digest})
    else:
        print(f"{out}: SHA-256 {digest}")
