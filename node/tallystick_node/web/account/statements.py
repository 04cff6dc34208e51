"""The account's statement of a month, a year or any days: on the page, as CSV, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Query, Response
from fastapi.responses import JSONResponse

from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.api.routes.servicing import read_statement
from tallystick_node.api.services import BusinessDep, DatabaseDep, KycDep, ServicingDep
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader
from tallystick_node.web.shown_list import CellKind, ListColumn, ListFile, list_file, shown_list

if TYPE_CHECKING:
    from tallystick_node.servicing.statements import AccountStatement, StatementLine

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


@router.get("/me/statements.csv")
def read_as_csv(
    reader: Reader, database: DatabaseDep, kyc: KycDep, servicing: ServicingDep, span: SpanDep
) -> Response:
    """The file of `GET /v1/accounts/{address}/statement`, in minor units."""
    answer = read_statement(
        reader.wallet, reader, database, kyc, servicing, first=span.first, last=span.last
    )
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get("/me/statements.xlsx")
def read_as_xlsx(
    page: PageDep, reader: Reader, database: DatabaseDep, servicing: ServicingDep, span: SpanDep
) -> Response:
    """Every movement as the page shows it, for spreadsheets; amounts in main units."""
    with database.reading() as connection:
        statement = servicing.statements.make(connection, reader.wallet, span.first, span.last)
    shown = shown_list("statement", _COLUMNS, statement.lines)
    return list_file(page, shown, ListFile.XLSX)


_COLUMNS: tuple[ListColumn[StatementLine], ...] = (
    ListColumn("day", "", CellKind.DAY, lambda line: line.day),
    ListColumn("what", "", CellKind.TEXT, lambda line: line.what),
    ListColumn("loan", "", CellKind.COUNT, lambda line: line.loan),
    ListColumn("amount", "", CellKind.AMOUNT, lambda line: line.amount),
    ListColumn("balance", "", CellKind.AMOUNT, lambda line: line.balance),
    ListColumn("transaction", "", CellKind.TEXT, lambda line: line.tx_hash),
)


@router.get("/me/statements.json")
def read_as_json(
    reader: Reader, database: DatabaseDep, servicing: ServicingDep, span: SpanDep
) -> Response:
    """The same as JSON; amounts are strings of minor units."""
    with database.reading() as connection:
        statement = servicing.statements.make(connection, reader.wallet, span.first, span.last)
    name = f"statement-{span.first}-{span.last}.json"
    headers = {
        "content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store",
    }  # fmt: skip
    return JSONResponse(_document(statement), headers=headers)


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


def _document(statement: AccountStatement) -> dict[str, Any]:
    return {
        "wallet": statement.wallet, "from": str(statement.first), "to": str(statement.last),
        "block": statement.block, "complete": statement.complete,
        "opening": str(statement.opening), "closing": str(statement.closing),
        "totals": {what: str(amount) for what, amount in statement.totals.items()},
        "lines": [
            {
                "day": str(line.day), "block": line.block, "place": line.place,
                "transaction": line.tx_hash, "what": line.what, "loan": line.loan,
                "amount": str(line.amount), "balance": str(line.balance),
            }
            for line in statement.lines
        ],
    }  # fmt: skip
