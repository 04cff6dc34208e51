"""`tallystick laundering`: cases of money laundering with their tags, files and freezes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import printable
from tallystick.cli.case_freezes import Number, StaffToken
from tallystick.cli.case_freezes import app as freezes
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tallystick.api import NodeClient

__all__ = ["FILE_BYTES_MAX", "app"]

LISTED_MAX = 200
FILE_BYTES_MAX = 10 * 2**20

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
app.add_typer(freezes, name="freezes")

Tag = Annotated[str, typer.Argument(help="One word.", metavar="TAG")]


@app.callback()
def laundering() -> None:
    """Cases of laundering. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command("list")
def list_cases(
    url: NodeUrl,
    tag: Annotated[
        str | None, typer.Option(help="Those that bear it alone.", metavar="TAG")
    ] = None,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """List the cases that are not closed, the newest first."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_aml_cases.list_aml_cases(tag=tag, limit=LISTED_MAX).items
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("case", "state", "level", "due"),
        [
            (str(item.case), item.state.value, item.level.value, f"{item.due_on}")
            for item in items
        ],
        left=4,
        empty="no case",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def tags(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """List the tags of a case."""
    _tags(url, token, as_json, lambda node: node.staff_aml_papers.list_aml_tags(number))


@app.command(cls=PositionalCommand)
def tag(
    number: Number, word: Tag, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Tag a case that you have."""
    _tags(url, token, as_json, lambda node: node.staff_aml_papers.add_aml_tag(number, tag=word))


@app.command(cls=PositionalCommand)
def untag(
    number: Number, word: Tag, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Take a tag off a case that you have."""
    _tags(url, token, as_json, lambda node: node.staff_aml_papers.remove_aml_tag(number, tag=word))


@app.command(cls=PositionalCommand)
def files(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """List the files of a case, the oldest first."""
    _files(url, token, as_json, lambda node: node.staff_aml_papers.list_aml_files(number))


@app.command(cls=PositionalCommand)
def attach(
    number: Number,
    file: Annotated[Path, typer.Argument(help="A PDF, PNG or JPEG file.", metavar="FILE")],
    url: NodeUrl,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Keep a file with a case that you have, under its own name."""
    if file.stat().st_size > FILE_BYTES_MAX:
        raise CannotRunError("LAUNDERING:SIZE", f"a file has at most {FILE_BYTES_MAX} bytes")
    content = file.read_bytes()
    _files(
        url, token, as_json,
        lambda node: node.staff_aml_papers.add_aml_file(number, content, name=file.name),
    )  # fmt: skip


@app.command("open", cls=PositionalCommand)
def open_file(
    number: Number,
    url: NodeUrl,
    which: Annotated[int, typer.Option("--file", help="The file's number.", metavar="NUMBER")],
    output: Annotated[Path, typer.Option("--output", help="Where to write it.", metavar="FILE")],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write a file of a case to disk; that you looked is journalled."""
    with asking(url, token, as_json=as_json) as node:
        content = node.staff_aml_papers.open_aml_file(number, which)
    _write(output, content, as_json=as_json)


@app.command()
def travel(
    url: NodeUrl,
    person: Annotated[str, typer.Option(help="The client who sends it.", metavar="PERSON")],
    wallet: Annotated[str, typer.Option(help="From which of their wallets.", metavar="ADDRESS")],
    amount: Annotated[int, typer.Option(help="In minor units.", metavar="AMOUNT", min=1)],
    sender: Annotated[str, typer.Option(help="This platform's legal name.", metavar="NAME")],
    receiver: Annotated[str, typer.Option(help="The other platform's name.", metavar="NAME")],
    reference: Annotated[str, typer.Option(help="What it is known by.", metavar="TEXT")],
    beneficiary: Annotated[str, typer.Option(help="Who gets it, by name.", metavar="NAME")],
    account: Annotated[str, typer.Option(help="Their wallet or account.", metavar="ACCOUNT")],
    output: Annotated[Path, typer.Option("--output", help="Where to write it.", metavar="FILE")],
    legal: Annotated[bool, typer.Option("--legal", help="They are a legal person.")] = False,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write the travel rule's file about a client's transfer (IVMS101); nothing is sent."""
    from tallystick.api.records.staff_aml_freezes import AmlTravelParty  # noqa: PLC0415 - pydantic

    party = AmlTravelParty(name=beneficiary, account=account, legal=legal, address="", country="")
    with asking(url, token, as_json=as_json) as node:
        content = node.staff_aml_freezes.export_aml_travel_record(
            person=person, wallet=wallet, amount=amount, sender=sender, receiver=receiver,
            reference=reference, beneficiary=party,
        )  # fmt: skip
    _write(output, content, as_json=as_json)


def _write(output: Path, content: bytes, *, as_json: bool) -> None:
    output.write_bytes(content)
    if as_json:
        answer({"file": str(output), "bytes": len(content)})
    else:
        print(f"{output}: {len(content)} bytes")


def _tags(url: str, token: str, as_json: bool, act: Callable[[NodeClient], Sequence[str]]) -> None:
    with asking(url, token, as_json=as_json) as node:
        words = act(node)
    if as_json:
        answer(list(words))
    else:
        print(", ".join(printable(word) for word in words) or "no tag")


def _files(url: str, token: str, as_json: bool, act: Callable[[NodeClient], Any]) -> None:
    with asking(url, token, as_json=as_json) as node:
        items = act(node)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("file", "name", "bytes", "at"),
        [
            (str(item.file), printable(item.name), f"{item.size:,}", f"{item.at:%Y-%m-%dT%H:%MZ}")
            for item in items
        ],
        left=2,
        empty="no file",
    )
