"""What a loan would cost, for whoever asks: without registering, and without a trace."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from tallystick.errors import InputError
from tallystick.loans.schedule import Method, Row
from tallystick_node.api.services import UnderwritingDep
from tallystick_node.web.borrowing.terms_words import cost_rows
from tallystick_node.web.charts import bars
from tallystick_node.web.forms import (
    AMOUNT_CHARACTERS_MAX,
    REFUSALS,
    minor_units,
    mistake_of,
    whole,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.underwriting.quotes import GradeQuote

__all__ = ["router"]

router = pages_router()
MONTHS_MAX = 480


@router.get("/quote")
def read_quoting(
    page: PageDep,
    request: Request,
    underwriting: UnderwritingDep,
    amount: Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)] = "",
    months: Annotated[str, Query(max_length=4)] = "",
    method: Annotated[str, Query(max_length=16)] = "annuity",
    grade: Annotated[str, Query(max_length=1)] = "",
    *,
    file: FileChoice = ListFile.PAGE,
) -> Response:
    """The form; with an amount what each grade would pay, with a grade its instalments too."""
    rules, mistake = underwriting.quotes.rules, None
    quotes: Sequence[GradeQuote] = ()
    way = Method[method.upper()] if method.upper() in Method.__members__ else Method.ANNUITY
    if amount:
        try:
            minor = minor_units(amount, page.wording.exponent)
            if not rules.amount_min <= minor <= rules.amount_max:
                least, most = map(page.wording.amount, (rules.amount_min, rules.amount_max))
                raise InputError("QUOTE:AMOUNT", f"between {least} and {most} are lent")
            quotes = underwriting.quotes.of(minor, whole("months", months, 1, MONTHS_MAX), way)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    chosen = next((quote for quote in quotes if quote.grade == grade and quote.cost), None)
    cost = None if chosen is None else chosen.cost
    rows = () if cost is None else cost.schedule.rows
    shown = shown_list("quote", _COLUMNS, rows)
    if file:
        return list_file(page, shown, file)
    return page(
        "quote.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        typed={"amount": amount, "months": months, "method": way.name.lower()},
        quotes=quotes, chosen=chosen, rows=rows, shown=shown, rules=rules,
        cost=() if cost is None else cost_rows(page, cost, rules.late_rate_ppm, rules.default_dpd),
        methods=[known.name.lower() for known in Method],
        lent=[quote for quote in quotes if quote.cost is not None],
        chart=bars([
            (str(row.k), (("bar-principal", row.principal), ("bar-interest", row.interest)))
            for row in rows
        ]),
    )  # fmt: skip


_COLUMNS: tuple[ListColumn[Row], ...] = (
    ListColumn("number", "", CellKind.COUNT, lambda row: row.k),
    ListColumn("payment", "", CellKind.AMOUNT, lambda row: row.payment),
    ListColumn("principal", "", CellKind.AMOUNT, lambda row: row.principal),
    ListColumn("interest", "", CellKind.AMOUNT, lambda row: row.interest),
    ListColumn("balance", "", CellKind.AMOUNT, lambda row: row.balance),
)
