"""`tallystick complaints`: your own, those of the desk, and a check of the public list."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli import complaint_desk, complaint_work
from tallystick.cli.amounts import printable
from tallystick.cli.complaint_desk import issue_of
from tallystick.cli.exits import ANSWER_IS_NO, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.disclosure.complaint_list import ComplaintList
    from tallystick.platform._sync.platform import Platform

__all__ = ["app"]

LISTS_MAX = 200

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

app.add_typer(complaint_work.app)
app.add_typer(complaint_desk.app)

Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="Your bearer token.",
    ),
]  # fmt: skip
Staff = Annotated[
    bool, typer.Option("--staff", help="Of the complaints desk; your second factor is given.")
]
Number = Annotated[int, typer.Argument(help="The complaint's number.", metavar="NUMBER")]


@app.callback()
def complaints() -> None:
    """Complaints. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command("list")
def show_list(
    url: NodeUrl, token: Token = "", staff: Staff = False, as_json: AsJson = False
) -> None:
    """List your complaints; with --staff those that wait for an answer."""
    with asking(url, token, as_json=as_json) as node:
        items: Any = (
            node.staff_complaints.list_complaints(waiting=True, limit=LISTS_MAX).items
            if staff
            else node.complaints.list_own_complaints()
        )
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("complaint", "received", "state", "about", "next", "until"),
        [
            (
                str(item.complaint), f"{item.received_on}", item.state.value,
                f"{item.product.value}, {item.sub_issue.value}",
                "–" if item.next_step is None else item.next_step.value,
                "–" if item.next_by is None else f"{item.next_by:%Y-%m-%dT%H:%MZ}",
            )
            for item in items
        ],
        left=6,
        empty="no complaint",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def show(
    number: Number, url: NodeUrl, token: Token = "", staff: Staff = False, as_json: AsJson = False
) -> None:
    """Show a complaint and what was done about it."""
    with asking(url, token, as_json=as_json) as node:
        item: Any
        if staff:
            item = node.staff_complaints.read_complaint(number)
            acts = node.staff_complaints.list_complaint_acts(number)
        else:
            item = node.complaints.read_own_complaint(number)
            acts = node.complaints.list_own_complaint_acts(number)
    if as_json:
        document = item.model_dump(mode="json")
        answer(document | {"acts": [act.model_dump(mode="json") for act in acts]})
        return
    print(f"complaint {item.complaint}: {item.state.value}, received on {item.received_on}")
    if item.next_step is not None:
        print(f"next: {item.next_step.value} until {item.next_by:%Y-%m-%dT%H:%MZ}")
    if item.ombudsman_until is not None:
        print(f"ombudsman until {item.ombudsman_until}")
    for text in (item.happened, item.wanted):
        print(f"  {printable(text or '–')}")
    for act in acts:
        print(f"{act.at:%Y-%m-%dT%H:%MZ} {act.by} {act.kind.value} {printable(act.text or '')}")


@app.command()
def file(
    url: NodeUrl,
    product: Annotated[str, typer.Option(help="What it is about.", metavar="PRODUCT")],
    issue: Annotated[str, typer.Option(help="What went wrong.", metavar="ISSUE")],
    sub_issue: Annotated[
        str, typer.Option("--sub-issue", help="What exactly went wrong.", metavar="SUB-ISSUE")
    ],
    happened: Annotated[str, typer.Option(help="What happened.", metavar="TEXT")],
    wanted: Annotated[str, typer.Option(help="What you ask for.", metavar="TEXT")],
    loan: Annotated[
        int | None, typer.Option(help="The loan's number, if it is about one.", metavar="LOAN")
    ] = None,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """File a complaint. Its clock runs from today."""
    about, wrong, closer = issue_of(product, issue, sub_issue)
    with asking(url, token, as_json=as_json) as node:
        filed = node.complaints.file_complaint(
            product=about, issue=wrong, sub_issue=closer, happened=happened, wanted=wanted,
            loan=loan,
        )  # fmt: skip
    if as_json:
        answer(filed.model_dump(mode="json"))
    else:
        print(f"complaint {filed.complaint}: final response until {filed.final_by:%Y-%m-%dT%H:%MZ}")


@app.command()
def check(url: NodeUrl, rpc: RpcUrl, deployment: DeploymentFile, as_json: AsJson = False) -> None:
    """Check the public lists of complaints against the chain, and each against the one before.

    The lists come from the node and are not trusted: each root is computed again, and read on the
    chain. Exit codes: 0 nothing was lost or moved, 1 something was, 2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - imports HTTP and pydantic
    from tallystick.disclosure.complaint_list import ComplaintList  # noqa: PLC0415

    with NodeClient(url) as node:
        days = node.complaints.list_complaint_lists(limit=LISTS_MAX).items
        lists = [
            ComplaintList.of(
                json.loads(node.complaints.read_complaint_list(day.day).model_dump_json())
            )
            for day in reversed(days)
        ]
    with reading(rpc, deployment) as platform:
        anchored = {each.day: _is_anchored(platform, each) for each in lists}
    lost = [
        f"{later.day}: {name}"
        for earlier, later in pairwise(lists)
        for name in earlier.contradictions(later)
    ]
    lost += [f"{each.day}: number {gap}" for each in lists[-1:] for gap in each.gaps()]
    wrong = [f"{day}" for day, state in anchored.items() if state is False]
    result = {
        "holds": not lost and not wrong, "lists": len(lists),
        "complaints": lists[-1].complaints if lists else 0,
        "not_anchored": [f"{day}" for day, state in anchored.items() if state is None],
        "other_root": wrong, "lost": lost,
    }  # fmt: skip
    if as_json:
        answer(result)
    else:
        _print(result)
    if not result["holds"]:
        raise typer.Exit(ANSWER_IS_NO)


def _print(result: dict[str, Any]) -> None:
    print("the lists hold" if result["holds"] else "something was lost or moved")
    print(f"{result['lists']} lists, {result['complaints']} complaints in the newest")
    for name, words in (
        ("not_anchored", "not on the chain yet, the list of"),
        ("other_root", "another root on the chain than that of the list of"),
        ("lost", "lost or moved in the list of"),
    ):
        for entry in result[name]:
            print(f"{words} {printable(entry)}")


def _is_anchored(platform: Platform, day_list: ComplaintList) -> bool | None:
    """Whether the chain has the list's root; None when it has none of that day."""
    from tallystick.chain.contracts import Disclosures  # noqa: PLC0415 - the chain's libraries
    from tallystick.disclosure.complaint_list import complaints_subject  # noqa: PLC0415
    from tallystick.disclosure.report import subject_hash  # noqa: PLC0415

    subject = subject_hash(complaints_subject(day_list.day))
    if not platform.read(Disclosures.versions(subject)):
        return None
    root: bytes = platform.read(Disclosures.anchor_of(subject, 1))["root"]
    return root == day_list.tree.root
