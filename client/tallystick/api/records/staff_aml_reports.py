"""Records of the node about staff aml reports."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = ["AmlReportFileResponse", "AmlReportResponse", "ReportKind"]


class ReportKind(StrEnum):
    """What is reported: a suspicion, or a large transaction."""

    STR = "str"
    LARGE = "large"


class AmlReportFileResponse(Record):
    """What a report says, in the policy's fields and their order."""

    fields: dict[str, str]
    kind: ReportKind
    version: int


class AmlReportResponse(Record):
    """A version of a report."""

    case: int
    due_on: date
    kind: ReportKind
    receipt: str | None
    report: int
    sent_at: datetime | None
    sha256: str
    version: int
