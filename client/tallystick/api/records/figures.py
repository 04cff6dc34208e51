"""Records of the node about figures."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record, SignedAmount

__all__ = [
    "ExitPlanResponse",
    "ExitPlansResponse",
    "ExitState",
    "InvestorFiguresResponse",
    "MonthFigures",
    "MonthForecast",
    "RollRate",
    "SpreadFigures",
    "SpreadPart",
]


class ExitState(StrEnum):
    """Where a plan stands; the last two are final."""

    WAITING = "waiting"
    READY = "ready"
    OFFERED = "offered"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ExitPlanResponse(Record):
    """A plan, and how it stands."""

    asked: int | None
    ended_at: datetime | None
    exit: int
    mandates: int | None
    notes: int | None
    planned_at: datetime
    price_ppm: int | None
    sell_on: date | None
    state: ExitState
    stop_on: date


class ExitPlansResponse(Record):
    """My plans."""

    items: tuple[ExitPlanResponse, ...]


class SpreadPart(Record):
    """A part of what is outstanding."""

    name: str
    outstanding: Amount


class SpreadFigures(Record):
    """Over what the notes are spread."""

    herfindahl_ppm: int
    parts: tuple[SpreadPart, ...]


class MonthForecast(Record):
    """A month to come."""

    expected: Amount
    interest: Amount
    month: str
    principal: Amount
    reinvested: Amount


class MonthFigures(Record):
    """A month of the platform's calendar."""

    fees: Amount
    interest: Amount
    lost: Amount
    month: str
    recovered: Amount
    resale: SignedAmount
    weighed: Amount


class RollRate(Record):
    """How loans so late end."""

    from_days: int
    loss_ppm: int
    moves: int
    own: bool


class InvestorFiguresResponse(Record):
    """Everything since the first note; what is foretold is no promise."""

    adjusted_nar_ppm: int | None
    by_borrower: SpreadFigures
    by_group: SpreadFigures
    by_industry: SpreadFigures
    by_level: SpreadFigures
    by_region: SpreadFigures
    by_term: SpreadFigures
    cash: Amount
    cash_share_ppm: int
    earned: SignedAmount
    expected_loss: Amount
    fees: Amount
    forecast: tuple[MonthForecast, ...]
    half_back: str | None
    lgd_ppm: int
    lost: Amount
    months: tuple[MonthFigures, ...]
    nar_ppm: int | None
    outstanding: Amount
    promised: Amount
    promised_ppm: int | None
    recovered: Amount
    resale: SignedAmount
    roll_rates: tuple[RollRate, ...]
    waiting: SignedAmount
