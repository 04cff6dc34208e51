"""A mandate proposed for my goal: never above my class, each limit with its reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tallystick.matching.proposal import MONTHS_MAX, Goal, Reason, RiskTaste
from tallystick.matching.words import NO_LIMIT, limits_of_words
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.mandate_shapes import LimitsResponse
from tallystick_node.api.routes.mandates import ground_of, sentences_of
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.api.shapes import Amount, Strict

__all__ = ["ProposalResponse", "router"]

router = APIRouter(
    prefix="/v1/me/mandate-proposal", tags=["mandates"], responses=problem_responses(401, 422, 503)
)


class LimitReason(Strict):
    """Why a limit is what it is."""

    code: Reason
    """Which reason."""
    values: dict[str, str]
    """Its figures: minor units, ppm, days, counts."""


class HeldBeyond(Strict):
    """A borrower of whom I hold more than the proposal would lend."""

    borrower: str
    """The wallet."""
    held: Amount
    """Outstanding, in minor units."""
    most: Amount
    """What the proposal would lend."""


class ProposalResponse(Strict):
    """A proposal; it lends nothing until I sign it as a mandate."""

    risk_class: int
    """My class, above which nothing is proposed."""
    funds: Amount
    """What I have here, free and lent, in minor units."""
    limits: LimitsResponse
    """The limits, as a mandate signs them."""
    sentences: dict[str, str]
    """The mandate as a sentence, by language."""
    borrowers: int
    """Over how many borrowers the money is spread, at the least."""
    reasons: list[LimitReason]
    """Why each limit is what it is."""
    over: list[HeldBeyond]
    """Of whom I hold more than that: what selling would bring down."""
    outside: list[int]
    """Loans of mine above the proposal's level."""


@router.get("")
def propose_to_me(
    caller: SignedIn,
    matching: MatchingDep,
    platform: PlatformDep,
    *,
    months: Annotated[int, Query(ge=1, le=MONTHS_MAX, description="How long it can be away.")],
    taste: Annotated[RiskTaste, Query(description="careful, middle or bold.")] = RiskTaste.CAREFUL,
    keep: Annotated[
        int, Query(ge=0, le=NO_LIMIT, description="Cash to keep free, in minor units.")
    ] = 0,
) -> ProposalResponse:
    """Propose a mandate for my goal. It is no promise of a return, and nothing is kept of it."""
    seen = matching.outlook.propose(caller.wallet, Goal(months, taste, keep))
    limits = limits_of_words(seen.proposal.words, seen.funds)
    return ProposalResponse(
        risk_class=seen.risk_class, funds=seen.funds, limits=LimitsResponse.of(limits),
        sentences=sentences_of(limits, ground_of(platform)), borrowers=seen.proposal.borrowers,
        reasons=[
            LimitReason(
                code=reason.code, values={name: str(of) for name, of in reason.values.items()}
            )
            for reason in seen.proposal.reasons
        ],
        over=[HeldBeyond(borrower=of.name, held=of.held, most=of.most) for of in seen.over],
        outside=list(seen.outside),
    )  # fmt: skip
