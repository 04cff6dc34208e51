"""Records of the node about staff products."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.records.products import ArtefactResponse
from tallystick.api.shapes import Amount, Record

__all__ = [
    "CaseArtefactsResponse",
    "CreatedPhoto",
    "CreatedReport",
    "InstitutionResponse",
    "OnsiteReportResponse",
    "SegmentResponse",
]


class OnsiteReportResponse(Record):
    """A report of a visit."""

    confirmed: bool
    findings: str
    photos: tuple[int, ...]
    place: str
    report: int
    reported_at: datetime
    reported_by: str
    visited_on: date


class CaseArtefactsResponse(Record):
    """What an application's product asks for, with the reports of visits."""

    artefacts: tuple[ArtefactResponse, ...]
    product: str
    reports: tuple[OnsiteReportResponse, ...]


class CreatedPhoto(Record):
    """A picture that is kept."""

    photo: int


class CreatedReport(Record):
    """A report that is kept."""

    report: int


class InstitutionResponse(Record):
    """An institution, or what is proposed."""

    confirmed_at: datetime | None
    lend_max: Amount
    person: str
    proposed_at: datetime
    proposed_by: str


class SegmentResponse(Record):
    """How many clients are of a segment."""

    clients: int | None
    day: date
    kind: str
    segment: str
