"""How servicing goes as a whole: what collection achieves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep
from tallystick_node.api.shapes import Strict
from tallystick_node.auth.rights import Role
from tallystick_node.servicing.effectiveness import conduct, effects

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/servicing",
    tags=["staff: servicing"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Staff = Annotated[Caller, Depends(staff(Role.UNDERWRITER, Role.COMPLIANCE, Role.SERVICER))]


class TierResponse(Strict):
    """What became of the loans that came into a tier; the rate rounds down."""

    tier: int
    """The tier, 1 the mildest."""
    entered: int
    """How many loans came into it."""
    cured: int
    """How many of them caught up."""
    worse: int
    """How many went on to the next tier."""
    cure_ppm: int | None
    """The share that caught up, in ppm, rounded down; null without any."""


class EffectResponse(Strict):
    """What collection achieves and how borrowers are treated."""

    tiers: list[TierResponse]
    """By tier."""
    contacts: int
    """How many contacts there were."""
    complaints: int
    """How many borrowers complained."""
    complaints_per_thousand: int | None
    """Of a thousand contacts; null without any."""
    promises: int
    """How many promises were made."""
    kept: int
    """How many of them were kept."""


@router.get("/effect")
def read_effect(_: Staff, database: DatabaseDep) -> EffectResponse:
    """What collection achieves by tier, and complaints per thousand contacts."""
    with database.reading() as connection:
        tiers, treated = effects(connection), conduct(connection)
    return EffectResponse(
        tiers=[
            TierResponse(
                tier=effect.tier, entered=effect.entered, cured=effect.cured, worse=effect.worse,
                cure_ppm=effect.cure_ppm,
            )
            for effect in tiers
        ],
        contacts=treated.contacts, complaints=treated.complaints,
        complaints_per_thousand=treated.complaints_per_thousand, promises=treated.promises,
        kept=treated.kept,
    )  # fmt: skip
