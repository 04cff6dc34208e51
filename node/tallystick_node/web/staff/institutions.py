"""Companies that lend as institutions, and how many clients are of which kind, for staff."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes import staff_products as routes
from tallystick_node.api.services import DatabaseDep, ProductsDep
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, minor_units, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)
from tallystick_node.web.staff.rights import InstitutionsOfPage

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.api.routes.staff_products import SegmentResponse
    from tallystick_node.products.service import Products
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
INSTITUTIONS = "/staff/institutions"


@router.get(INSTITUTIONS)
def read_institutions(
    page: PageDep, caller: InstitutionsOfPage, database: DatabaseDep, products: ProductsDep
) -> Response:
    """The companies that lend as institutions, what is proposed, and the form."""
    return _institutions(page, caller, database, products)


@router.post(INSTITUTIONS)
def work_on_institutions(
    page: PageDep, request: Request, caller: InstitutionsOfPage, database: DatabaseDep,
    products: ProductsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Propose an institution, confirm another's proposal, or end one."""
    person = typed.get("person", "")

    def propose() -> None:
        limit = minor_units(typed.get("lend_max", ""), page.wording.exponent)
        body = shaped(routes.InstitutionRequest, lend_max=str(limit))
        routes.propose_institution(person, body, caller, database, products)

    def confirm() -> None:
        body = shaped(routes.InstitutionRequest, lend_max=typed.get("seen", ""))
        routes.confirm_institution(person, body, caller, database, products)

    def end() -> None:
        routes.end_institution(person, caller, database, products)

    try:
        chosen_act({"propose": propose, "confirm": confirm, "end": end}, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _institutions(page, caller, database, products, mistake, typed)
    return RedirectResponse(INSTITUTIONS, HTTPStatus.SEE_OTHER)


@router.get("/staff/segments")
def read_segments(
    page: PageDep, caller: InstitutionsOfPage, database: DatabaseDep, products: ProductsDep,
    *, file: FileChoice = ListFile.PAGE,
) -> Response:  # fmt: skip
    """How many clients are of each age, income and preference; less than five is not shown."""
    segments = routes.list_segments(caller, database, products)
    shown = shown_list("segments", _SEGMENTS, segments)
    if file:
        return list_file(page, shown, file)
    return page("segments.html", segments=segments, shown=shown)


def _institutions(
    page: WebPage, caller: Caller, database: Database, products: Products,
    mistake: Mistake | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    return page(
        "institutions.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        typed=typed or {}, wallet=caller.wallet,
        institutions=routes.list_institutions(caller, database, products),
        most=products.catalogue.template("institution").lend_max,
    )  # fmt: skip


_SEGMENTS: tuple[ListColumn[SegmentResponse], ...] = (
    ListColumn("day", "", CellKind.TEXT, lambda row: row.day.isoformat()),
    ListColumn("kind", "", CellKind.TEXT, lambda row: row.kind),
    ListColumn("segment", "", CellKind.TEXT, lambda row: row.segment),
    ListColumn(
        "clients", "", CellKind.TEXT, lambda row: "" if row.clients is None else row.clients
    ),
)
