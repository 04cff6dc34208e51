"""Records of the node about partners."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from tallystick.api.records.partner import ReferralResponse
from tallystick.api.shapes import Record

__all__ = [
    "DeliveryResponse",
    "DeliveryState",
    "EndpointResponse",
    "EndpointSecretResponse",
    "EndpointState",
    "HookEvent",
    "NewEndpointResponse",
    "OwnPartnersResponse",
    "PartnerNameResponse",
    "PartnerTextResponse",
    "PortfolioConsentResponse",
    "ReferralDraftResponse",
]


class HookEvent(StrEnum):
    """What an endpoint may hear of."""

    PAYMENT_RECEIVED = "payment.received"
    LOAN_FUNDED = "loan.funded"
    INSTALMENT_DUE = "instalment.due"
    NOTE_SOLD = "note.sold"
    APPLICATION_STATE = "application.state"
    ENDPOINT_TEST = "endpoint.test"


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class DeliveryResponse(Record):
    """What was sent to an endpoint, or is to be."""

    code: str | None
    content: dict[str, Any]
    created_at: datetime
    delivery: int
    event: HookEvent
    settled_at: datetime | None
    state: DeliveryState
    tries: int


class EndpointState(StrEnum):
    """Whether anything is sent."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class EndpointResponse(Record):
    """An endpoint without its secret."""

    created_at: datetime
    endpoint: int
    events: tuple[HookEvent, ...]
    failures: int
    state: EndpointState
    url: str


class EndpointSecretResponse(Record):
    """A new secret."""

    secret: str


class NewEndpointResponse(Record):
    """An endpoint with its secret."""

    entry: EndpointResponse
    secret: str


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
