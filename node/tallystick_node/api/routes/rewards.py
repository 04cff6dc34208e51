"""Rewards as clients see them: what they can ask for, what came of it, by what they have come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, GrowthDep
from tallystick_node.api.shapes import Amount, Described, Strict, UtcMoment
from tallystick_node.growth.channels import Origin
from tallystick_node.growth.incentive_rules import (
    IncentiveKind,
    IncentiveReason,
    RewardState,
    public_code,
)
from tallystick_node.growth.reward_book import ASKABLE

if TYPE_CHECKING:
    from sqlalchemy import Row

__all__ = ["LinkText", "OriginRequest", "RewardRequest", "router"]

router = APIRouter(
    prefix="/v1/me", tags=["rewards"], responses=problem_responses(401, 404, 409, 422)
)
LinkText = Annotated[str, Field(max_length=40, pattern="^[A-Za-z0-9._~-]*$")]


class RewardRequest(Strict):
    """For what a reward is asked."""

    kind: IncentiveKind
    """What it is for."""
    coupon: Annotated[str, Field(max_length=16)] = ""
    """The coupon's code; empty for another kind."""


class OriginRequest(Strict):
    """By what somebody has come, as their link said."""

    source: LinkText = ""
    """Where the link stood (utm_source)."""
    medium: LinkText = ""
    """Of what kind it was (utm_medium)."""
    campaign: LinkText = ""
    """What it belonged to (utm_campaign)."""
    channel: LinkText = ""
    """The code of a channel, such as a partner's."""
    invitation: LinkText = ""
    """The code of somebody who has invited them."""


class RewardResponse(Described):
    """A request, and what came of it."""

    reward: int
    """Its number."""
    kind: IncentiveKind
    """What it is for."""
    state: RewardState
    """Where it stands."""
    amount: Amount
    """What is granted, in minor units; 0 before and otherwise."""
    code: str | None
    """Why not, as far as is said: one code for many reasons; null for what waits or is granted."""
    asked_at: UtcMoment
    """Since when."""
    decided_at: UtcMoment | None
    """When it was decided; null before."""
    tx_hash: str | None
    """The treasury's transaction; null before it was paid."""


class MemberResponse(Described):
    """What a client can ask for, and what came of what they have asked for."""

    open: list[IncentiveKind]
    """What can be asked for here and has not been."""
    invitation: str | None
    """Their code for others; null where there are no invitations."""
    points: int
    """For what they have lent; 0 where there are none."""
    level: int
    """What the points reach, from 0."""
    rewards: list[RewardResponse]
    """Their requests, the newest first."""


def _reward(row: Row[Any]) -> RewardResponse:
    reason = None if row.reason is None else IncentiveReason(row.reason)
    return RewardResponse(
        reward=row.id, kind=row.kind, state=row.state, amount=row.amount,
        code=None if reason is None else public_code(reason), asked_at=row.asked_at,
        decided_at=row.decided_at, tx_hash=row.tx_hash,
    )  # fmt: skip


@router.get("/rewards")
def read_rewards(me: Me, database: DatabaseDep, growth: GrowthDep) -> MemberResponse:
    """What can be asked for, and what came of it. Nothing is given where the law forbids it."""
    with database.writing() as connection:
        invitation = growth.rewards.code_of(connection, me)
    with database.reading() as connection:
        rows, member = (
            growth.rewards.of(connection, me),
            growth.rewards.standing(connection, me),
        )
    once = {row.kind for row in rows if row.kind != IncentiveKind.COUPON}
    return MemberResponse(
        open=sorted((growth.desk.terms.allowed & ASKABLE) - once), invitation=invitation,
        points=member.points, level=member.level, rewards=[_reward(row) for row in rows],
    )  # fmt: skip


@router.post("/rewards", status_code=202)
def ask_reward(
    body: RewardRequest, caller: SignedIn, me: Me, database: DatabaseDep, growth: GrowthDep
) -> RewardResponse:
    """Ask for a reward; it is decided within a day, or once what it is for has come about."""
    with database.writing() as connection:
        row = growth.rewards.ask(connection, me, body.kind, body.coupon, caller.wallet)
    return _reward(row)


@router.put("/origin", status_code=204)
def keep_origin(
    body: OriginRequest, caller: SignedIn, me: Me, database: DatabaseDep, growth: GrowthDep
) -> None:
    """Say by what I have come, once, within 7 days of registering."""
    origin = Origin(body.source, body.medium, body.campaign, body.channel)
    with database.writing() as connection:
        growth.channels.keep(connection, me, origin, caller.wallet)
        if body.invitation:
            growth.rewards.invite(connection, me, body.invitation, caller.wallet)
