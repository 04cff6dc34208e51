"""Offers that a second underwriter signs, with their own key, in their own wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, PlatformDep, UnderwritingDep
from tallystick_node.api.shapes import Amount, Limit, Strict, UtcMoment
from tallystick_node.auth.rights import Role

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.underwriting.service import Underwriting

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/offers",
    tags=["staff: lending"],
    responses=problem_responses(401, 403, 409, 422),
)

Underwriter = Annotated[Caller, Depends(staff(Role.UNDERWRITER))]
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The application's identifier.")]
# What the platform's contracts take of a key, or of a wallet that is a contract.
OfferSignature = Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2})+$", max_length=2 + 2 * 1_024)]


class WaitingOfferResponse(Strict):
    """An offer that one underwriter has signed, and that is listed only with a second signature."""

    application: str
    """The application's identifier; the case tells the rest of it."""
    principal: Amount
    """What is lent, in minor units."""
    signed_by: str
    """The underwriter who signed first."""
    signed_at: UtcMoment
    """When."""
    expires_at: UtcMoment
    """The last moment at which it may be listed."""
    message: dict[str, Any]
    """The whole EIP-712 message, as wallets sign it: domain, types and values."""


class CountersignatureRequest(Strict):
    """A signature of the message by the wallet that is signed in."""

    signature: OfferSignature
    """In hex: 64 or 65 bytes, or what a wallet that is a contract takes."""


@router.get("")
def list_waiting_offers(
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    platform: PlatformDep,
    limit: Limit = 50,
) -> list[WaitingOfferResponse]:
    """The offers that wait for a second signature, the oldest first; none of the caller's own."""
    with database.reading() as connection:
        rows = underwriting.countersigning.waiting(connection, caller.wallet, limit)
    return [_waiting(underwriting, platform, row) for row in rows]


@router.post("/{number}/signature", status_code=204, responses=problem_responses(404))
def sign_offer(
    number: Number,
    body: CountersignatureRequest,
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Sign an offer as the second underwriter, who is another person than the first one."""
    with database.writing() as connection:
        underwriting.countersigning.sign(connection, number, caller.wallet, body.signature)
    return Response(status_code=204)


def _waiting(underwriting: Underwriting, platform: Platform, row: Row[Any]) -> WaitingOfferResponse:
    offer = underwriting.offers.of_row(row).offer
    message = offer.typed(platform)
    message["message"] = offer.document()
    message["domain"] |= {"chainId": str(platform.chain_id)}
    return WaitingOfferResponse(
        application=row.application, principal=offer.principal, signed_by=row.signed_by,
        signed_at=row.signed_at, expires_at=row.expires_at, message=message,
    )  # fmt: skip
