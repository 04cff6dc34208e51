"""`tallystick cash-flow`: what a bank's file shows of an account."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.amounts import percent
from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.tables import print_table
from tallystick_node.entrypoints.options import AsJson

if TYPE_CHECKING:
    from tallystick_node.cashflow.bank_statement import BankStatement
    from tallystick_node.cashflow.cash_flow import CashFlow

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="CSV, camt.053 or MT940 of a bank.", metavar="FILE")],
    currency: Annotated[
        str | None, typer.Option(help="Of a CSV that does not state it.", metavar="CODE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a bank's file and print its months, payers and days below zero.

    Amounts are in main units, with --json in minor ones. Exit codes: 0 done, 2 it cannot be read;
    the sentence names the line.
    """
    from tallystick.documents import file_bytes  # noqa: PLC0415 - --help is quick
    from tallystick.errors import InputError  # noqa: PLC0415
    from tallystick_node.cashflow.bank_statement import BYTES_MAX  # noqa: PLC0415
    from tallystick_node.cashflow.cash_flow import cash_flow  # noqa: PLC0415
    from tallystick_node.cashflow.reading import read_bank_file  # noqa: PLC0415

    try:
        data = file_bytes(file, bytes_max=BYTES_MAX)
        statements = read_bank_file(data, currency)
    except OSError as wrong:
        raise CannotRunError("CLI:FILE", f"{file} cannot be read: {wrong.strerror}") from wrong
    except InputError as refused:
        raise CannotRunError(refused.code, refused.sentence) from refused
    shown = [(statement, cash_flow(statement)) for statement in statements]
    if as_json:
        answer([_document(statement, flow) for statement, flow in shown])
        return
    for statement, flow in shown:
        _print(statement, flow)


def _document(statement: BankStatement, flow: CashFlow | None) -> dict[str, Any]:
    return {
        "account": statement.account, "currency": statement.currency,
        "movements": len(statement.entries),
        "opening": _text(statement.opening), "closing": _text(statement.closing),
        "cash_flow": None if flow is None else _flow_document(flow),
    }  # fmt: skip


def _flow_document(flow: CashFlow) -> dict[str, Any]:
    amounts = {"mean_in", "median_in", "mean_out", "lowest", "debt_out", "cash_out"}
    fields = {
        name: _text(value) if name in amounts else value
        for name, value in asdict(flow).items()
        if name not in {"first", "last", "months"}
    }
    months = [
        {
            "month": month.month, "came": str(month.came), "went": str(month.went),
            "lowest": _text(month.lowest),
        }
        for month in flow.months
    ]  # fmt: skip
    return {"first": str(flow.first), "last": str(flow.last), **fields, "months": months}


def _print(statement: BankStatement, flow: CashFlow | None) -> None:
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - --help is quick

    places = get_currency_precision(statement.currency)

    def money(amount: int | None) -> str:
        return "–" if amount is None else f"{Decimal(amount).scaleb(-places):,.{places}f}"

    name = statement.account or "account not named"
    print(f"{name}, {statement.currency}: {len(statement.entries)} movements")
    if flow is None:
        return
    print_table(
        ("month", "came", "went", "net", "lowest balance"),
        [
            (m.month, money(m.came), money(m.went), money(m.net), money(m.lowest))
            for m in flow.months
        ],
    )
    spread, payer = percent(flow.spread_ppm), percent(flow.largest_payer_ppm)
    below = "not known" if flow.below_zero_days is None else f"{flow.below_zero_days}"
    print(f"came a month   {money(flow.mean_in)} on average, {money(flow.median_in)} in the middle")
    print(f"went a month   {money(flow.mean_out)}; {flow.negative_months} months lost money")
    print(f"spread         {spread} of the mean; largest of {flow.payers} payers {payer}")
    print(f"days below 0   {below}; payments that came back: {flow.returned}")
    print(f"to lenders     {money(flow.debt_out)}; in cash {money(flow.cash_out)}")


def _text(amount: int | None) -> str | None:
    return None if amount is None else str(amount)
