"""Records of the node about staff growth."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.records.rewards import IncentiveKind, RewardState
from tallystick.api.shapes import Amount, Record

__all__ = [
    "ActivityResponse",
    "ArmResponse",
    "ChannelKind",
    "ChannelResponse",
    "CohortResponse",
    "CouponResponse",
    "ExperimentResponse",
    "FunnelResponse",
    "GrowthReportResponse",
    "IncentiveReason",
    "JourneyStep",
    "StaffRewardResponse",
]


class ActivityResponse(Record):
    """How the last 30 days were."""

    active: int
    acts: dict[str, int]
    answered_in_time_ppm: int | None
    clients: int
    decision_seconds_p95: int | None
    decisions: int
    net_promoter_score: int | None


class ArmResponse(Record):
    """An arm of an experiment."""

    arm: int
    clients: int
    reached: int


class ChannelKind(StrEnum):
    """What a channel is."""

    SEARCH = "search"
    SOCIAL = "social"
    CONTENT = "content"
    MAIL = "mail"
    PARTNER = "partner"
    OFFLINE = "offline"


class ChannelResponse(Record):
    """A channel as it was set up."""

    code: str
    ended_at: datetime | None
    kind: ChannelKind
    name: str


class CohortResponse(Record):
    """A month's clients."""

    borrowing_value: Amount
    clients: int
    lending_value: Amount
    month: str
    subsidy: Amount
    subsidy_ppm: int | None


class CouponResponse(Record):
    """A coupon as it was issued."""

    amount: Amount
    code: str
    until: date
    uses_max: int


class JourneyStep(StrEnum):
    """Steps of a lender and of a borrower, in their order."""

    REGISTERED = "registered"
    ENROLLED = "enrolled"
    DEPOSITED = "deposited"
    LENT = "lent"
    LENT_AGAIN = "lent_again"
    BORROWED = "borrowed"


class ExperimentResponse(Record):
    """What an experiment has come to."""

    arms: tuple[ArmResponse, ...]
    code: str
    goal: JourneyStep
    p_ppm: int | None


class FunnelResponse(Record):
    """How far those have come who came by a source."""

    reached: dict[str, int]
    source: str


class GrowthReportResponse(Record):
    """Funnels, cohorts and experiments."""

    cohorts: tuple[CohortResponse, ...]
    experiments: tuple[ExperimentResponse, ...]
    funnels: tuple[FunnelResponse, ...]


class IncentiveReason(StrEnum):
    """Why a request was decided as it was, for staff."""

    IN_ORDER = "in_order"
    NOT_YET = "not_yet"
    OFF = "off"
    HAD = "had"
    SHARED = "shared"
    SELF_REFERRAL = "self_referral"
    WASH = "wash"
    RISK_LEVEL = "risk_level"
    COUPON = "coupon"
    CAP = "cap"
    BUDGET = "budget"
    LAPSED = "lapsed"


class StaffRewardResponse(Record):
    """A request with its reason, which its client does not read."""

    amount: Amount
    asked_at: datetime
    decided_at: datetime | None
    kind: IncentiveKind
    person: str
    reason: IncentiveReason | None
    reward: int
    state: RewardState
    tx_hash: str | None
