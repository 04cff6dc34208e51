"""Where applications stand: who waits, why one was refused and what would change it, withdrawal."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Terms
from tallystick.platform.quotes import quote_of
from tallystick_node.api.routes.applications import (
    ApplicationResponse,
    Number,
    list_applications,
    read_application,
    withdraw_application,
)
from tallystick_node.api.routes.products import read_artefacts
from tallystick_node.api.services import DatabaseDep, UnderwritingDep
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.web.borrowing.locking import pledged
from tallystick_node.web.borrowing.terms_words import cost_rows
from tallystick_node.web.forms import Typed
from tallystick_node.web.page import PageDep, WebPage
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    Sort,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.loans.schedule import Method

__all__ = ["router"]

router = pages_router()
_STAGES = ("submitted", "referred", "approved", "offered", "listed")
_WITHDRAWABLE = {
    ApplicationState.SUBMITTED, ApplicationState.REFERRED, ApplicationState.APPROVED,
}  # fmt: skip
_ENDED = {ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.EXPIRED}


@router.get("/applications")
def read_applications(
    page: PageDep, me: Person, database: DatabaseDep, underwriting: UnderwritingDep,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """Every application of the reader's, the newest first."""
    rows = list_applications(me, database, underwriting)
    shown = shown_list("applications", _columns(page), rows, sort)
    if file:
        return list_file(page, shown, file)
    return page("applications.html", shown=shown, rows=shown.rows)


def _columns(page: WebPage) -> tuple[ListColumn[ApplicationResponse], ...]:
    say = page.texts.gettext
    return (
        ListColumn("application", "", CellKind.TEXT, lambda row: row.id),
        ListColumn("applied_at", say("Applied on"), CellKind.MOMENT, lambda row: row.applied_at),
        ListColumn("state", say("State"), CellKind.TEXT, lambda row: row.state.value),
        ListColumn("purpose", "", CellKind.TEXT, lambda row: row.purpose.value),
        ListColumn("months", say("Months"), CellKind.COUNT, lambda row: row.months),
        ListColumn("amount", say("Amount"), CellKind.AMOUNT, lambda row: int(row.amount)),
    )


@router.get("/applications/{number}")
def read_status(
    page: PageDep, number: Number, me: Person, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """Where an application of the reader's stands."""
    application = read_application(number, me, database, underwriting)
    cost: Sequence[tuple[str, Any]] = ()
    if application.state is ApplicationState.APPROVED:
        with database.reading() as connection:
            row = underwriting.applications.row(connection, number)
            order = underwriting.applications.order(connection, row)
        cost = _cost(page, underwriting, application, order.method)
    return page(
        "application.html", application=application, stages=_STAGES, cost=cost,
        collateral=pledged(number, database, underwriting),
        product=underwriting.products.catalogue.template(application.product).said(page.language),
        artefacts=read_artefacts(number, me, database, underwriting).artefacts,
        withdrawable=application.state in _WITHDRAWABLE, ended=application.state in _ENDED,
    )  # fmt: skip


def _cost(
    page: WebPage, underwriting: UnderwritingDep, approved: ApplicationResponse, method: Method
) -> Sequence[tuple[str, Any]]:
    """All that the offer will say of the cost, before it is asked for."""
    rules = underwriting.offers.rules
    assert approved.rate_ppm is not None, "nothing is approved without a price"
    terms = Terms(int(approved.amount), approved.rate_ppm, approved.months, 1, Unit.MONTHS, method)
    quote = quote_of(terms, rules.origination_ppm, rules.reserve_ppm)
    return cost_rows(page, quote, rules.late_rate_ppm, rules.default_dpd)


@router.post("/applications/{number}/withdrawal")
def withdraw_here(
    number: Number, me: Person, database: DatabaseDep, underwriting: UnderwritingDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """End an application; whoever does it says that it cannot be undone."""
    if typed.get("sure") != "yes":
        raise InputError("INPUT:SURE", "a withdrawal cannot be undone: tick that you know it")
    withdraw_application(number, me, database, underwriting)
    return RedirectResponse(f"/applications/{number}", HTTPStatus.SEE_OTHER)
