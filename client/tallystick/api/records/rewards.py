"""Records of the node about rewards."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = ["IncentiveKind", "MemberResponse", "RewardResponse", "RewardState"]


class IncentiveKind(StrEnum):
    """For what a reward is given."""

    REGISTRATION = "registration"
    REFERRAL = "referral"
    INVITED = "invited"
    FIRST_INVESTMENT = "first_investment"
    COUPON = "coupon"


class RewardState(StrEnum):
    """Where a request for a reward stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"


class RewardResponse(Record):
    """A request, and what came of it."""

    amount: Amount
    asked_at: datetime
    code: str | None
    decided_at: datetime | None
    kind: IncentiveKind
    reward: int
    state: RewardState
    tx_hash: str | None


class MemberResponse(Record):
    """What a client can ask for, and what came of what they have asked for."""

    invitation: str | None
    level: int
    open: tuple[IncentiveKind, ...]
    points: int
    rewards: tuple[RewardResponse, ...]
