"""`tallystick portfolio`: what an address has lent, earned and can claim."""

from __future__ import annotations

from typing import Annotated

import typer

from tallystick.cli.amounts import TokenAmounts, yearly
from tallystick.cli.exits import answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, reading
from tallystick.cli.tables import print_table

__all__ = ["app"]

_COLUMNS = (
    "loan", "status", "units", "outstanding", "principal to claim", "interest to claim",
    "days past due",
)  # fmt: skip

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=PositionalCommand)
def show(
    address: Annotated[str, typer.Argument(help="The investor's wallet.", metavar="ADDRESS")],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    as_json: AsJson = False,
) -> None:
    """Show an investor's balance, notes and returns.

    Amounts are in the token's units, with --json in its minor units; the annual rate says what was
    and promises nothing. Exit codes: 0 done, 2 could not run.
    """
    with reading(rpc, deployment) as platform:
        from tallystick.chain.codec import address_of  # noqa: PLC0415
        from tallystick.platform._sync.investor import InvestorView  # noqa: PLC0415

        view = InvestorView(platform, address_of("ADDRESS", address))
        money = TokenAmounts.of(platform)
        portfolio, returns = view.portfolio(), view.returns()
    notes = [
        {
            "loan": note.loan,
            "status": note.status.name.lower(),
            "units": str(note.units),
            "outstanding": str(note.outstanding),
            "claimable_principal": str(note.claimable_principal),
            "claimable_interest": str(note.claimable_interest),
            "days_past_due": note.overdue,
            "impaired": note.impaired,
        }
        for note in portfolio.notes
    ]
    if as_json:
        answer(
            {
                "address": view.address,
                "balance": str(portfolio.balance),
                "value": str(portfolio.value),
                "paid_in": str(returns.paid_in),
                "received": str(returns.received),
                "annual_return_ppm": returns.annual_ppm,
                "notes": notes,
            }
        )
        return
    for name, amount in (
        ("balance", portfolio.balance), ("value", portfolio.value),
        ("paid in", returns.paid_in), ("received", returns.received),
    ):  # fmt: skip
        print(f"{name:9} {money(amount)} {money.symbol}")
    print(f"return    {yearly(returns.annual_ppm, 'not defined yet')}")
    print_table(
        _COLUMNS,
        [
            (
                str(note.loan),
                "impaired" if note.impaired else note.status.name.lower(),
                money(note.units),
                money(note.outstanding),
                money(note.claimable_principal),
                money(note.claimable_interest),
                str(note.overdue),
            )
            for note in portfolio.notes
        ],
        empty="no notes",
    )
