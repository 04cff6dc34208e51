"""What the complaints desk does beside single complaints: intake, figures, and the export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import printable
from tallystick.cli.complaint_work import Output, StaffToken, day_of, write_file
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.queue import NodeUrl, asking, money_of
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api.records.complaints import ComplaintIssue, ComplaintProduct, SubIssue

__all__ = ["app", "issue_of"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

First = Annotated[
    str, typer.Option("--from", help="The first day of receipt.", metavar="YYYY-MM-DD")
]
Last = Annotated[str, typer.Option("--to", help="The last day of receipt.", metavar="YYYY-MM-DD")]


@app.command()
def intake(
    url: NodeUrl,
    channel: Annotated[
        str, typer.Option(help="mail, email, phone, visit or regulator.", metavar="CHANNEL")
    ],
    received: Annotated[str, typer.Option(help="The day on which it came.", metavar="YYYY-MM-DD")],
    product: Annotated[str, typer.Option(help="What it is about.", metavar="PRODUCT")],
    issue: Annotated[str, typer.Option(help="What went wrong.", metavar="ISSUE")],
    sub_issue: Annotated[
        str, typer.Option("--sub-issue", help="What exactly went wrong.", metavar="SUB-ISSUE")
    ],
    happened: Annotated[str, typer.Option(help="What happened.", metavar="TEXT")],
    wanted: Annotated[str, typer.Option(help="What is asked for.", metavar="TEXT")],
    person: Annotated[
        str | None, typer.Option(help="Whose it is, if they are registered.", metavar="PERSON")
    ] = None,
    contact: Annotated[
        str, typer.Option(help="How to reach somebody who is not.", metavar="TEXT")
    ] = "",
    loan: Annotated[
        int | None, typer.Option(help="The loan's number, if it is about one.", metavar="LOAN")
    ] = None,
    vulnerable: Annotated[bool, typer.Option("--vulnerable", help="They need extra care.")] = False,
    key: Annotated[
        str | None,
        typer.Option(help="The same again writes down no second one.", metavar="KEY"),
    ] = None,
    token: StaffToken = "",
    as_json: AsJson = False,
) -> None:
    """Write down a complaint that came by mail, telephone or otherwise; its clock runs from then.

    Exit code 1: the node refuses it.
    """
    from tallystick.api.records.complaints import (  # noqa: PLC0415 - imports pydantic
        ComplaintChannel,
    )

    try:
        way = ComplaintChannel(channel)
    except ValueError:
        ways = ", ".join(ComplaintChannel)
        raise CannotRunError(
            "COMPLAINT:CHANNEL", f"{printable(channel)!r} is none of {ways}"
        ) from None
    day = day_of(received)
    about, wrong, closer = issue_of(product, issue, sub_issue)
    with asking(url, token, as_json=as_json) as node:
        item = node.staff_complaints.take_in_complaint(
            channel=way, received_on=day, product=about, issue=wrong, sub_issue=closer,
            happened=happened, wanted=wanted, person=person, contact=contact, loan=loan,
            vulnerable=vulnerable, idempotency_key=key,
        )  # fmt: skip
    if as_json:
        answer(item.model_dump(mode="json"))
    else:
        print(f"complaint {item.complaint}: final response until {item.final_by:%Y-%m-%dT%H:%MZ}")


@app.command()
def figures(
    url: NodeUrl, first: First, last: Last, token: StaffToken = "", as_json: AsJson = False
) -> None:
    """Count the complaints that were received in a period, by state, product, issue and cause.

    The redress is in the token's units; with --json in its minor units. Rates round down.
    """
    period = {"from_": day_of(first), "to": day_of(last)}
    with asking(url, token, as_json=as_json) as node:
        counted = node.staff_complaints.read_complaint_figures(**period)
        document = counted.model_dump(mode="json")
        if as_json:
            answer(document)
            return
        money = money_of(node)
    document["redress"] = f"{money(counted.redress)} {money.symbol}"
    print_table(("figure", "value"), [*_rows(document)], left=1, empty="")


@app.command()
def export(
    url: NodeUrl, first: First, last: Last, output: Output, token: StaffToken = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the complaints of a period as CSV with the columns of the CFPB, no words of clients."""
    period = {"from_": day_of(first), "to": day_of(last)}
    with asking(url, token, as_json=as_json) as node:
        content = node.staff_complaints.export_complaints(**period)
    write_file(output, content, as_json=as_json)


def issue_of(
    product: str, issue: str, sub_issue: str
) -> tuple[ComplaintProduct, ComplaintIssue, SubIssue]:
    """Read what a complaint is about, before the node is asked.

    Args:
        product: What it is about.
        issue: What went wrong.
        sub_issue: What exactly went wrong.

    Returns:
        The three as words of the node's lists.

    Raises:
        CannotRunError: COMPLAINT:ISSUE for a word that is in none of them.
    """
    from tallystick.api.records import complaints as records  # noqa: PLC0415 - imports pydantic

    try:
        return (
            records.ComplaintProduct(product),
            records.ComplaintIssue(issue),
            records.SubIssue(sub_issue),
        )
    except ValueError as unknown:
        choices = (records.ComplaintProduct, records.ComplaintIssue, records.SubIssue)
        listed = "; ".join(", ".join(choice) for choice in choices)
        raise CannotRunError("COMPLAINT:ISSUE", f"{unknown}; there are {listed}") from None


def _rows(document: dict[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in document.items():
        words = name.removeprefix("by_").replace("_", " ")
        if isinstance(value, dict):
            rows += [(f"{words} {printable(key)}", str(count)) for key, count in value.items()]
        else:
            rows.append((words, "–" if value is None else str(value)))
    return rows
