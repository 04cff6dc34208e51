"""Records of the node about staff risk."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.records.sessions import Role
from tallystick.api.shapes import Amount, Record

__all__ = [
    "ActionHaltResponse",
    "LadderStepResponse",
    "LiquidityLadderResponse",
    "RatingCardResponse",
    "RatingLineResponse",
    "RiskEntryResponse",
    "RiskIncidentResponse",
    "RiskKind",
    "RiskLevel",
    "RiskLimitResponse",
    "RiskMeasureResponse",
    "RiskResponse",
]


class ActionHaltResponse(Record):
    """An action that was asked for abnormally often, or for abnormally much."""

    action: str
    bound: Amount
    halt: int
    halted_at: datetime
    kind: str
    lifted_at: datetime | None
    lifted_by: str | None
    reason: str | None
    value: Amount


class LadderStepResponse(Record):
    """A step of the liquidity ladder."""

    assets: Amount
    claims: Amount
    days: int | None


class LiquidityLadderResponse(Record):
    """What borrowers will pay and what lenders may claim, by when."""

    day: date
    mismatch_ppm: int | None
    steps: tuple[LadderStepResponse, ...]


class RiskLevel(StrEnum):
    """Where a figure stands."""

    UNKNOWN = "unknown"
    WITHIN = "within"
    WARNING = "warning"
    BREACH = "breach"


class RatingLineResponse(Record):
    """A line of the rating card."""

    half_points: int
    level: RiskLevel
    metric: str
    weight: int


class RatingCardResponse(Record):
    """The regulatory rating card."""

    grade: str | None
    half_points: int
    lines: tuple[RatingLineResponse, ...]
    measured: int


class RiskKind(StrEnum):
    """The kinds of risk that a platform answers for."""

    CREDIT = "credit"
    LIQUIDITY = "liquidity"
    MARKET = "market"
    OPERATION = "operation"
    COMPLIANCE = "compliance"
    REPUTATION = "reputation"
    STRATEGY = "strategy"
    TECHNOLOGY = "technology"
    CORRELATION = "correlation"


class RiskResponse(StrEnum):
    """What a breach asks for; the runbook of each stands in docs/reference/risk.md."""

    PAUSE_LENDING = "pause_lending"
    TIGHTEN_UNDERWRITING = "tighten_underwriting"
    STOP_LARGEST = "stop_largest"
    RAISE_RESERVE = "raise_reserve"
    SLOW_GROWTH = "slow_growth"
    LOWER_RATES = "lower_rates"
    REPAIR_JOBS = "repair_jobs"
    REVIEW_HALTS = "review_halts"
    PUBLISH_REPORT = "publish_report"
    LIMIT_GUARANTORS = "limit_guarantors"


class RiskEntryResponse(Record):
    """A risk of the register with its newest figure."""

    breach: int
    kind: RiskKind
    level: RiskLevel
    measured_on: date | None
    metric: str
    owner: Role
    proposes_pause: bool
    response: RiskResponse
    unit: str
    value: int | None
    warning: int


class RiskIncidentResponse(Record):
    """A limit that was breached."""

    bound: int
    cause: str | None
    closed_at: datetime | None
    closed_by: str | None
    incident: int
    lesson: str | None
    metric: str
    opened_on: date
    response: RiskResponse
    value: int


class RiskLimitResponse(Record):
    """A limit of today's policy pack."""

    breach: int
    metric: str
    unit: str
    warning: int


class RiskMeasureResponse(Record):
    """A figure of a day."""

    breach: int
    day: date
    level: RiskLevel
    metric: str
    value: int | None
    warning: int
