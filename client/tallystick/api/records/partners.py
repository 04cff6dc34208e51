"""Records of the node about partners."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime

from tallystick.api.records.partner import ReferralResponse
from tallystick.api.shapes import Record

__all__ = [
    "OwnPartnersResponse",
    "PartnerNameResponse",
    "PartnerTextResponse",
    "PortfolioConsentResponse",
    "ReferralDraftResponse",
]


class PortfolioConsentResponse(Record):
    """What I let a partner read, or did."""

    consent: int
    partner: str
    signed_at: datetime
    wallet: str
    withdrawn_at: datetime | None


class PartnerNameResponse(Record):
    """A partner that may read portfolios of clients who let them."""

    name: str
    partner: str


class OwnPartnersResponse(Record):
    """Partners, and what I let them read."""

    consents: tuple[PortfolioConsentResponse, ...]
    partners: tuple[PartnerNameResponse, ...]


class PartnerTextResponse(Record):
    """What my wallet signs."""

    message: str
    nonce: str


class ReferralDraftResponse(Record):
    """What a partner has handed over for me, before I answer."""

    fields: dict[str, str]
    referral: ReferralResponse
