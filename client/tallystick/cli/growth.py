"""`tallystick growth`: rewards of clients, their payment, channels, and what they bring."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tallystick.cli.amounts import percent, printable
from tallystick.cli.exits import answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking
from tallystick.cli.reading import AsJson
from tallystick.cli.tables import print_table

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


class RewardChoice(StrEnum):
    """What a client asks for."""

    REGISTRATION = "registration"
    FIRST_INVESTMENT = "first_investment"
    COUPON = "coupon"


class StateChoice(StrEnum):
    """Where requests stand."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"


class ChannelChoice(StrEnum):
    """What a channel is."""

    SEARCH = "search"
    SOCIAL = "social"
    CONTENT = "content"
    MAIL = "mail"
    PARTNER = "partner"
    OFFLINE = "offline"


Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="Your bearer token; of staff with the second factor given for all but your own.",
    ),
]  # fmt: skip


@app.callback()
def growth() -> None:
    """Growth. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command()
def rewards(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """Show what you can ask for, and what came of it; amounts in minor units."""
    with asking(url, token, as_json=as_json) as node:
        member = node.rewards.read_rewards()
    if as_json:
        answer(member.model_dump(mode="json"))
        return
    print("to be asked for: " + (", ".join(kind.value for kind in member.open) or "nothing"))
    print_table(
        ("reward", "for", "state", "amount", "code"),
        [
            (str(each.reward), each.kind.value, each.state.value, str(each.amount),
             each.code or "–")
            for each in member.rewards
        ],
        left=3,
        empty="you have asked for nothing",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def ask(
    kind: Annotated[RewardChoice, typer.Argument(help="For what.")],
    url: NodeUrl,
    coupon: Annotated[str, typer.Option(help="The coupon's code.", metavar="CODE")] = "",
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Ask for a reward; it is decided within a day. Exit code 1: it cannot be asked for."""
    from tallystick.api.records.rewards import IncentiveKind  # noqa: PLC0415 - --help is quick

    with asking(url, token, as_json=as_json) as node:
        item = node.rewards.ask_reward(kind=IncentiveKind(kind.value), coupon=coupon)
    if as_json:
        answer(item.model_dump(mode="json"))
    else:
        print(f"reward {item.reward} is asked for")


@app.command()
def requests(
    url: NodeUrl,
    state: Annotated[StateChoice, typer.Option(help="Where they stand.")] = StateChoice.GRANTED,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """List requests with their reasons; of staff alone."""
    from tallystick.api.records.rewards import RewardState  # noqa: PLC0415 - --help is quick

    with asking(url, token, as_json=as_json) as node:
        items = node.staff_growth.list_reward_requests(state=RewardState(state.value))
    if as_json:
        answer([item.model_dump(mode="json") for item in items])
        return
    print_table(
        ("reward", "person", "for", "amount", "reason"),
        [
            (str(each.reward), each.person, each.kind.value, str(each.amount),
             "–" if each.reason is None else each.reason.value)
            for each in items
        ],
        left=3,
        empty="none",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def pay(
    number: Annotated[int, typer.Argument(help="The reward's number.", metavar="NUMBER")],
    url: NodeUrl,
    tx: Annotated[str, typer.Option(help="The treasury's transaction.", metavar="HASH")],
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Write down that the treasury has paid, which the chain has to have; of staff alone."""
    with asking(url, token, as_json=as_json) as node:
        node.staff_growth.pay_reward(number, tx_hash=tx)
    if as_json:
        answer({"reward": number, "state": "paid"})
    else:
        print(f"reward {number} is paid")


@app.command(cls=PositionalCommand)
def channel(
    code: Annotated[str, typer.Argument(help="Its code.", metavar="CODE")],
    url: NodeUrl,
    kind: Annotated[ChannelChoice, typer.Option(help="What it is.")],
    name: Annotated[str, typer.Option(help="For staff.", metavar="TEXT")],
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Open a channel; of staff alone. Exit code 1: the law forbids it, or it is known."""
    from tallystick.api.records.staff_growth import ChannelKind  # noqa: PLC0415 - --help is quick

    with asking(url, token, as_json=as_json) as node:
        node.staff_growth.open_channel(code=code, kind=ChannelKind(kind.value), name=name)
    if as_json:
        answer({"channel": code})
    else:
        print(f"channel {code} is open")


@app.command()
def report(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """Show funnels by source and cohorts with their value; of staff alone."""
    with asking(url, token, as_json=as_json) as node:
        figures = node.staff_growth.read_growth_report()
    if as_json:
        answer(figures.model_dump(mode="json"))
        return
    steps = ("registered", "enrolled", "deposited", "lent", "lent_again", "borrowed")
    print_table(
        ("source", *steps),
        [
            (printable(each.source), *(str(each.reached[step]) for step in steps))
            for each in figures.funnels
        ],
        left=1,
        empty="nobody has registered",
    )
    print_table(
        ("month", "clients", "granted", "value of lending", "of borrowing", "granted of lending"),
        [
            (each.month, str(each.clients), str(each.subsidy), str(each.lending_value),
             str(each.borrowing_value),
             "–" if each.subsidy_ppm is None else percent(each.subsidy_ppm))
            for each in figures.cohorts
        ],
        left=1,
    )  # fmt: skip


@app.command()
def activity(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """Show the last 30 days: who was active, how soon was decided; of staff alone."""
    with asking(url, token, as_json=as_json) as node:
        board = node.staff_growth.read_activity()
    document = board.model_dump(mode="json")
    if as_json:
        answer(document)
        return
    for name, value in document.items():
        print(f"{name}: {'–' if value is None else value}")
