"""Products as staff work on them: visits, enterprises, institutions, segments of clients."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.person import body_bytes
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.applications import Number
from tallystick_node.api.routes.products import (
    ArtefactsResponse,
    EnterpriseResponse,
    artefacts_of,
)
from tallystick_node.api.services import DatabaseDep, ProductsDep, UnderwritingDep
from tallystick_node.api.shapes import (
    FILE_HEADERS,
    Address,
    Amount,
    AskedAmount,
    Day,
    Described,
    RowNumber,
    Strict,
    UtcMoment,
)
from tallystick_node.auth.rights import Role
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX
from tallystick_node.products.onsite import Visit

if TYPE_CHECKING:
    from tallystick_node.products.onsite import OnsiteReport
    from tallystick_node.products.service import Products
    from tallystick_node.storage import Database

__all__ = [
    "VISITORS", "EnterpriseRequest", "InstitutionRequest", "OnsiteReportRequest", "keep_photo",
    "router",
]  # fmt: skip

router = APIRouter(
    prefix="/v1/staff", tags=["staff: products"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip
# Who visits may be of those who serve loans; who decides is of underwriters alone.
VISITORS = frozenset({Role.UNDERWRITER, Role.SERVICER})
Visitor = Annotated[Caller, Depends(staff(*VISITORS))]
Registrar = Annotated[Caller, Depends(staff(Role.UNDERWRITER, Role.COMPLIANCE))]
Watcher = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.COUNCIL))]
Wallet = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{40}$", description="The enterprise's wallet.")]
Company = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The company's identifier.")]
_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class OnsiteReportRequest(Strict):
    """What was seen on a visit."""

    visited_on: Day
    """When."""
    place: Annotated[str, Field(min_length=3, max_length=300)]
    """Where."""
    findings: Annotated[str, Field(min_length=20, max_length=2_000)]
    """What was seen."""
    confirmed: bool
    """Whether it is what the applicant has stated."""


class OnsiteReportResponse(OnsiteReportRequest):
    """A report of a visit."""

    report: int
    """Its number."""
    reported_by: str
    """The wallet of who visited, who does not decide the case."""
    reported_at: UtcMoment
    """When it was written."""
    photos: list[int]
    """The numbers of its pictures."""


class CaseArtefactsResponse(ArtefactsResponse):
    """What an application's product asks for, with the reports of visits."""

    reports: list[OnsiteReportResponse]
    """The newest first."""


class CreatedReport(Described):
    """A report that is kept."""

    report: int
    """Its number."""


class CreatedPhoto(Described):
    """A picture that is kept."""

    photo: int
    """Its number."""


class EnterpriseRequest(Strict):
    """An enterprise that owes invoices."""

    wallet: Address
    """The wallet that confirms them, of a company that is known."""
    name: Annotated[str, Field(min_length=2, max_length=120)]
    """As applicants read it."""


class InstitutionRequest(Strict):
    """The limit of an institution."""

    lend_max: Annotated[AskedAmount, Field(ge=1, le=10**15)]
    """What it may have lent at a time, in minor units."""


class InstitutionResponse(Described):
    """An institution, or what is proposed."""

    person: str
    """The company's identifier."""
    lend_max: Amount
    """What it may have lent at a time."""
    proposed_by: str
    """The wallet of who proposed it."""
    proposed_at: UtcMoment
    """When."""
    confirmed_at: UtcMoment | None
    """When another one of staff confirmed it; null before."""


class SegmentResponse(Described):
    """How many clients are of a segment."""

    day: date
    """The day of the count."""
    kind: str
    """age, income or preference."""
    segment: str
    """Which."""
    clients: int | None
    """How many; null for less than five, and for what would give such a count away."""


@router.get("/credit-reviews/{number}/artefacts")
def read_case_artefacts(
    number: Number, caller: Visitor, database: DatabaseDep, underwriting: UnderwritingDep
) -> CaseArtefactsResponse:
    """What the product of an application asks for, what is missing, and what visitors saw."""
    with database.writing() as connection:
        row = underwriting.applications.row(connection, number)
        people = underwriting.applications.people
        people.conflicts.not_about_oneself(connection, caller.wallet, row.person)
        shown = artefacts_of(connection, underwriting, row)
        reports = underwriting.products.onsite.of(connection, number)
        people.context.note(
            connection, "artefacts.opened", row.person, actor=caller.wallet,
            details={"application": number},
        )  # fmt: skip
    return CaseArtefactsResponse(
        product=shown.product, artefacts=shown.artefacts,
        reports=[_report(report) for report in reports],
    )  # fmt: skip


@router.post("/credit-reviews/{number}/onsite-reports", status_code=201)
def report_visit(
    number: Number,
    body: OnsiteReportRequest,
    caller: Visitor,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> CreatedReport:
    """Report a visit to an applicant; who does it does not decide the case."""
    with database.writing() as connection:
        row = underwriting.applications.undecided(connection, number)
        report = underwriting.products.onsite.report(
            connection, number, row.person, caller.wallet, Visit(**body.model_dump())
        )
    return CreatedReport(report=report)


@router.post("/onsite-reports/{report}/photos", status_code=201, openapi_extra=_BYTES)
async def add_visit_photo(
    report: RowNumber, request: Request, caller: Visitor, database: DatabaseDep,
    products: ProductsDep,
) -> CreatedPhoto:  # fmt: skip
    """Add a picture to my report of a visit: PNG or JPEG, which the bytes must show."""
    content = await body_bytes(request, DOCUMENT_BYTES_MAX)
    photo = await run_in_threadpool(keep_photo, report, content, caller, database, products)
    return CreatedPhoto(photo=photo)


@router.get("/onsite-reports/{report}/photos/{photo}", response_class=Response)
def open_visit_photo(
    report: RowNumber, photo: RowNumber, caller: Visitor, database: DatabaseDep,
    products: ProductsDep,
) -> Response:  # fmt: skip
    """Open a picture of a visit; opening it is journalled."""
    with database.writing() as connection:
        kind, content = products.onsite.photo(connection, report, photo, caller.wallet)
    return Response(content, media_type=kind, headers=FILE_HEADERS)


@router.get("/enterprises")
def list_registered_enterprises(
    _: Registrar, database: DatabaseDep, products: ProductsDep
) -> list[EnterpriseResponse]:
    """The register of enterprises that owe invoices, by name."""
    with database.reading() as connection:
        rows = products.enterprises.listed(connection)
    return [EnterpriseResponse(wallet=row.wallet, name=row.name) for row in rows]


@router.post("/enterprises", status_code=204)
def register_enterprise(
    body: EnterpriseRequest, caller: Registrar, database: DatabaseDep, products: ProductsDep
) -> Response:
    """Enter an enterprise that owes invoices, with the wallet that confirms them."""
    with database.writing() as connection:
        products.enterprises.register(connection, body.wallet, body.name, caller.wallet)
    return Response(status_code=204)


@router.delete("/enterprises/{wallet}", status_code=204)
def end_enterprise(
    wallet: Wallet, caller: Registrar, database: DatabaseDep, products: ProductsDep
) -> Response:
    """Take an enterprise off the register."""
    with database.writing() as connection:
        products.enterprises.end(connection, wallet, caller.wallet)
    return Response(status_code=204)


@router.get("/institutions")
def list_institutions(
    _: Watcher, database: DatabaseDep, products: ProductsDep
) -> list[InstitutionResponse]:
    """The companies that lend as institutions, and what is proposed."""
    with database.reading() as connection:
        rows = products.institutions.listed(connection)
    return [
        InstitutionResponse(
            person=row.person, lend_max=row.lend_max, proposed_by=row.proposed_by,
            proposed_at=row.proposed_at, confirmed_at=row.confirmed_at,
        )
        for row in rows
    ]  # fmt: skip


@router.post("/people/{person}/institution", status_code=204)
def propose_institution(
    person: Company, body: InstitutionRequest, caller: Watcher, database: DatabaseDep,
    products: ProductsDep,
) -> Response:  # fmt: skip
    """Propose that a company lends as an institution, with a limit of its own."""
    with database.writing() as connection:
        products.institutions.propose(connection, person, body.lend_max, caller.wallet)
    return Response(status_code=204)


@router.post("/people/{person}/institution/confirmation", status_code=204)
def confirm_institution(
    person: Company, body: InstitutionRequest, caller: Watcher, database: DatabaseDep,
    products: ProductsDep,
) -> Response:  # fmt: skip
    """Confirm what another member of staff has proposed, by the limit that I have read."""
    with database.writing() as connection:
        products.institutions.confirm(connection, person, body.lend_max, caller.wallet)
    return Response(status_code=204)


@router.delete("/people/{person}/institution", status_code=204)
def end_institution(
    person: Company, caller: Watcher, database: DatabaseDep, products: ProductsDep
) -> Response:
    """End that a company lends as an institution."""
    with database.writing() as connection:
        products.institutions.end(connection, person, caller.wallet)
    return Response(status_code=204)


@router.get("/segments")
def list_segments(
    _: Watcher, database: DatabaseDep, products: ProductsDep
) -> list[SegmentResponse]:
    """How many clients are of each age, income and preference, by the newest monthly count."""
    with database.reading() as connection:
        rows = products.segments.newest(connection)
    return [
        SegmentResponse(day=row.day, kind=row.kind, segment=row.segment, clients=row.clients)
        for row in rows
    ]


def keep_photo(
    report: int, content: bytes, caller: Caller, database: Database, products: Products
) -> int:
    """Keep a picture of a visit.

    Args:
        report: The report's number.
        content: The file.
        caller: Who wrote the report.
        database: The node's.
        products: Products.

    Returns:
        The picture's number.

    Raises:
        TallystickError: As `OnsiteReports.add_photo`.
    """
    with database.writing() as connection:
        return products.onsite.add_photo(connection, report, caller.wallet, content)


def _report(report: OnsiteReport) -> OnsiteReportResponse:
    visit = report.visit
    return OnsiteReportResponse(
        report=report.number, visited_on=visit.visited_on, place=visit.place,
        findings=visit.findings, confirmed=visit.confirmed, reported_by=report.reported_by,
        reported_at=report.reported_at, photos=list(report.photos),
    )  # fmt: skip
