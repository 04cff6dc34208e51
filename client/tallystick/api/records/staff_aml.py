"""Records of the node about staff aml."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "AlertState",
    "AmlAlertPage",
    "AmlAlertResponse",
    "AmlBackTestResponse",
    "AmlFlowResponse",
    "AmlGraphResponse",
    "AmlOverviewResponse",
    "AmlRuleResponse",
    "AmlSimilarResponse",
    "AmlSnoozeResponse",
    "FlowKind",
    "RuleState",
]


class AlertState(StrEnum):
    """Where an alert stands: nobody has looked, its person is left alone, it is in a case."""

    OPEN = "open"
    SNOOZED = "snoozed"
    IN_CASE = "in_case"


class AmlAlertResponse(Record):
    """What a rule has seen of one day."""

    alert: int
    amount: Amount
    case: int | None
    day: date
    due_on: date
    facts: dict[str, str | int]
    flows: tuple[str, ...]
    people: tuple[str, ...]
    rule: str
    score: int
    since: datetime
    state: AlertState
    subject: str
    until: datetime
    version: int


class AmlAlertPage(Record):
    """Alerts, the newest first."""

    items: tuple[AmlAlertResponse, ...]
    next: str | None


class AmlBackTestResponse(Record):
    """What a rule would have seen."""

    alerts: int
    back_test: int
    by_month: dict[str, int]
    flows: int
    rule: str
    subjects: int
    version: int


class FlowKind(StrEnum):
    """What money moved for."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    LENDING = "lending"
    DRAW = "draw"
    REPAYMENT = "repayment"
    CLAIM = "claim"
    SALE = "sale"


class AmlFlowResponse(Record):
    """Money that moved once."""

    amount: Amount
    at: datetime
    cash: bool
    country: str
    destination: str
    id: str
    kind: FlowKind
    loan: int | None
    source: str


class AmlGraphResponse(Record):
    """The flows around the people of an alert."""

    flows: tuple[AmlFlowResponse, ...]
    nodes: dict[str, int]


class AmlOverviewResponse(Record):
    """How the watch stands."""

    ages: dict[str, int]
    flows: int
    last_day: date | None
    late_cases: tuple[int, ...]
    looked_at: datetime | None


class RuleState(StrEnum):
    """What a rule's hits come to: nothing, a count, an alert."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


class AmlRuleResponse(Record):
    """Where a rule stands."""

    back_tested_on: date | None
    proposed: RuleState | None
    rule: str
    sentence: str
    shadow_days: int
    state: RuleState
    version: int


class AmlSimilarResponse(Record):
    """A closed case with an alert of the same rule."""

    amount: Amount
    case: int
    outcome: str
    score: int


class AmlSnoozeResponse(Record):
    """The snooze's number."""

    snooze: int
