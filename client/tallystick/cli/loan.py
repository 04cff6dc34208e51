"""`tallystick loan`: one loan's terms, state and remaining instalments, straight from the chain."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tallystick.cli.amounts import TokenAmounts, percent
from tallystick.cli.exits import answer
from tallystick.cli.positional import PositionalCommand
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, listing_document, reading
from tallystick.cli.tables import print_table
from tallystick.loans.dates import date_from_day

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=PositionalCommand)
def show(
    loan: Annotated[int, typer.Argument(help="The loan's number.", metavar="ID")],
    rpc: RpcUrl,
    deployment: DeploymentFile,
    as_json: AsJson = False,
) -> None:
    """Show a loan: terms, where it stands, and the instalments still to come.

    Amounts are in the token's units; with --json in its minor units. Exit codes: 0 done, 2 could
    not run.
    """
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.loans import listing, live_state  # noqa: PLC0415
        from tallystick.platform.listing import LoanStatus, remaining_rows  # noqa: PLC0415

        money = TokenAmounts.of(platform)
        listed = listing(platform, loan)
        live = listed.status is LoanStatus.ACTIVE
        state = live_state(platform, loan) if live else None
        rows = remaining_rows(state) if state else ()
    document: dict[str, Any] = listing_document(listed) | {
        "impaired": state is not None and state.impaired,
        "rows": [
            {
                "number": row.number,
                "due": date_from_day(row.due).isoformat(),
                "interest": str(row.interest),
                "principal": str(row.principal),
                "arrears": str(row.arrears),
                "payment": str(row.payment),
            }
            for row in rows
        ],
    }
    if as_json:
        answer(document)
        return
    amounts = ("principal", "funded", "open", "ticket_min")
    for name, value in document.items():
        if name in amounts:
            print(f"{name.replace('_', ' '):16} {money(int(value))} {money.symbol}")
        elif name == "rate_ppm":
            print(f"{'rate a year':16} {percent(value)}")
        elif name == "impaired":
            print(f"{name:16} {'yes' if value else 'no'}")
        elif name != "rows":
            print(f"{name.replace('_', ' '):16} {value}")
    print_table(
        ("#", "due", "interest", "principal", "arrears", "payment"),
        [
            (
                str(row.number),
                date_from_day(row.due).isoformat(),
                money(row.interest),
                money(row.principal),
                money(row.arrears),
                money(row.payment),
            )
            for row in rows
        ],
        empty="no instalment is to come",
    )
