"""`tallystick credit price`, `terms`, `backtest`: what a grade pays, and would have earned."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.credit_options import (
    Data,
    Encoding,
    Json,
    Model,
    apart,
    one_thread,
)

__all__ = ["app"]

# Its commands are those of `tallystick credit`.
app = typer.Typer()

Target = Annotated[str, typer.Option(help="The column that says who defaulted.", metavar="COL")]
Term = Annotated[str, typer.Option(help="For how many months each loan was made.", metavar="COL")]
Course = Annotated[
    str, typer.Option("--months", help="How many months each loan was paid.", metavar="COL")
]
Lost = Annotated[str, typer.Option(help="The share of principal lost on each loan.", metavar="COL")]
Bad = Annotated[str | None, typer.Option(help="Which value of the target is bad.", metavar="VALUE")]
Funding = Annotated[int, typer.Option(help="What money costs.", metavar="PPM")]
Cost = Annotated[int, typer.Option(help="What servicing costs.", metavar="PPM")]
Margin = Annotated[int, typer.Option(help="The lenders' margin.", metavar="PPM")]
Origination = Annotated[int, typer.Option(help="The fee withheld at issue.", metavar="PPM")]
Cap = Annotated[int, typer.Option(help="The most that a loan may cost, all in.", metavar="PPM")]


@app.command()
def price(
    model: Model,
    terms: Annotated[str, typer.Option(help="Months, with commas.", metavar="N,N")] = "36,60",
    funding_ppm: Funding = 50_000,
    cost_ppm: Cost = 10_000,
    margin_ppm: Margin = 10_000,
    origination_ppm: Origination = 20_000,
    cap_ppm: Cap = 360_000,
    as_json: Json = False,
) -> None:
    """Print the rate of every grade and term: expected loss, funding, cost and margin.

    A grade whose all-in rate breaks the cap has no rate. Exit codes: 0 done, 2 could not run.
    """
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.pricing import PricePolicy, price_table  # noqa: PLC0415 - likewise

    policy = PricePolicy(funding_ppm, cost_ppm, margin_ppm, origination_ppm, cap_ppm)
    quotes = price_table(opened(model), _months(terms), policy)
    if as_json:
        answer([asdict(quote) for quote in quotes])
        return
    for quote in quotes:
        rate = "none under the cap" if quote.rate_ppm is None else f"{quote.rate_ppm} ppm"
        print(f"{quote.grade}  {quote.months} months  loss {quote.loss:.4f}  {rate}")


@app.command()
def terms(
    model: Model,
    data: Data,
    target: Target,
    term: Term,
    months: Course,
    lost: Lost,
    out: Annotated[Path, typer.Option(help="Where the card goes.", metavar="FILE")],
    ordered: Annotated[
        str | None, typer.Option(help="Ordered classes, as in training.", metavar="COL")
    ] = None,
    bad: Bad = None,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Write into a card what loans of each term have shown, for prices: never for scores.

    Defaults beyond the card's, loss by class, and early repayment, of every term with 200 loans and
    30 defaults. Give it the loans that the card has learned from. Exit codes: 0 done, 2 could not
    run.
    """
    apart(out, data, model)
    one_thread()
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.files import write_card  # noqa: PLC0415 - likewise
    from tallystick_node.credit.term_learning import (  # noqa: PLC0415 - likewise
        LoanColumns,
        with_terms,
    )
    from tallystick_node.credit.watching import read_later  # noqa: PLC0415 - likewise

    card = opened(model)
    table = read_later(data, card, encoding=encoding)
    priced = with_terms(card, table, LoanColumns(target, term, months, lost, bad), ordered)
    write_card(priced, out)
    stated = priced.document["terms"]
    if as_json:
        answer({"model_hash": priced.hash, "terms": stated})
        return
    for entry in stated:
        print(
            f"{entry['months']} months: {entry['rows']} loans, {entry['bad']} bad, log-odds"
            f" {entry['shift']:+.3f}, {entry['repaid'][-1]:.3f} of the sound repaid early"
        )
    print(f"card {priced.hash[:16]} -> {out}")


@app.command()
def backtest(
    model: Model,
    data: Data,
    target: Target,
    term: Term,
    months: Course,
    lost: Lost,
    bad: Bad = None,
    funding_ppm: Funding = 50_000,
    cost_ppm: Cost = 10_000,
    margin_ppm: Margin = 10_000,
    origination_ppm: Origination = 20_000,
    cap_ppm: Cap = 360_000,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Print what each grade and term would have earned lenders on later loans, beside the expected.

    Every loan goes through its own course at the card's rate. Yearly, before costs and after
    losses, with 95 % intervals by bootstrap over loans. Exit codes: 0 done, 2 could not run.
    """
    one_thread()
    from tallystick_node.credit.backtest import as_lines  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.backtest import backtest as tested  # noqa: PLC0415 - likewise
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - likewise
    from tallystick_node.credit.pricing import PricePolicy  # noqa: PLC0415 - likewise
    from tallystick_node.credit.term_learning import LoanColumns  # noqa: PLC0415 - likewise
    from tallystick_node.credit.watching import read_later  # noqa: PLC0415 - likewise

    policy = PricePolicy(funding_ppm, cost_ppm, margin_ppm, origination_ppm, cap_ppm)
    card = opened(model)
    table = read_later(data, card, encoding=encoding)
    lines = as_lines(tested(card, table, LoanColumns(target, term, months, lost, bad), policy))
    if as_json:
        answer({"model_hash": card.hash, "required_ppm": policy.required_ppm, "returns": lines})
        return
    for line in lines:
        start = (
            f"{line['grade']}  {line['months']} months  {line['loans']} loans, {line['bad']} bad"
        )
        if line["earned_ppm"] is None:
            print(f"{start}  no offer" if line["rate_ppm"] is None else f"{start}  no loans")
            continue
        print(
            f"{start}  expected {line['expected_ppm']} ppm, earned {line['earned_ppm']}"
            f" [{line['low_ppm']}, {line['high_ppm']}]"
        )


def _months(stated: str) -> list[int]:
    try:
        return [int(text) for text in stated.split(",")]
    except ValueError:
        raise CannotRunError("CREDIT:PRICE", f"--terms must be months, not {stated!r}") from None
