"""Reports about cases of money laundering: written, sent by a colleague, receipted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.aml.refusals import NoAml
from tallystick_node.aml.report_book import (
    FIELD_CHARACTERS_MAX,
    RECEIPT_CHARACTERS_MAX,
    ReportKind,
)
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.aml import Compliance
from tallystick_node.api.routes.aml_cases import shown_case
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import RowNumber, Strict, UtcMoment

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.service import Aml
    from tallystick_node.api.caller import Caller

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/aml",
    tags=["staff: laundering reports"],
    responses=problem_responses(401, 403, 404, 409, 422),
)
FIELDS_MAX = 100


class AmlReportRequest(Strict):
    """What a report says beyond what the platform knows."""

    kind: ReportKind
    """Which report: str or large."""
    fields: Annotated[
        dict[
            Annotated[str, Field(max_length=40)],
            Annotated[str, Field(max_length=FIELD_CHARACTERS_MAX)],
        ],
        Field(max_length=FIELDS_MAX),
    ]
    """Values by the policy's names of fields."""


class AmlReportResponse(Strict):
    """A version of a report."""

    report: int
    """The report's number."""
    case: int
    """The case it is about."""
    kind: ReportKind
    """Which report."""
    version: int
    """Which version, from 1."""
    sha256: str
    """The hash of its fields."""
    due_on: date
    """By which day it is to be sent."""
    sent_at: UtcMoment | None
    """When it was sent; null before."""
    receipt: str | None
    """What the authority names it by; null before its receipt."""


class AmlReportFileResponse(Strict):
    """What a report says, in the policy's fields and their order."""

    kind: ReportKind
    """Which report."""
    version: int
    """Which version, from 1."""
    fields: dict[str, str]
    """Values by the policy's names of fields."""


class AmlReceiptRequest(Strict):
    """The authority's receipt."""

    receipt: Annotated[str, Field(min_length=1, max_length=RECEIPT_CHARACTERS_MAX)]
    """What the authority names the report by."""


def _report(row: Row[Any]) -> AmlReportResponse:
    return AmlReportResponse(
        report=row.id, case=row.case, kind=ReportKind(row.kind), version=row.version,
        sha256=row.sha256, due_on=row.due_on, sent_at=row.sent_at, receipt=row.receipt,
    )  # fmt: skip


def _shown_report(connection: Connection, aml: Aml, number: int, caller: Caller) -> None:
    row = aml.reports.report(connection, number)
    if aml.desk.is_own(connection, caller.wallet, aml.cases.people(connection, row.case)):
        raise NoAml("AML:REPORT", f"there is no report {number}")


@router.get("/cases/{number}/reports")
def list_aml_reports(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> list[AmlReportResponse]:
    """The reports about a case, every version, the oldest first."""
    with database.reading() as connection:
        shown_case(connection, aml, number, caller)
        return [_report(row) for row in aml.reports.of_case(connection, number)]


@router.post("/cases/{number}/reports", status_code=201)
def draft_aml_report(
    number: RowNumber, body: AmlReportRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlReportResponse:  # fmt: skip
    """Write the next version of a report; every field of the policy has a value."""
    with database.writing() as connection:
        shown_case(connection, aml, number, caller)
        report = aml.reports.draft(connection, number, body.kind, body.fields, caller.wallet)
        return _report(aml.reports.report(connection, report))


@router.post("/reports/{number}/file")
def open_aml_report(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlReportFileResponse:
    """What a report says; that it was opened is journalled."""
    with database.writing() as connection:
        _shown_report(connection, aml, number, caller)
        content = aml.reports.file(connection, number, caller.wallet)
    return AmlReportFileResponse.model_validate_json(content)


@router.post("/reports/{number}/sent")
def send_aml_report(
    number: RowNumber, caller: Compliance, database: DatabaseDep, aml: AmlDep
) -> AmlReportResponse:
    """Write down that a report was sent; not open to whoever wrote it."""
    with database.writing() as connection:
        _shown_report(connection, aml, number, caller)
        aml.reports.send(connection, number, caller.wallet)
        return _report(aml.reports.report(connection, number))


@router.post("/reports/{number}/receipt")
def acknowledge_aml_report(
    number: RowNumber, body: AmlReceiptRequest, caller: Compliance, database: DatabaseDep,
    aml: AmlDep,
) -> AmlReportResponse:  # fmt: skip
    """Write down the authority's receipt of a report."""
    with database.writing() as connection:
        _shown_report(connection, aml, number, caller)
        aml.reports.acknowledge(connection, number, body.receipt, caller.wallet)
        return _report(aml.reports.report(connection, number))
