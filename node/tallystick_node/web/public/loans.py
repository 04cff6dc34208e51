"""One loan: its terms, its schedule, what may be lost, and all that has happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Response

from tallystick.chain.contracts import Lens, Registry
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.payoff import days_past_due
from tallystick.loans.schedule import schedule
from tallystick.platform._sync.loans import listing
from tallystick.platform.listing import LoanStatus, loan_state, remaining_rows
from tallystick_node.api.routes.loans import Number, event_page, read_loan
from tallystick_node.api.services import BusinessDep, DataDirDep, IndexDep, PlatformDep
from tallystick_node.web.acts.event_sentences import event_sentence
from tallystick_node.web.charts import PlotLine, bars, plot, strip
from tallystick_node.web.page import PageDep, WebPage
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.risk_statement import risk_statement
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListChoice,
    ListColumn,
    ListFile,
    chosen_list,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.platform._sync.platform import Platform

__all__ = ["router"]

router = pages_router()
EVENTS_SHOWN = 25


@dataclass(frozen=True)
class ShownRow:
    """An instalment; `due` is None as long as nobody knows the day of drawing down."""

    number: int
    due: date | None
    interest: int
    principal: int
    payment: int
    balance: int | None


@router.get("/loans/{number}")
def read_loan_page(
    page: PageDep,
    index: IndexDep,
    platform: PlatformDep,
    data_dir: DataDirDep,
    business: BusinessDep,
    number: Number,
    after: Annotated[str | None, Query(max_length=256)] = None,
    *,
    file: FileChoice = ListFile.PAGE,
    chosen: ListChoice = "schedule",
) -> Response:
    """A loan, from its listing to its end."""
    loan = read_loan(number, index).loan
    listed, kept = listing(platform, number), platform.read(Lens.state_of(number))
    state = loan_state(kept) if kept["progress"]["status"] else None
    today = business.today()
    rows = _rows(listed.terms if state is None else None, state)
    marks = _marks(page, state, rows, today) if state is not None else []
    lists = (shown_list("schedule", _ROWS, rows), shown_list("instalments", _MARKS, marks))
    if file:
        return list_file(page, chosen_list(lists, chosen), file)
    context: dict[str, Any] = {
        "schedule": lists[0],
        "instalments": lists[1],
        "loan": loan,
        "listed": listed,
        "kept": kept,
        "terms": listed.terms,
        "statement": risk_statement(data_dir, listed.disclosure_hash),
        "state": state,
        "rows": rows,
        "total_interest": sum(row.interest for row in rows),
        "chart": bars([
            (str(row.number), (("bar-principal", row.principal), ("bar-interest", row.interest)))
            for row in rows
        ]),
        "plot": _plot(page, rows),
        "marks": strip(marks),
        "days_past_due": days_past_due(state, day_from_date(today)) if state is not None else 0,
        "own": page.reader is not None and _is_own(platform, page.reader, loan.borrower),
        "listed_now": listed.status is LoanStatus.LISTED,
        "events": event_page(index, after, EVENTS_SHOWN, loan=number),
        "sentence": partial(event_sentence, page),
    }  # fmt: skip
    return page("loan.html", **context)


def _is_own(platform: Platform, reader: str, borrower: str) -> bool:
    """Whether the reader is who borrows, with whichever of their wallets."""
    return reader == borrower or platform.read(Registry.is_person_of(reader, borrower))


def _plot(page: WebPage, rows: list[ShownRow]) -> str:
    """The same two parts of each instalment as lines, for plans that are too long for bars."""
    say = page.texts.gettext
    wording = page.wording
    lines = (
        PlotLine(say("principal"), "--principal", tuple(row.principal for row in rows)),
        PlotLine(say("interest"), "--interest", tuple(row.interest for row in rows)),
    )
    numbers = [row.number for row in rows]
    return plot(numbers, say("Instalment"), wording.symbol, wording.exponent, lines)


def _rows(terms: Any, state: LoanState | None) -> list[ShownRow]:
    """The whole plan of a loan that is not drawn down, what is still to come of one that is."""
    if state is not None:
        return [
            ShownRow(
                row.number, date_from_day(row.due), row.interest, row.principal, row.payment, None
            )
            for row in (remaining_rows(state) if state.status.name == "ACTIVE" else ())
        ]
    return [
        ShownRow(row.k, None, row.interest, row.principal, row.payment, row.balance)
        for row in schedule(terms).rows
    ]


def _marks(
    page: PageDep, state: LoanState, rows: list[ShownRow], today: date
) -> list[tuple[int, str, str]]:
    """A mark for each instalment: settled, overdue, due within a week, or still to come."""
    say = page.texts.gettext
    paid = say("paid")
    marks = [(number, "paid", f"{number}: {paid}") for number in range(1, state.settled + 1)]
    for row in rows:
        assert row.due is not None, "a loan that is drawn down has its days"
        if row.due < today:
            kind, words = "late", say("overdue")
        elif row.due <= today + timedelta(days=7):
            kind, words = "due", say("due within a week")
        else:
            kind, words = "open", say("still to come")
        marks.append((row.number, kind, f"{row.number}: {words}, {page.wording.day(row.due)}"))
    return marks


_ROWS: tuple[ListColumn[ShownRow], ...] = (
    ListColumn("number", "", CellKind.COUNT, lambda row: row.number),
    ListColumn("due", "", CellKind.DAY, lambda row: row.due),
    ListColumn("payment", "", CellKind.AMOUNT, lambda row: row.payment),
    ListColumn("principal", "", CellKind.AMOUNT, lambda row: row.principal),
    ListColumn("interest", "", CellKind.AMOUNT, lambda row: row.interest),
)
_MARKS: tuple[ListColumn[tuple[int, str, str]], ...] = (
    ListColumn("number", "", CellKind.COUNT, lambda mark: mark[0]),
    ListColumn("state", "", CellKind.TEXT, lambda mark: mark[1]),
)
