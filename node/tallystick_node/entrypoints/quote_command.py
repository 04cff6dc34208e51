"""`tallystick quote`: what a loan costs, before anyone registers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick.cli.schedule import MethodName
from tallystick_node.entrypoints.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.underwriting.quotes import GradeQuote, Quotes

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def quote(
    amount: Annotated[
        int, typer.Option(help="What is lent, in minor units, fees included.", metavar="A")
    ],
    months: Annotated[int, typer.Option(help="Over how many months.", metavar="N")],
    grade: Annotated[
        str | None, typer.Option(help="With the instalments of this grade.", metavar="G")
    ] = None,
    method: Annotated[MethodName, typer.Option(help="How it is repaid.")] = MethodName.ANNUITY,
    policy: Annotated[
        str, typer.Option(help="The pack whose cap on rates holds.", metavar="PACK")
    ] = "generic",
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On which day; today.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Lending rules; those that ship.", metavar="FILE")
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="A score card; the one that ships.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what each grade would pay: rate, annual percentage rate, fees, instalments, total.

    Amounts are whole minor units of the token. It is an example and no offer. Exit codes: 0 done,
    1 the grade is not lent this, 2 it is refused.
    """
    from tallystick.loans.schedule import Method  # noqa: PLC0415 - likewise
    from tallystick_node.api.routes.quotes import (  # noqa: PLC0415 - --help is quick
        quote_response,
    )

    quotes = _quotes(policy, day, rules, card).of(amount, months, Method[method.name])
    chosen = None
    if grade is not None:
        chosen = next((known for known in quotes if known.grade == grade), None)
        if chosen is None:
            lent = ", ".join(known.grade for known in quotes)
            raise CannotRunError("QUOTE:GRADE", f"grades are {lent}, not {grade!r}")
    if as_json:
        response = quote_response(amount, months, method.value, list(quotes), grade)
        answer(response.model_dump(mode="json"))
    else:
        _print_grades(quotes)
        if chosen is not None:
            _print_plan(chosen)
    if chosen is not None and chosen.cost is None:
        raise typer.Exit(1)


def _quotes(policy: str, day: datetime | None, rules: Path | None, card: Path | None) -> Quotes:
    from tallystick_node.credit.card import Card  # noqa: PLC0415 - --help is quick
    from tallystick_node.credit.default import default_card  # noqa: PLC0415 - likewise
    from tallystick_node.infrastructure.policy.judgement import Policy  # noqa: PLC0415 - likewise
    from tallystick_node.infrastructure.policy.packs import load_pack  # noqa: PLC0415 - likewise
    from tallystick_node.underwriting.quotes import (  # noqa: PLC0415 - likewise
        Quotes,
        TermPrices,
    )
    from tallystick_node.underwriting.rules import load_rules  # noqa: PLC0415 - likewise

    judged = Policy(load_pack(policy), (day or datetime.now(UTC)).date())
    known = default_card() if card is None else Card.load(card)
    return Quotes(TermPrices(known, load_rules(rules)), lambda: judged)


def _print_grades(quotes: Sequence[GradeQuote]) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - JSON does without it

    rows = [_row(known) for known in quotes]
    head = ("grade", "rate", "APR", "first", "last", "withheld", "paid out", "total")
    print_table(head, rows, left=1)


def _row(known: GradeQuote) -> tuple[str, ...]:
    from tallystick.cli.amounts import percent  # noqa: PLC0415 - JSON does without it

    cost = known.cost
    if cost is None or known.rate_ppm is None:
        return (known.grade, f"not lent this; at most {known.limit}", *("",) * 6)
    payments = cost.schedule.payments
    figures: tuple[Any, ...] = (
        payments[0], payments[-1], cost.origination + cost.contribution, cost.received,
        sum(payments),
    )  # fmt: skip
    rate, effective = percent(known.rate_ppm), percent(cost.annual_percentage_rate_ppm)
    return (known.grade, rate, effective, *(str(figure) for figure in figures))


def _print_plan(chosen: GradeQuote) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - JSON does without it

    if chosen.cost is None:
        print(f"grade {chosen.grade} is not lent this; at most {chosen.limit}")
        return
    rows = [
        tuple(str(part) for part in (row.k, row.payment, row.interest, row.principal, row.balance))
        for row in chosen.cost.schedule
    ]
    print_table(("#", "payment", "interest", "principal", "balance"), rows, left=0)
