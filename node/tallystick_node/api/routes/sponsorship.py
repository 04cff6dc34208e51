"""Who pays gas: a person asks the node for the cost of their first transactions."""

from __future__ import annotations

from fastapi import APIRouter

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import DatabaseDep, SponsorshipDep
from tallystick_node.api.shapes import Amount, Strict
from tallystick_node.infrastructure.transactions.outgoing import Send, SendState

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/me/sponsorship",
    tags=["sponsorship"],
    responses=problem_responses(401, 404, 409, 422),
)


class SponsorshipResponse(Strict):
    """The transfer of wei of the chain's own coin to the wallet, and where it stands."""

    wallet: str
    """The wallet's checksummed address."""
    wei: Amount
    """How much, in wei."""
    state: SendState
    """Where it stands."""
    tx_hash: str | None
    """The transaction's hash; null before it is sent."""


@router.post("", status_code=201)
def ask_sponsorship(
    caller: SignedIn, me: Me, database: DatabaseDep, sponsorship: SponsorshipDep
) -> SponsorshipResponse:
    """Get some of the chain's coin for the signed-in wallet: once, from level 1 on."""
    with database.writing() as connection:
        sponsorship.grant(connection, me, caller.wallet)
    return _response(sponsorship.find(me))


@router.get("")
def read_sponsorship(me: Me, sponsorship: SponsorshipDep) -> SponsorshipResponse:
    """The state of the transfer."""
    return _response(sponsorship.find(me))


def _response(send: Send | None) -> SponsorshipResponse:
    if send is None:
        raise NotHere("SPONSORSHIP:NONE", "this person has not asked for gas yet")
    return SponsorshipResponse(
        wallet=send.to, wei=send.value, state=send.state, tx_hash=send.tx_hash
    )
