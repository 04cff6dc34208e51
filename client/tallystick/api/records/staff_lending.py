"""Records of the node about staff lending."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from tallystick.api.records.applications import ApplicationState
from tallystick.api.shapes import Amount, Record

__all__ = [
    "ActResponse",
    "AppealResponse",
    "CaseResponse",
    "Cause",
    "FindingResponse",
    "LendingDecisionResponse",
    "Override",
    "ReviewVerdict",
    "WaitingResponse",
]


class ActResponse(Record):
    """Something that was done with a case."""

    act: str
    at: datetime
    by: str
    reason: str | None


class Cause(StrEnum):
    """Why somebody is on the list."""

    DEFAULT = "default"
    FRAUD = "fraud"
    FALSE_DOCUMENTS = "false_documents"


class AppealResponse(Record):
    """An appeal that waits."""

    cause: Cause
    entry: int
    loan: int | None
    person: str
    since: datetime
    text: str


class FindingResponse(Record):
    """The finding of a stage."""

    facts: dict[str, int | str | tuple[str, ...]]
    outcome: str
    reasons: tuple[str, ...]
    stage: str


class CaseResponse(Record):
    """A case with everything that a decision rests on."""

    application: str
    findings: tuple[FindingResponse, ...]
    history: tuple[ActResponse, ...]
    model: str | None
    order: dict[str, Any]
    policy: str | None
    rules: str | None
    state: ApplicationState


class LendingDecisionResponse(Record):
    """Where the application stands; `referred` until a second member of staff agrees."""

    state: ApplicationState


class Override(StrEnum):
    """Why staff decide as they do; there are no others."""

    VERIFIED_BY_CALL = "verified_by_call"
    VERIFIED_BY_DOCUMENT = "verified_by_document"
    EXPLAINED_BY_APPLICANT = "explained_by_applicant"
    COMPENSATING_STRENGTH = "compensating_strength"
    COULD_NOT_BE_VERIFIED = "could_not_be_verified"
    RISK_BEYOND_THE_POLICY = "risk_beyond_the_policy"
    SUSPICION_CONFIRMED = "suspicion_confirmed"
    PURPOSE_NOT_ACCEPTABLE = "purpose_not_acceptable"


class ReviewVerdict(StrEnum):
    """What staff may decide."""

    APPROVE = "approve"
    REFUSE = "refuse"


class WaitingResponse(Record):
    """A case that waits: why, since when, who has claimed it, and what a colleague has proposed."""

    amount: Amount
    application: str
    claimed_by: str | None
    claimed_until: datetime | None
    grade: str | None
    months: int
    opened_at: datetime
    proposed: ReviewVerdict | None
    proposed_by: str | None
    reasons: tuple[str, ...]
    score: int | None
