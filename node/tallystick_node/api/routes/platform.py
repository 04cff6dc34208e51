"""What platform this is: its chain, contracts, money and rules."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import (
    BusinessDep,
    CustodianDep,
    PlatformDep,
    PolicyDep,
    StandingDep,
)
from tallystick_node.api.shapes import AsOf

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["platform"], responses=problem_responses(422, 503))


class SettlementToken(BaseModel):
    """The settlement token; an amount divided by 10^exponent is in its main unit."""

    token: str
    symbol: str
    exponent: int


class PlatformResponse(BaseModel):
    """Where the platform is and by which rules it lives.

    custodian: the address to which tokens go that are withdrawn; null without a custodian.
    """

    chain_id: int
    contracts: dict[str, str]
    currency: SettlementToken
    custodian: str | None
    policy: str
    utc_offset_seconds: int
    business_date: date
    paused: bool
    winding_down: bool
    as_of: AsOf


class RuleResponse(BaseModel):
    """One figure of the policy pack, in force on the business date."""

    key: str
    value: str
    unit: str
    source: str
    certainty: str


@router.get("/platform")
def read_platform(
    platform: PlatformDep,
    policy: PolicyDep,
    standing: StandingDep,
    business: BusinessDep,
    custodian: CustodianDep,
) -> PlatformResponse:
    """The chain, the contracts, the currency and the state of the platform."""
    now = standing.read()
    return PlatformResponse(
        chain_id=platform.deployment.chain_id,
        contracts=platform.deployment.addresses(),
        currency=SettlementToken(
            token=platform.deployment.token,
            symbol=now.symbol,
            exponent=now.exponent,
        ),
        custodian=custodian,
        policy=policy,
        utc_offset_seconds=platform.deployment.roles.utc_offset_seconds,
        business_date=business.today(),
        paused=now.paused,
        winding_down=now.winding_down,
        as_of=AsOf.of(now.of),
    )
