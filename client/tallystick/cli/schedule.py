"""`tallystick schedule`: the exact instalment table of a loan, as the contract will compute it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit, date_from_day, day_from_date, iso_day
from tallystick.loans.schedule import Method, Schedule, Terms, schedule

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class MethodName(StrEnum):
    """The names of the methods on the command line."""

    ANNUITY = "annuity"
    LINEAR = "linear"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"


@app.command()
def show(
    principal: Annotated[int, typer.Option(help="Amount lent, in minor units.", metavar="A")],
    rate_ppm: Annotated[int, typer.Option(help="Yearly rate in parts per million.", metavar="R")],
    n: Annotated[int, typer.Option("--n", help="Number of instalments.", metavar="N")],
    method: Annotated[MethodName, typer.Option(help="How principal is spread over the rows.")],
    months: Annotated[int | None, typer.Option(help="Period in months.", metavar="M")] = None,
    days: Annotated[int | None, typer.Option(help="Period in days.", metavar="D")] = None,
    lead: Annotated[int, typer.Option(help="First rows that pay interest only.", metavar="K")] = 0,
    start: Annotated[
        str | None, typer.Option(help="Issue date, to list due dates.", metavar="DATE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print the exact schedule of a loan: payments, due dates and the annual percentage rate.

    Amounts are whole minor units of the token. Exit codes: 0 done, 2 the terms are refused.
    """
    period, unit = _period(months, days)
    terms = Terms(principal, rate_ppm, n, period, unit, Method[method.name], lead)
    issue_day = None if start is None else _issue_day(start)
    table = schedule(terms)
    due_dates = (
        None
        if issue_day is None
        else [date_from_day(day).isoformat() for day in terms.due_days(issue_day)]
    )
    rate = annual_percentage_rate_ppm(terms)
    if as_json:
        answer(_document(table, due_dates, rate))
    else:
        _print_table(table, due_dates, rate)


def _period(months: int | None, days: int | None) -> tuple[int, Unit]:
    if months is not None and days is None:
        return months, Unit.MONTHS
    if days is not None and months is None:
        return days, Unit.DAYS
    raise CannotRunError("CLI:PERIOD", "give the period either as --months or as --days")


def _issue_day(start: str) -> int:
    try:
        return day_from_date(iso_day(start))
    except ValueError as wrong:
        raise CannotRunError(
            "CLI:START", f"--start must be a date like 2026-01-31, from 1970 on, not {start!r}"
        ) from wrong


def _document(table: Schedule, due_dates: list[str] | None, rate: int) -> dict[str, object]:
    return {
        "payments": [str(row.payment) for row in table],
        "interest": [str(row.interest) for row in table],
        "principal": [str(row.principal) for row in table],
        "balance": [str(row.balance) for row in table],
        "due_dates": due_dates,
        "annual_percentage_rate_ppm": rate,
    }


def _print_table(table: Schedule, due_dates: list[str] | None, rate: int) -> None:
    from rich.console import Console  # noqa: PLC0415 - JSON and help do without it
    from rich.table import Table  # noqa: PLC0415

    grid = Table(caption=f"annual percentage rate {rate} ppm; amounts in minor units")
    grid.add_column("#", justify="right")
    if due_dates is not None:
        grid.add_column("due")
    for name in ("payment", "interest", "principal", "balance"):
        grid.add_column(name, justify="right")
    for row in table:
        due = [] if due_dates is None else [due_dates[row.k - 1]]
        amounts = (row.payment, row.interest, row.principal, row.balance)
        grid.add_row(str(row.k), *due, *(str(amount) for amount in amounts))
    paid, interest = sum(table.payments), table.interest_total
    grid.add_section()
    blank = [] if due_dates is None else [""]
    grid.add_row("", *blank, str(paid), str(interest), str(table.terms.principal), "")
    Console().print(grid)
