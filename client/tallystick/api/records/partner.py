"""Records of the node about partner."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "NewPartnerKeyResponse",
    "NewReferralResponse",
    "PartnerClientPage",
    "PartnerClientResponse",
    "PartnerKeyResponse",
    "PartnerKeyState",
    "PartnerNoteResponse",
    "PartnerPortfolioResponse",
    "PartnerScope",
    "ReferralResponse",
    "ReferralState",
]


class PartnerScope(StrEnum):
    """What a partner's key opens."""

    MARKET_READ = "market:read"
    QUOTE = "quote"
    APPLICATIONS_REFER = "applications:refer"
    PORTFOLIO_READ = "portfolio:read"


class PartnerKeyState(StrEnum):
    """Whether a key opens anything."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class PartnerKeyResponse(Record):
    """A partner's key without what opens."""

    confirmed_by: str | None
    expires_at: datetime
    key: int
    name: str
    networks: tuple[str, ...]
    partner: str
    proposed_at: datetime
    proposed_by: str
    rate: int
    scopes: tuple[PartnerScope, ...]
    state: PartnerKeyState


class NewPartnerKeyResponse(Record):
    """A key with its secret."""

    entry: PartnerKeyResponse
    secret: str


class ReferralState(StrEnum):
    """What became of what a partner has handed over."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"


class ReferralResponse(Record):
    """What a partner has handed over, without its words."""

    expires_at: datetime
    partner: str
    reference: str
    referral: int
    referred_at: datetime
    settled_at: datetime | None
    state: ReferralState


class NewReferralResponse(Record):
    """A referral, with the code that the client needs."""

    code: str
    entry: ReferralResponse


class PartnerClientResponse(Record):
    """A client who lets the partner read."""

    client: str
    signed_at: datetime


class PartnerClientPage(Record):
    """Clients, the longest standing first."""

    items: tuple[PartnerClientResponse, ...]
    next: str | None


class PartnerNoteResponse(Record):
    """A note that the client holds."""

    loan: int
    outstanding: Amount
    overdue: int
    status: str
    units: Amount


class PartnerPortfolioResponse(Record):
    """What the client's wallet holds; amounts in minor units."""

    balance: Amount
    client: str
    notes: tuple[PartnerNoteResponse, ...]
    value: Amount
