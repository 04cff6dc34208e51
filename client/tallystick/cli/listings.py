"""`tallystick listings`: the loans that seek money, straight from the chain."""

from __future__ import annotations

import typer

from tallystick.chain.contracts import Book
from tallystick.cli.amounts import TokenAmounts, percent
from tallystick.cli.exits import answer
from tallystick.cli.reading import AsJson, DeploymentFile, RpcUrl, listing_document, reading
from tallystick.cli.tables import print_table

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def show(rpc: RpcUrl, deployment: DeploymentFile, as_json: AsJson = False) -> None:
    """List the loans that can be funded now.

    Amounts are in the token's units; with --json in its minor units. Exit codes: 0 done, 2 could
    not run.
    """
    with reading(rpc, deployment) as platform:
        from tallystick.platform._sync.loans import listing  # noqa: PLC0415
        from tallystick.platform.listing import LoanStatus  # noqa: PLC0415

        count = platform.read(Book.loan_count())
        loans = [listing(platform, number) for number in range(1, count + 1)]
        now = platform.now()
        money = TokenAmounts.of(platform)
        listed = [
            loan for loan in loans if loan.status is LoanStatus.LISTED and loan.last_second >= now
        ]
    if as_json:
        answer([listing_document(loan) for loan in listed])
        return
    print_table(
        (
            "loan",
            "risk",
            "rate a year",
            "instalments",
            f"{money.symbol} in all",
            "open",
            "until",
        ),
        [
            (
                str(loan.loan),
                str(loan.level),
                percent(loan.terms.rate_ppm),
                str(loan.terms.n),
                money(loan.terms.principal),
                money(loan.open_units),
                listing_document(loan)["open_until"],
            )
            for loan in listed
        ],
        empty="no loan seeks money now",
    )
