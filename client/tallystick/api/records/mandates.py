"""Records of the node about mandates."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record, SignedAmount

__all__ = [
    "BackTestResponse",
    "HeldBeyond",
    "LimitReason",
    "LimitsResponse",
    "MandateAllocationResponse",
    "MandateResponse",
    "MandateStanding",
    "MandatesResponse",
    "NoteToSellResponse",
    "NotesToSellResponse",
    "OutlookResponse",
    "PreviewResponse",
    "ProposalResponse",
    "Reason",
    "RiskTaste",
    "SentenceLanguage",
]


class BackTestResponse(Record):
    """What my funds would have come to under the limits, losses and all; it promises nothing."""

    back: Amount
    cash: Amount
    first_day: date
    gain: SignedAmount
    gain_ppm: int | None
    interest: Amount
    last_day: date
    late: Amount
    lent: Amount
    loans: int
    lost: Amount
    money: Amount
    owed: Amount


class HeldBeyond(Record):
    """A borrower of whom I hold more than the proposal would lend."""

    borrower: str
    held: Amount
    most: Amount


class Reason(StrEnum):
    """Why a limit is what it is."""

    LEVEL_BY_CLASS = "level_by_class"
    LEVEL_BY_TASTE = "level_by_taste"
    TERM_BY_GOAL = "term_by_goal"
    CASH_KEPT = "cash_kept"
    PERSON_BY_SHARE = "person_by_share"
    PERSON_BY_LEAST = "person_by_least"
    FEW_BORROWERS = "few_borrowers"
    GROUP_TWICE = "group_twice"
    DAY_SPREAD = "day_spread"
    REVIEW = "review"
    NO_REGION = "no_region"


class LimitReason(Record):
    """Why a limit is what it is."""

    code: Reason
    values: dict[str, str]


class LimitsResponse(Record):
    """What a mandate allows, as it is signed; amounts in minor units."""

    cash_floor: Amount
    day_max: Amount
    days_max: int
    expiry: int
    exposure_max: Amount
    group_max: Amount
    level_max: int
    lifetime_max: Amount
    person_max: Amount
    rate_min_ppm: int
    statement: int
    ticket: Amount


class MandateAllocationResponse(Record):
    """What a round has allocated to a mandate."""

    loan: int
    round: int
    units: Amount


class MandateStanding(StrEnum):
    """Where a mandate stands: `live` lends; the others do not."""

    COMING = "coming"
    REFUSED = "refused"
    LIVE = "live"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


class MandateResponse(Record):
    """A mandate at this node, with what the chain says of it now."""

    allocations: tuple[MandateAllocationResponse, ...]
    code: str | None
    created_at: datetime
    digest: str
    excluded: dict[str, int]
    idle: str | None
    lent: Amount
    lent_today: Amount
    mandate: dict[str, str]
    price_ppm: int | None
    sell_at: int | None
    sentences: dict[str, str]
    signature: str
    standing: MandateStanding
    stop_at: int | None


class MandatesResponse(Record):
    """My mandates."""

    executor: str | None
    items: tuple[MandateResponse, ...]


class NoteToSellResponse(Record):
    """A note that my exit plan would sell."""

    closed: str
    fee: Amount | None
    loan: int
    price: Amount | None
    units: Amount


class NotesToSellResponse(Record):
    """My notes as asks of one price."""

    items: tuple[NoteToSellResponse, ...]
    price_ppm: int


class PreviewResponse(Record):
    """What a mandate would lend now, by the last 90 days: a forecast, not a promise."""

    days: int | None
    excluded: dict[str, int]
    fits: tuple[MandateAllocationResponse, ...]
    fitting: int
    idle: str | None
    listed: int
    money: Amount
    per_day: Amount


class OutlookResponse(Record):
    """What a sentence comes to: its limits, what fits now, and what would have been."""

    limits: LimitsResponse
    past: BackTestResponse
    preview: PreviewResponse
    sentences: dict[str, str]


class ProposalResponse(Record):
    """A proposal; it lends nothing until I sign it as a mandate."""

    borrowers: int
    funds: Amount
    limits: LimitsResponse
    outside: tuple[int, ...]
    over: tuple[HeldBeyond, ...]
    reasons: tuple[LimitReason, ...]
    risk_class: int
    sentences: dict[str, str]


class RiskTaste(StrEnum):
    """How much risk somebody wants within what their class allows."""

    CAREFUL = "careful"
    MIDDLE = "middle"
    BOLD = "bold"


class SentenceLanguage(StrEnum):
    """The languages in which a mandate is a sentence."""

    EN = "en"
    ZH_CN = "zh-CN"
