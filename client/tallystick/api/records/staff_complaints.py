"""Records of the node about staff complaints."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.records.complaints import (
    ComplaintChannel,
    ComplaintIssue,
    ComplaintProduct,
    ComplaintState,
    DisputeRung,
    Milestone,
    SubIssue,
)
from tallystick.api.shapes import Amount, Record

__all__ = [
    "ComplaintFiguresResponse",
    "ComplaintPage",
    "DueComplaintResponse",
    "StaffComplaintResponse",
]


class ComplaintFiguresResponse(Record):
    """Figures of the complaints that were received in a period; rates round down."""

    answered: int
    by_cause: dict[str, int]
    by_issue: dict[str, int]
    by_loan: dict[str, int]
    by_product: dict[str, int]
    by_state: dict[str, int]
    contacts: int
    disputed: int
    due_soon: int
    filed: int
    in_time: int
    loans: int
    open: int
    overdue: int
    per_thousand_contacts: int | None
    per_thousand_loans: int | None
    redress: Amount


class StaffComplaintResponse(Record):
    """A complaint as staff see it."""

    answered_at: datetime | None
    assignee: str | None
    channel: ComplaintChannel
    commitment: str
    complaint: int
    contact: str | None
    final_by: datetime
    happened: str | None
    held_until: date | None
    issue: ComplaintIssue
    limit_by: datetime | None
    loan: int | None
    next_by: datetime | None
    next_step: Milestone | None
    ombudsman_until: date | None
    outcome: ComplaintState | None
    pack: str
    person: str | None
    product: ComplaintProduct
    proposed: ComplaintState | None
    proposed_by: str | None
    proposed_redress: Amount | None
    proposed_words: str | None
    received_on: date
    recorded_at: datetime
    recorded_by: str
    redress: Amount
    redress_missing: Amount
    root_cause: str | None
    rung: DisputeRung
    settle_by: datetime
    state: ComplaintState
    sub_issue: SubIssue
    turn: int
    vulnerable: bool
    wanted: str | None


class ComplaintPage(Record):
    """Complaints, the newest first."""

    items: tuple[StaffComplaintResponse, ...]
    next: str | None


class DueComplaintResponse(Record):
    """What is due next of a complaint that is not answered."""

    complaint: int
    next_by: datetime
    next_step: Milestone
    overdue: bool
