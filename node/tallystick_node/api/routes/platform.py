"""What platform this is: its chain, contracts, money and rules."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import (
    BusinessDep,
    CustodianDep,
    PlatformDep,
    PolicyDep,
    StandingDep,
)
from tallystick_node.api.shapes import AsOf, Described

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["platform"], responses=problem_responses(422, 503))


class SettlementToken(Described):
    """The settlement token; an amount divided by 10^exponent is in its main unit."""

    token: str
    """The token's address."""
    symbol: str
    """Its symbol."""
    exponent: int
    """How many digits of an amount stand behind the point."""


class PlatformResponse(Described):
    """Where the platform is and by which rules it lives.

    custodian: the address to which tokens go that are withdrawn; null without a custodian.
    """

    chain_id: int
    """The chain's number by EIP-155."""
    contracts: dict[str, str]
    """The contracts' addresses by their names."""
    currency: SettlementToken
    """The settlement token."""
    custodian: str | None
    """The address to which tokens go that are withdrawn; null without a custodian."""
    policy: str
    """The policy pack and its version."""
    utc_offset_seconds: int
    """How far the platform's days are ahead of UTC."""
    business_date: date
    """Today by the platform's days."""
    paused: bool
    """Whether the contracts are paused."""
    winding_down: bool
    """Whether nothing new begins any more."""
    as_of: AsOf
    """The block that this is of."""


class RuleResponse(Described):
    """One figure of the policy pack, in force on the business date."""

    key: str
    """The rule's name."""
    value: str
    """Its figure."""
    unit: str
    """Of the figure."""
    source: str
    """Where it stands in the law, or that it is the platform's own."""
    certainty: str
    """How sure that reading is."""


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
