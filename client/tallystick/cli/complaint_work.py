"""What staff do about complaints, each act a command of `tallystick complaints`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import printable
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from tallystick.api import NodeClient

__all__ = ["Output", "StaffToken", "app", "day_of", "write_file"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

StaffToken = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="A bearer token of the complaints desk, second factor given.",
    ),
]  # fmt: skip
Number = Annotated[int, typer.Argument(help="The complaint's number.", metavar="NUMBER")]
Words = Annotated[str, typer.Option("--words", help="In words.", metavar="TEXT")]
Redress = Annotated[
    int, typer.Option("--redress", help="What is paid, in minor units.", metavar="AMOUNT", min=0)
]
Outcome = Annotated[
    str, typer.Option("--outcome", help="upheld, partly or rejected.", metavar="OUTCOME")
]
Output = Annotated[Path, typer.Option("--output", help="Where to write it.", metavar="FILE")]


@app.command()
def due(url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """List what is due next of every complaint that waits, the earliest first."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_complaints.list_due_complaints()
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("complaint", "next", "until", ""),
        [
            (
                str(item.complaint), item.next_step.value, f"{item.next_by:%Y-%m-%dT%H:%MZ}",
                "late" if item.overdue else "",
            )
            for item in items
        ],
        left=4,
        empty="nothing is due",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def acknowledge(
    number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Tell the client by letter that their complaint was received."""
    _act(url, token, as_json, lambda node: node.staff_complaint_work.acknowledge_complaint(number))


@app.command(cls=PositionalCommand)
def take(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """Take a complaint up, also from a colleague."""
    _act(url, token, as_json, lambda node: node.staff_complaint_work.take_complaint(number))


@app.command(cls=PositionalCommand)
def note(
    number: Number,
    url: NodeUrl,
    words: Words,
    shown: Annotated[
        bool, typer.Option("--shown", help="What the client has said, which they see.")
    ] = False,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write down a note for staff alone, or with --shown what the client has said."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.write_about_complaint(
            number, words=words, shown=shown
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def settle(
    number: Number, url: NodeUrl, words: Words, redress: Redress = 0, token: StaffToken = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Settle a complaint with a summary, within the days and the amount of the pack."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.settle_complaint(
            number, words=words, redress=redress
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def hold(
    number: Number,
    url: NodeUrl,
    words: Words,
    until: Annotated[str, typer.Option(help="The last day of the answer.", metavar="YYYY-MM-DD")],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Tell the client by letter that the answer takes longer, why and until when."""
    day = day_of(until)
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.hold_complaint(number, words=words, until=day),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def preview(
    number: Number, url: NodeUrl, outcome: Outcome, words: Words, output: Output,
    redress: Redress = 0, token: StaffToken = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the letter of a final response as it would be sent; nothing is sent or kept."""
    state = _choice("ComplaintState", outcome)
    with asking(url, token, as_json=as_json) as node:
        letter = node.staff_complaint_work.preview_complaint_answer(
            number, outcome=state, words=words, redress=redress
        )
    write_file(output, letter, as_json=as_json)


@app.command(cls=PositionalCommand)
def propose(
    number: Number, url: NodeUrl, outcome: Outcome, words: Words, redress: Redress = 0,
    token: StaffToken = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Propose a final response, which a colleague decides."""
    state = _choice("ComplaintState", outcome)
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.propose_complaint_answer(
            number, outcome=state, words=words, redress=redress
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def decide(
    number: Number,
    url: NodeUrl,
    agreed: Annotated[
        bool, typer.Option("--send/--send-back", help="Send it, or give the proposal back.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for staff alone.", metavar="TEXT")],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Send a final response that a colleague has proposed, or send the proposal back."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.decide_complaint(
            number, agreed=agreed, reason=reason
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def redress(
    number: Number,
    url: NodeUrl,
    transaction: Annotated[
        str, typer.Option("--transaction", help="Its hash, 0x and 64 digits.", metavar="HASH")
    ],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Name the transaction by which the treasury has paid redress; the node reads the chain."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.pay_complaint_redress(number, tx_hash=transaction),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def accept(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """Write down that the client accepts the answer."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.record_complaint_acceptance(number),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def escalate(
    number: Number,
    url: NodeUrl,
    to: Annotated[str, typer.Option(help="ombudsman, mediation or court.", metavar="RUNG")],
    words: Words,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write down that the client goes to ombudsman, mediation or court."""
    rung = _choice("ComplaintState", to)
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.record_complaint_escalation(
            number, to=rung, words=words
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def award(
    number: Number, url: NodeUrl, outcome: Outcome, words: Words, redress: Redress = 0,
    token: StaffToken = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write down what ombudsman, mediation or court have decided."""
    state = _choice("ComplaintState", outcome)
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.record_complaint_award(
            number, outcome=state, words=words, redress=redress
        ),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def close(
    number: Number,
    url: NodeUrl,
    root_cause: Annotated[
        str, typer.Option("--root-cause", help="Why it had to be made.", metavar="CAUSE")
    ],
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Close a complaint that has an outcome and whose redress is paid."""
    cause = _choice("RootCause", root_cause)
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.close_complaint(number, root_cause=cause),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def reopen(
    number: Number, url: NodeUrl, words: Words, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Open a closed complaint again: a new clock runs from today."""
    _act(
        url, token, as_json,
        lambda node: node.staff_complaint_work.record_complaint_reopening(number, words=words),
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def letters(number: Number, url: NodeUrl, token: StaffToken = "", as_json: AsJson = False) -> None:
    """List the letters about a complaint, the oldest first."""
    with asking(url, token, as_json=as_json) as node:
        items = node.staff_complaints.list_complaint_letters(number)
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("letter", "kind", "at"),
        [(str(each.letter), each.kind.value, f"{each.at:%Y-%m-%dT%H:%MZ}") for each in items],
        left=3,
        empty="no letter",
    )


@app.command(cls=PositionalCommand)
def letter(
    number: Number,
    url: NodeUrl,
    which: Annotated[int, typer.Option("--letter", help="The letter's number.", metavar="LETTER")],
    output: Output,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write a letter about a complaint to a file, to be printed and posted."""
    with asking(url, token, as_json=as_json) as node:
        content = node.staff_complaints.read_complaint_letter(number, which)
    write_file(output, content, as_json=as_json)


@app.command(cls=PositionalCommand)
def evidence(
    number: Number, url: NodeUrl, output: Output, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Write the evidence of a dispute to a ZIP file; that it was taken is journalled."""
    with asking(url, token, as_json=as_json) as node:
        content = node.staff_complaints.export_complaint_evidence(number)
    write_file(output, content, as_json=as_json)


def _act(url: str, token: str, as_json: bool, act: Callable[[NodeClient], Any]) -> None:
    """Do one thing about a complaint, and say where it stands then."""
    with asking(url, token, as_json=as_json) as node:
        item = act(node)
    if as_json:
        answer(item.model_dump(mode="json"))
        return
    step = "nothing" if item.next_step is None else item.next_step.value
    until = "" if item.next_by is None else f" until {item.next_by:%Y-%m-%dT%H:%MZ}"
    print(f"complaint {item.complaint}: {item.state.value}; due: {step}{until}")
    if item.proposed is not None:
        print(f"proposed: {item.proposed.value} by {printable(item.proposed_by or '–')}")


def _choice(name: str, word: str) -> Any:
    """A word of one of the API's lists, refused before the node is asked."""
    from tallystick.api.records import complaints, staff_complaint_work  # noqa: PLC0415 - pydantic

    listed: type[StrEnum] = {
        "ComplaintState": complaints.ComplaintState, "RootCause": staff_complaint_work.RootCause,
    }[name]  # fmt: skip
    try:
        return listed(word)
    except ValueError:
        words = ", ".join(listed)
        raise CannotRunError(
            "COMPLAINT:WORD", f"{word!r} is none of the node's words: {words}"
        ) from None


def day_of(text: str) -> date:
    """Read a day as people write it.

    Args:
        text: Such as 2026-03-10.

    Returns:
        The day.

    Raises:
        CannotRunError: CLI:DAY for anything else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotRunError("CLI:DAY", "a day is written as YYYY-MM-DD") from None


def write_file(output: Path, content: bytes, *, as_json: bool) -> None:
    """Write a file that the node has sent, and say so.

    Args:
        output: Where.
        content: Its bytes.
        as_json: Whether to say it as JSON.
    """
    output.write_bytes(content)
    if as_json:
        answer({"file": str(output), "bytes": len(content)})
    else:
        print(f"{output}: {len(content)} bytes")
