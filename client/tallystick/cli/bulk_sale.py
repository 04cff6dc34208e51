"""`tallystick resale sell`: several notes for sale at once, with an estimate of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.amounts import TokenAmounts, percent
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.queue import NodeUrl
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl
from tallystick.cli.signing import Dev, KeyFile, signer_from
from tallystick.cli.tables import print_table

if TYPE_CHECKING:
    from tallystick.api.records.resale import NoteEstimateResponse

__all__ = ["app", "price_ppm_of", "sell"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

DAY_SECONDS = 86_400
ASKS_MAX = 50
# A late loan is a day later tomorrow, and its ask is to hold still.
DPD_ROOM = 14


@app.command()
def sell(
    url: NodeUrl,
    rpc: RpcUrl,
    deployment: DeploymentFile,
    key_file: KeyFile,
    loan: Annotated[
        list[int] | None,
        typer.Option("--loan", help="These loans alone; once for each.", min=1, metavar="N"),
    ] = None,
    level: Annotated[
        int | None,
        typer.Option(help="Of this risk level alone.", min=1, max=5, show_default=False),
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Loans that are past due alone.")] = False,
    price: Annotated[
        str,
        typer.Option(
            help="One price for all, in percent of what is outstanding; without it each note's"
            " estimate.", metavar="PERCENT", show_default=False,
        ),
    ] = "",
    days: Annotated[int, typer.Option(help="Days for which they hold.", min=1, max=90)] = 14,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Estimate alone: sign and send nothing.")
    ] = False,
    dev: Dev = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Sign an ask for each of several of your notes, and put them on the node's board together.

    Each has its own outcome. An estimate is no promise: nobody has to buy. Exit codes: 0 all of
    them stand there, 1 some do not, 2 could not run.
    """
    from tallystick.api import NodeClient  # noqa: PLC0415 - HTTP and pydantic
    from tallystick.api.records.resale import AskRequest  # noqa: PLC0415
    from tallystick.platform._sync.investor import Investor  # noqa: PLC0415 - the chain's libraries
    from tallystick.platform._sync.platform import Platform  # noqa: PLC0415

    asked = price_ppm_of(price) if price else None
    platform = Platform.connect(rpc, deployment)
    signer = signer_from(key_file, clear=dev)
    act = Investor(platform, signer).act
    with NodeClient(url, signer) as node:
        chosen = None if loan is None else tuple(loan)
        estimates = node.resale.estimate_notes(loan=chosen, level=level, late=late, price_ppm=asked)
        notes = [note for note in estimates.items if not note.closed][:ASKS_MAX]
        if dry_run or not notes:
            _show(estimates.items, TokenAmounts.of(platform), as_json=as_json)
            return
        expiry = platform.now() + days * DAY_SECONDS
        signed = [
            act.sell(
                note.loan, note.units, note.asked_ppm, expiry=expiry,
                dpd_max=note.overdue + DPD_ROOM if note.overdue else 0,
            ).document()
            for note in notes
        ]  # fmt: skip
        outcomes = node.resale.put_asks(
            asks=tuple(AskRequest(ask=each["ask"], signature=each["signature"]) for each in signed)
        ).outcomes
    if as_json:
        answer([outcome.model_dump(mode="json") for outcome in outcomes])
    for outcome in () if as_json else outcomes:
        print(f"loan {outcome.loan}: {outcome.digest or f'{outcome.code}: {outcome.sentence}'}")
    if not all(outcome.digest for outcome in outcomes):
        raise typer.Exit(ANSWER_IS_NO)


def price_ppm_of(text: str) -> int:
    """Return a price as ppm.

    Args:
        text: In percent, such as 98.5.

    Returns:
        Ppm of what is outstanding.

    Raises:
        CannotRunError: CLI:USAGE when it is none.
    """
    whole, _, rest = text.partition(".")
    digits = whole + rest.ljust(4, "0")
    if not whole or len(rest) > 4 or not (digits.isascii() and digits.isdecimal()):
        raise CannotRunError("CLI:USAGE", f"--price is percent such as 98.5, not {text}")
    return int(digits)


def _show(notes: tuple[NoteEstimateResponse, ...], money: TokenAmounts, *, as_json: bool) -> None:
    if as_json:
        answer([note.model_dump(mode="json") for note in notes])
        return
    print_table(
        ("loan", "level", "days late", "estimate", "rests on", "price", "fee", "state"),
        [
            (
                str(note.loan), str(note.level), str(note.overdue), percent(note.estimate_ppm),
                f"{note.basis.value} ({note.sales})",
                "–" if note.price is None else money(note.price),
                "–" if note.fee is None else money(note.fee), note.closed or "can be sold",
            )
            for note in notes
        ],
        left=0, empty="you have no such note",
    )  # fmt: skip
