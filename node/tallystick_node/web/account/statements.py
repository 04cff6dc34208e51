"""The account's statement of a month, a year or any days: on the page, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query, Response

from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.api.routes.statement_file import StatementForm, statement_file
from tallystick_node.api.services import BusinessDep, DatabaseDep, ServicingDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

__all__ = ["Span", "router", "span_of"]

router = pages_router()
YEAR_MIN, YEAR_MAX = 1900, 2199
_Typed = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a statement, both included."""

    first: date
    last: date


def span_of(
    business: BusinessDep,
    month: _Typed = "",
    year: _Typed = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
) -> Span:
    """Return the days that are asked for.

    Args:
        business: Knows today, whose month it is where nothing is asked for.
        month: As YYYY-MM.
        year: As YYYY; a month goes before it.
        first: The first day as YYYY-MM-DD; with the last one it goes before both.
        last: The last day.

    Returns:
        The days.

    Raises:
        InputError: INPUT:SPAN when it is none of these.
    """
    try:
        if first or last:
            span = Span(iso_day(first), iso_day(last))
        elif month or not year:
            span = _of_month(month or f"{business.today():%Y-%m}")
        else:
            span = Span(iso_day(f"{year}-01-01"), iso_day(f"{year}-12-31"))
    except (ValueError, OverflowError) as wrong:
        raise _no_span() from wrong
    if not YEAR_MIN <= span.first.year <= span.last.year <= YEAR_MAX:
        raise _no_span()
    return span


SpanDep = Annotated[Span, Depends(span_of)]


@router.get("/me/statements")
def read_account_statement(
    page: PageDep,
    reader: Reader,
    database: DatabaseDep,
    servicing: ServicingDep,
    span: SpanDep,
    month: _Typed = "",
    year: _Typed = "",
) -> Response:
    """Opening balance, every movement, closing balance, and the sums by kind."""
    with database.reading() as connection:
        statement = servicing.statements.make(connection, reader.wallet, span.first, span.last)
    came = sum(line.amount for line in statement.lines if line.amount > 0)
    went = sum(line.amount for line in statement.lines if line.amount < 0)
    return page("statement.html", statement=statement, came=came, went=went, month=month, year=year)


@router.get("/me/statements.{form}")
def read_file(
    page: PageDep,
    reader: Reader,
    database: DatabaseDep,
    servicing: ServicingDep,
    span: SpanDep,
    form: StatementForm,
) -> Response:
    """The file of `GET /v1/accounts/{address}/statement`; a PDF is in the page's language."""
    with database.reading() as connection:
        statement = servicing.statements.make(connection, reader.wallet, span.first, span.last)
    answer = statement_file(statement, form, page.language)
    answer.headers["cache-control"] = "no-store"
    return answer


def _of_month(month: str) -> Span:
    begins = iso_day(f"{month}-01")
    after = (begins + timedelta(days=31)).replace(day=1)
    return Span(begins, after - timedelta(days=1))


def _no_span() -> InputError:
    return InputError(
        "INPUT:SPAN",
        "a statement is of a month as YYYY-MM, a year as YYYY, or from one day as YYYY-MM-DD to"
        f" another, {YEAR_MIN} to {YEAR_MAX}",
    )
