"""Records of the node about regulator alerts."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.records.staff_aml import AlertState
from tallystick.api.shapes import Amount, Record

__all__ = ["AlertsFeed", "AmlAlertFeedRow", "RiskAlertResponse"]


class AmlAlertFeedRow(Record):
    """What a rule against money laundering found; it names nobody."""

    alert: int
    amount: Amount
    day: date
    people: int
    rule: str
    score: int
    since: datetime
    state: AlertState
    until: datetime
    version: int


class RiskAlertResponse(Record):
    """A limit of risk that was breached."""

    bound: int
    closed: bool
    incident: int
    metric: str
    opened_on: date
    response: str
    value: int


class AlertsFeed(Record):
    """Alerts in the order in which they were raised, each once, as it stands now."""

    aml: tuple[AmlAlertFeedRow, ...]
    next: str | None
    risk: tuple[RiskAlertResponse, ...]
    watermark: str | None
