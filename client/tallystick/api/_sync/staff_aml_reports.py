"""Requests to the node about staff aml reports."""


# Made by scripts/unasync.py from api/_async/staff_aml_reports.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.staff_aml_reports import (
    AmlReportFileResponse,
    AmlReportResponse,
    ReportKind,
)
from tallystick.api.shapes import segment

__all__ = ["StaffAmlReportsApi"]


class StaffAmlReportsApi(Calls):
    """Calls about staff aml reports."""

    def list_aml_reports(self, number: int) -> tuple[AmlReportResponse, ...]:
        """The reports about a case, every version, the oldest first.

        Args:
            number: Its number, as the node returned it.

        Returns:
            The items. Each: A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/staff/aml/cases/{segment(number)}/reports", tuple[AmlReportResponse, ...]
        )

    def draft_aml_report(
        self, number: int, *, fields: dict[str, str], kind: ReportKind
    ) -> AmlReportResponse:
        """Write the next version of a report; every field of the policy has a value.

        Args:
            number: Its number, as the node returned it.
            fields: Values by the policy's names of fields.
            kind: Which report: str or large.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/cases/{segment(number)}/reports",
            AmlReportResponse,
            body={"fields": fields, "kind": kind},
        )

    def open_aml_report(self, number: int) -> AmlReportFileResponse:
        """What a report says; that it was opened is journalled.

        Args:
            number: Its number, as the node returned it.

        Returns:
            What a report says, in the policy's fields and their order.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", f"/v1/staff/aml/reports/{segment(number)}/file", AmlReportFileResponse
        )

    def acknowledge_aml_report(self, number: int, *, receipt: str) -> AmlReportResponse:
        """Write down the authority's receipt of a report.

        Args:
            number: Its number, as the node returned it.
            receipt: What the authority names the report by.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST",
            f"/v1/staff/aml/reports/{segment(number)}/receipt",
            AmlReportResponse,
            body={"receipt": receipt},
        )

    def send_aml_report(self, number: int) -> AmlReportResponse:
        """Write down that a report was sent; not open to whoever wrote it.

        Args:
            number: Its number, as the node returned it.

        Returns:
            A version of a report.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask("POST", f"/v1/staff/aml/reports/{segment(number)}/sent", AmlReportResponse)
