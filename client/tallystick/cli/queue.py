"""`tallystick queue`: the applications for a loan that wait for an underwriter."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import TokenAmounts, percent
from tallystick.cli.case import case_lines
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api import NodeClient

__all__ = ["CASES_MAX", "TOKEN_VARIABLE", "NodeUrl", "Token", "app", "asking", "money_of"]

TOKEN_VARIABLE = "TALLYSTICK_TOKEN"  # noqa: S105 - the name of it
CASES_MAX = 200
_TOKEN = re.compile(r"[!-~]+")
_CONFLICT = 409

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

NodeUrl = Annotated[str, typer.Option("--url", help="The node's http(s) URL.", metavar="URL")]
Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="An underwriter's bearer token, second factor given.",
    ),
]  # fmt: skip
Application = Annotated[
    str, typer.Argument(help="The application's identifier.", metavar="APPLICATION")
]


class ReviewChoice(StrEnum):
    """What may be decided."""

    APPROVE = "approve"
    REFUSE = "refuse"


@app.callback()
def queue() -> None:
    """The review queue of a node. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command("list")
def show_list(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """List the cases that wait, the oldest first.

    Amounts are in the token's units; with --json in its minor units.
    """
    with asking(url, token, as_json=as_json) as node:
        cases = node.staff_lending.list_credit_reviews(limit=CASES_MAX)
        if as_json:
            answer([_document(case) for case in cases])
            return
        money = money_of(node)
    print_table(
        (
            "application", "since", "grade", "claimed by", "proposed", "reasons", money.symbol,
            "months", "chance of default", "rate a year",
        ),
        [
            (
                case.application, f"{case.opened_at:%Y-%m-%dT%H:%MZ}", case.grade or "–",
                case.claimed_by or "–", case.proposed or "–", " ".join(case.reasons),
                money(case.amount), str(case.months), percent(case.p_default_ppm),
                percent(case.rate_ppm),
            )
            for case in cases
        ],
        left=6,
        empty="no case waits",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def show(
    application: Application, url: NodeUrl, token: Token = "", as_json: AsJson = False
) -> None:
    """Show a case with all that a decision rests on. The node's journal keeps who looked.

    Amounts are in the token's units; with --json in its minor units.
    """
    with asking(url, token, as_json=as_json) as node:
        case = node.staff_lending.read_credit_review(application)
        if as_json:
            answer(_document(case))
            return
        money = money_of(node)
    for line in case_lines(case, money):
        print(line)


@app.command(cls=PositionalCommand)
def claim(
    application: Application, url: NodeUrl, token: Token = "", as_json: AsJson = False
) -> None:
    """Take a case for half an hour. Exit code 1: another has it, or it waits no more."""
    with asking(url, token, as_json=as_json) as node:
        node.staff_lending.claim_credit_review(application)
    if as_json:
        answer({"application": application, "claimed": True})
    else:
        print(f"{application} is yours for 30 minutes")


@app.command(cls=PositionalCommand)
def decide(
    application: Application,
    url: NodeUrl,
    verdict: Annotated[ReviewChoice, typer.Option(help="What is decided.")],
    reason: Annotated[
        str, typer.Option(help="Why, out of the node's closed list.", metavar="REASON")
    ],
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Propose a decision on a case that is claimed, or confirm what another has proposed.

    Exit code 1: it is not claimed, or the second look has to be somebody else's.
    """
    from tallystick.api.records import staff_lending as records  # noqa: PLC0415 - pydantic

    if reason not in set(records.Override):
        raise CannotRunError("QUEUE:REASON", f"{reason!r} is none of {', '.join(records.Override)}")
    with asking(url, token, as_json=as_json) as node:
        decided = node.staff_lending.decide_credit_review(
            application,
            verdict=records.ReviewVerdict(verdict.value),
            reason=records.Override(reason),
        )
    if as_json:
        answer({"application": application, "state": decided.state.value})
    else:
        print(f"{application} is {decided.state}")


@contextmanager
def asking(url: str, token: str, *, as_json: bool) -> Iterator[NodeClient]:
    """Yield the node; what it answers no to is said and ends the command with exit code 1.

    Args:
        url: The node's http(s) URL.
        token: A bearer token of staff.
        as_json: Whether a refusal is printed as JSON too.

    Yields:
        The node's client.

    Raises:
        CannotRunError: QUEUE:TOKEN without a token, or for one that is none.
        Exit: With code 1 when the node says no for now.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - imports HTTP and pydantic
    from tallystick.errors import NodeRefused  # noqa: PLC0415

    if not token:
        raise CannotRunError(
            "QUEUE:TOKEN",
            f"give --token, or set {TOKEN_VARIABLE}: signing in gives"
            " one (POST /v1/sessions), and `tallystick token` on a development node",
        )
    if not _TOKEN.fullmatch(token):
        raise CannotRunError("QUEUE:TOKEN", "a token has visible ASCII characters alone; check it")
    with NodeClient(url, token=token) as node:
        try:
            yield node
        except NodeRefused as refused:
            if refused.status != _CONFLICT:
                raise
            if as_json:
                answer({"code": refused.code, "sentence": refused.sentence})
            print(f"error: {refused}", file=sys.stderr)
            raise typer.Exit(ANSWER_IS_NO) from None


def money_of(node: NodeClient) -> TokenAmounts:
    """Return what writes the amounts of a node's token.

    Args:
        node: The node's client.

    Returns:
        What writes them.
    """
    token = node.platform.read_platform().currency
    return TokenAmounts(token.symbol, token.exponent)


def _document(record: Any) -> dict[str, Any]:
    """Return a record for JSON; its amounts are decimal strings."""
    document: dict[str, Any] = record.model_dump(mode="json")
    return document
