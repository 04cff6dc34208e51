"""`tallystick resale`: notes bought and sold between lenders, asks and bids at a node."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import TokenAmounts, percent, require_amount
from tallystick.cli.bulk_sale import price_ppm_of, sell
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.queue import TOKEN_VARIABLE, NodeUrl, asking, money_of
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl
from tallystick.cli.signing import Dev, KeyFile, signer_from
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api.records.resale import AskResponse, BidResponse, OrderWithdrawalResponse

__all__ = ["app"]

ORDERS_MAX = 200
DAY_SECONDS = 86_400

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

Token = Annotated[
    str,
    typer.Option(
        "--token", envvar=TOKEN_VARIABLE, metavar="TOKEN", show_default=False,
        help="Your bearer token.",
    ),
]  # fmt: skip
OfLoan = Annotated[
    int | None, typer.Option("--loan", help="Of one loan.", min=1, metavar="N", show_default=False)
]
OrderDigest = Annotated[str, typer.Argument(help="The order's digest.", metavar="DIGEST")]


app.command("sell")(sell)


@app.callback()
def resale() -> None:
    """Notes between lenders. Exit codes: 0 done, 1 the answer is no, 2 could not run."""


@app.command()
def asks(url: NodeUrl, loan: OfLoan = None, as_json: AsJson = False) -> None:
    """List the notes for sale. Amounts are in the token's units; with --json in minor units."""
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic

    with NodeClient(url) as node:
        items = node.resale.list_asks(limit=ORDERS_MAX, loan=loan).items
        if as_json:
            answer([item.model_dump(mode="json") for item in items])
            return
        money = money_of(node)
    _print([(item, item.ask) for item in items], money, "nothing is for sale")


@app.command()
def bids(url: NodeUrl, loan: OfLoan = None, as_json: AsJson = False) -> None:
    """List the notes sought. Amounts are in the token's units; with --json in minor units."""
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic

    with NodeClient(url) as node:
        items = node.resale.list_bids(limit=ORDERS_MAX, loan=loan).items
        if as_json:
            answer([item.model_dump(mode="json") for item in items])
            return
        money = money_of(node)
    _print([(item, item.bid) for item in items], money, "nothing is sought")


def _print(
    rows: list[tuple[AskResponse | BidResponse, dict[str, str]]], money: TokenAmounts, empty: str
) -> None:
    print_table(
        ("order", "loan", "units left", "price", money.symbol, "days late", "state"),
        [
            (
                item.digest, terms["loan"], money(item.left), percent(int(terms["price_ppm"])),
                "–" if item.price is None else money(item.price), str(item.overdue),
                item.void or "open",
            )
            for item, terms in rows
        ],
        left=1, empty=empty,
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def book(
    loan: Annotated[int, typer.Argument(help="The loan's number.", min=1, metavar="LOAN")],
    url: NodeUrl,
    as_json: AsJson = False,
) -> None:
    """Show the best ask and the best bid of a loan. Prices are of what is outstanding."""
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic

    with NodeClient(url) as node:
        best = node.resale.read_book(loan)
    if as_json:
        answer(best.model_dump(mode="json"))
        return
    for name, order, count in (
        ("ask", best.best_ask, best.asks), ("bid", best.best_bid, best.bids),
    ):  # fmt: skip
        shown = "none" if order is None else f"{percent(order.price_ppm)} {order.digest}"
        print(f"best {name} of {count}: {shown}")


@app.command()
def prices(url: NodeUrl, as_json: AsJson = False) -> None:
    """Show what notes were sold for in a year, by days past due and risk level."""
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic

    with NodeClient(url) as node:
        cells = node.resale.read_prices().cells
    if as_json:
        answer([cell.model_dump(mode="json") for cell in cells])
        return
    print_table(
        ("days late from", "level", "sales", "price", "lowest", "highest"),
        [
            (
                str(cell.overdue_from), str(cell.level), str(cell.sales), percent(cell.price_ppm),
                percent(cell.least_ppm), percent(cell.most_ppm),
            )
            for cell in cells
        ],
        left=0, empty="nothing was sold in a year",
    )  # fmt: skip


@app.command()
def log(
    url: NodeUrl,
    after: Annotated[
        int, typer.Option(help="Number of the last entry seen.", min=0, metavar="N")
    ] = 0,
    loan: OfLoan = None,
    as_json: AsJson = False,
) -> None:
    """Show what became of orders, 200 entries at once; nobody is named."""
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic

    with NodeClient(url) as node:
        entries = node.resale.list_order_log(limit=ORDERS_MAX, after=after, loan=loan).items
    if as_json:
        answer([entry.model_dump(mode="json") for entry in entries])
        return
    print_table(
        ("number", "at", "fact", "side", "loan", "order"),
        [
            (
                str(entry.number), f"{entry.at:%Y-%m-%dT%H:%MZ}", entry.fact.value,
                "–" if entry.side is None else entry.side.value, str(entry.loan or "–"),
                entry.digest or "–",
            )
            for entry in entries
        ],
        left=6, empty="nothing more",
    )  # fmt: skip


@app.command(cls=PositionalCommand)
def bid(
    loan: Annotated[int, typer.Argument(help="The loan's number.", min=1, metavar="LOAN")],
    url: NodeUrl,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    units: Annotated[
        str, typer.Option(help="How much to buy, as lent, such as 250.00.", metavar="AMOUNT")
    ],
    price: Annotated[
        str, typer.Option(help="In percent of what is outstanding: 98.5.", metavar="PERCENT")
    ],
    days: Annotated[int, typer.Option(help="Days for which it holds.", min=1, max=90)] = 14,
    dpd_max: Annotated[
        int, typer.Option(help="Void once the loan is so many days late.", min=0, max=9_999)
    ] = 0,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Sign a bid for a part of a loan, and put it on the node's board.

    Exit codes: 0 it stands there, 1 the node refuses it, 2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic
    from tallystick.platform._sync.investor import Investor  # noqa: PLC0415 - the chain's libraries
    from tallystick.platform._sync.platform import Platform  # noqa: PLC0415

    require_amount(units)
    price_ppm = price_ppm_of(price)
    platform = Platform.connect(rpc, deployment)
    money, signer = TokenAmounts.of(platform), signer_from(key_file, clear=dev)
    signed = Investor(platform, signer).act.bid(
        loan, money.read(units), price_ppm, expiry=platform.now() + days * DAY_SECONDS,
        dpd_max=dpd_max,
    )  # fmt: skip
    document = signed.document()
    with NodeClient(url, signer) as node:
        placed = _or_no(
            lambda: node.resale.put_bid(bid=document["bid"], signature=document["signature"]),
            as_json=as_json,
        )
    if as_json:
        answer(placed.model_dump(mode="json"))
    else:
        print(f"the bid {placed.digest} stands for {days} days")


@app.command(cls=PositionalCommand)
def accept(
    digest: OrderDigest,
    url: NodeUrl,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    units: Annotated[
        str, typer.Option(help="How much to sell, as lent, such as 250.00.", metavar="AMOUNT")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing.")] = False,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:
    """Sell a part of your note to a bid, on the chain.

    Exit codes: 0 sold, 1 the contract refuses it, 2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic
    from tallystick.platform._sync.investor import Investor  # noqa: PLC0415 - the chain's libraries
    from tallystick.platform._sync.platform import Platform  # noqa: PLC0415
    from tallystick.platform.messages import SignedBid  # noqa: PLC0415

    require_amount(units)
    platform = Platform.connect(rpc, deployment)
    money, signer = TokenAmounts.of(platform), signer_from(key_file, clear=dev)
    with NodeClient(url) as node:
        listed = node.resale.read_bid(digest)
    signed = SignedBid.parse({"bid": listed.bid, "signature": listed.signature})
    holder, count = Investor(platform, signer), money.read(units)
    whole, fee = holder.view.price(signed.bid.loan, count, signed.bid.price_ppm)
    plan = holder.act.sell_to(signed, count, price_min=whole - fee)
    if plan.refusal is not None:
        if as_json:
            answer({"code": plan.refusal.code, "sentence": plan.refusal.sentence})
        print(f"error: {plan.refusal}", file=sys.stderr)
        raise typer.Exit(ANSWER_IS_NO)
    proceeds = whole - fee if dry_run else plan.send().result
    if as_json:
        answer(
            {"digest": digest, "units": str(count), "proceeds": str(proceeds), "sent": not dry_run}
        )
    else:
        print(f"{money(proceeds)} {money.symbol} {'would be' if dry_run else 'are'} yours")


@app.command("exit")
def plan_exit(
    url: NodeUrl,
    price: Annotated[
        str, typer.Option(help="The lowest price, in percent of what is outstanding.")
    ] = "100",
    days: Annotated[int, typer.Option(help="Days within which to leave.", min=1, max=90)] = 14,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Pair your notes with the bids that stand, and say what remains and why; nothing is sold.

    Exit codes: 0 every unit is paired, 1 some remain, 2 could not run.
    """
    price_ppm = price_ppm_of(price)
    with asking(url, token, as_json=as_json) as node:
        planned = node.resale.plan_early_exit(price_ppm=price_ppm, days=days)
        if as_json:
            answer(planned.model_dump(mode="json"))
        else:
            money = money_of(node)
            for pair in planned.pairs:
                share = percent(pair.price_ppm)
                print(f"loan {pair.loan}: {money(pair.units)} at {share} to bid {pair.bid}")
            for rest in planned.rests:
                print(f"loan {rest.loan}: {money(rest.units)} stay yours: {rest.reason.value}")
    if planned.rests:
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def orders(url: NodeUrl, token: Token = "", as_json: AsJson = False) -> None:
    """List your own asks and bids, also those that are over or off the board."""
    with asking(url, token, as_json=as_json) as node:
        own = node.resale.list_own_orders()
    if as_json:
        answer(own.model_dump(mode="json"))
        return
    rows: list[tuple[str, ...]] = []
    for side, items in (("ask", own.asks), ("bid", own.bids)):
        for item in items:
            state = item.ended or ("off the board" if item.withdrawn else item.order.void or "open")
            rows.append((item.order.digest, side, state))
    print_table(("order", "side", "state"), rows, left=3, empty="you have no orders here")


@app.command()
def withdraw(
    url: NodeUrl,
    order: Annotated[
        list[str] | None,
        typer.Option("--order", help="An order's digest; once for each.", metavar="DIGEST"),
    ] = None,
    all_open: Annotated[bool, typer.Option("--all", help="All that are open.")] = False,
    side: Annotated[
        str, typer.Option(help="With --all: ask or bid alone.", metavar="SIDE", show_default=False)
    ] = "",
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Take orders off the board, each by itself, and say what only the chain can still end.

    Exit codes: 0 all of them are off, 1 some are not yours or not open, 2 could not run.
    """
    from tallystick.api.records.resale import OrderSide  # noqa: PLC0415 - pydantic

    if bool(order) == all_open:
        raise CannotRunError("CLI:USAGE", "name orders with --order, or all of them with --all")
    if side not in {"", *OrderSide}:
        raise CannotRunError("CLI:USAGE", f"--side is ask or bid, not {side}")
    with asking(url, token, as_json=as_json) as node:
        result = node.resale.withdraw_orders(
            digests=None if order is None else tuple(order),
            all_open=all_open,
            side=OrderSide(side) if side else None,
        )
    if as_json:
        answer(result.model_dump(mode="json"))
    else:
        _print_withdrawal(result)
    if not all(outcome.withdrawn for outcome in result.outcomes):
        raise typer.Exit(ANSWER_IS_NO)


def _print_withdrawal(result: OrderWithdrawalResponse) -> None:
    for outcome in result.outcomes:
        print(f"{outcome.digest}: {outcome.code or 'off the board'}")
    for valid in result.still_valid:
        print(
            f"{valid.digest}: whoever has kept it can fill it until"
            f" {valid.expires_at:%Y-%m-%dT%H:%MZ}; end it on the chain: {valid.to} {valid.data}"
        )
    if result.at_once is not None:
        print(
            f"all of them at once, and every other order with a nonce below {result.at_once.nonce}"
            f" ({len(result.at_once.also_ends)} more of yours here): {result.at_once.to}"
            f" {result.at_once.data}"
        )


def _or_no(call: Any, *, as_json: bool) -> Any:
    """What the node answers; its refusal is the answer no."""
    from tallystick.errors import NodeRefused  # noqa: PLC0415 - with the chain's libraries

    try:
        return call()
    except NodeRefused as refused:
        if as_json:
            answer({"code": refused.code, "sentence": refused.sentence})
        print(f"error: {refused}", file=sys.stderr)
        raise typer.Exit(ANSWER_IS_NO) from None
