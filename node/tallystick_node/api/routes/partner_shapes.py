"""Shapes of what has to do with partners, for staff, for partners and for clients."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from tallystick_node.api.shapes import Described, UtcMoment
from tallystick_node.partners.key_book import PartnerKey
from tallystick_node.partners.referrals import Referral
from tallystick_node.partners.rules import PartnerKeyState, PartnerScope, ReferralState

__all__ = ["NewPartnerKeyResponse", "PartnerCode", "PartnerKeyResponse", "ReferralResponse"]

PartnerCode = Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{2,15}$")]


class PartnerKeyResponse(Described):
    """A partner's key without what opens."""

    key: int
    """The key's number."""
    partner: str
    """The partner's code; several keys may have it."""
    name: str
    """The partner's name."""
    state: PartnerKeyState
    """Whether it opens anything."""
    scopes: list[PartnerScope]
    """What it opens."""
    networks: list[str]
    """From where."""
    rate: int
    """Requests a minute at most."""
    proposed_by: str
    """Who has proposed it."""
    proposed_at: UtcMoment
    """When."""
    confirmed_by: str | None
    """Who has confirmed it; null before."""
    expires_at: UtcMoment
    """When it ends."""

    @classmethod
    def of(cls, key: PartnerKey, now: datetime) -> PartnerKeyResponse:
        """Return a key as it is answered.

        Args:
            key: As it is kept.
            now: This moment.

        Returns:
            The answer.
        """
        return cls(
            key=key.number, partner=key.partner, name=key.name, state=key.state(now),
            scopes=list(key.scopes), networks=list(key.networks), rate=key.rate,
            proposed_by=key.proposed_by, proposed_at=key.proposed_at,
            confirmed_by=key.confirmed_by, expires_at=key.expires_at,
        )  # fmt: skip


class NewPartnerKeyResponse(Described):
    """A key with its secret."""

    secret: str
    """What the partner sends as a bearer token; it is shown this once."""
    entry: PartnerKeyResponse
    """The key without it."""


class ReferralResponse(Described):
    """What a partner has handed over, without its words."""

    referral: int
    """Its number."""
    partner: str
    """The partner's code."""
    reference: str
    """The partner's own."""
    state: ReferralState
    """What became of it."""
    referred_at: UtcMoment
    """Since when."""
    expires_at: UtcMoment
    """Until when the client may answer."""
    settled_at: UtcMoment | None
    """When they have, or the time was over; null before."""

    @classmethod
    def of(cls, referral: Referral) -> ReferralResponse:
        """Return a referral as it is answered.

        Args:
            referral: As it is kept.

        Returns:
            The answer.
        """
        return cls(
            referral=referral.number, partner=referral.partner, reference=referral.reference,
            state=referral.state, referred_at=referral.referred_at,
            expires_at=referral.expires_at, settled_at=referral.settled_at,
        )  # fmt: skip
