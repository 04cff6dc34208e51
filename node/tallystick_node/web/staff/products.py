"""Artefacts of a case and the register of enterprises, on pages of staff."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tallystick_node.api.routes import staff_products as routes
from tallystick_node.api.routes.applications import Number
from tallystick_node.api.services import DatabaseDep, ProductsDep, UnderwritingDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.web.account.papers import File
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import RegistrarOfPage, VisitorOfPage

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.products.service import Products
    from tallystick_node.storage import Database
    from tallystick_node.underwriting.service import Underwriting
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
CASES, ENTERPRISES = "/staff/credit-reviews", "/staff/enterprises"


@router.get(f"{CASES}/{{number}}/artefacts")
def read_artefacts_of_case(
    page: PageDep, number: Number, caller: VisitorOfPage, database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:  # fmt: skip
    """What a case's product asks for, what is missing, and what visitors saw."""
    return _artefacts(page, number, caller, database, underwriting)


@router.post(f"{CASES}/{{number}}/artefacts")
def report_visit_here(
    page: PageDep, request: Request, number: Number, caller: VisitorOfPage, database: DatabaseDep,
    underwriting: UnderwritingDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Report a visit; what was typed is kept when it is refused."""
    try:
        body = shaped(
            routes.OnsiteReportRequest, visited_on=typed.get("visited_on"),
            place=typed.get("place"), findings=typed.get("findings"),
            confirmed=typed.get("confirmed") == "yes",
        )  # fmt: skip
        routes.report_visit(number, body, caller, database, underwriting)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _artefacts(page, number, caller, database, underwriting, mistake, typed)
    return RedirectResponse(f"{CASES}/{number}/artefacts", HTTPStatus.SEE_OTHER)


@router.post("/staff/onsite-reports/{report}/photos")
async def hand_in_photo(
    report: RowNumber, caller: VisitorOfPage, database: DatabaseDep, products: ProductsDep,
    file: File, _: OwnPage,
) -> Response:  # fmt: skip
    """Keep a picture of a visit."""
    await run_in_threadpool(routes.keep_photo, report, file.content, caller, database, products)
    number = file.fields.get("application", "")
    back = f"{CASES}/{number}/artefacts" if number.isalnum() else CASES
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


@router.get("/staff/onsite-reports/{report}/photos/{photo}")
def open_photo(
    report: RowNumber, photo: RowNumber, caller: VisitorOfPage, database: DatabaseDep,
    products: ProductsDep,
) -> Response:  # fmt: skip
    """A picture of a visit; opening it is journalled."""
    return routes.open_visit_photo(report, photo, caller, database, products)


@router.get(ENTERPRISES)
def read_enterprises(
    page: PageDep, caller: RegistrarOfPage, database: DatabaseDep, products: ProductsDep
) -> Response:
    """The register of enterprises that owe invoices."""
    return _enterprises(page, caller, database, products)


@router.post(ENTERPRISES)
def work_on_enterprises(
    page: PageDep, request: Request, caller: RegistrarOfPage, database: DatabaseDep,
    products: ProductsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Enter an enterprise, or take one off."""

    def enter() -> None:
        body = shaped(routes.EnterpriseRequest, wallet=typed.get("wallet"), name=typed.get("name"))
        routes.register_enterprise(body, caller, database, products)

    def end() -> None:
        routes.end_enterprise(typed.get("wallet", ""), caller, database, products)

    try:
        chosen_act({"enter": enter, "end": end}, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _enterprises(page, caller, database, products, mistake, typed)
    return RedirectResponse(ENTERPRISES, HTTPStatus.SEE_OTHER)


def _artefacts(
    page: WebPage, number: str, caller: Caller, database: Database, underwriting: Underwriting,
    mistake: Mistake | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    shown = routes.read_case_artefacts(number, caller, database, underwriting)
    return page(
        "case_artefacts.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, typed=typed or {}, shown=shown, number_of_case=number,
        wallet=caller.wallet,
        product=underwriting.products.catalogue.template(shown.product).said(page.language),
    )  # fmt: skip


def _enterprises(
    page: WebPage, caller: Caller, database: Database, products: Products,
    mistake: Mistake | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    return page(
        "enterprises.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        typed=typed or {},
        enterprises=routes.list_registered_enterprises(caller, database, products),
    )  # fmt: skip
