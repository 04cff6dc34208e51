"""Keys of partners: proposed by compliance, confirmed by another person, ended at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from tallystick_node.api.caller import Caller, require_two_factors, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.partner_shapes import (
    NewPartnerKeyResponse,
    PartnerCode,
    PartnerKeyResponse,
)
from tallystick_node.api.services import AuthDep, DatabaseDep, PartnersDep
from tallystick_node.api.shapes import Day, RowNumber, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.partners.rules import RATE_MAX, PartnerScope
from tallystick_node.supervision.rules import NAME_CHARACTERS_MAX, NETWORKS_MAX

__all__ = ["PARTNER_STAFF", "PartnerKeyRequest", "router"]

router = APIRouter(
    prefix="/v1/staff/partners/keys",
    tags=["staff: partners"],
    responses=problem_responses(401, 403, 404, 409, 422),
)
PARTNER_STAFF = (Role.COMPLIANCE, Role.COUNCIL)
PartnerStaff = Annotated[Caller, Depends(staff(*PARTNER_STAFF))]


class PartnerKeyRequest(Strict):
    """A key for a partner."""

    partner: PartnerCode
    """The partner's code, such as BANK01; clients' consents are for it."""
    name: Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS_MAX)]
    """Their name, which clients read."""
    scopes: Annotated[list[PartnerScope], Field(min_length=1, max_length=len(PartnerScope))]
    """What it opens."""
    networks: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]],
        Field(min_length=1, max_length=NETWORKS_MAX),
    ]
    """From where, as 192.0.2.0/24 or 2001:db8::/32."""
    rate: Annotated[int, Field(ge=1, le=RATE_MAX)] = 60
    """Requests a minute at most."""
    expires_on: Day
    """Its last day, at most 730 days away."""


@router.get("")
def list_partner_keys(
    _: PartnerStaff, database: DatabaseDep, partners: PartnersDep
) -> list[PartnerKeyResponse]:
    """Every partner's key, the newest first, ended ones included."""
    with database.reading() as connection:
        every = partners.keys.all(connection)
    return [PartnerKeyResponse.of(key, partners.desk.now) for key in every]


@router.post("", status_code=201)
def propose_partner_key(
    body: PartnerKeyRequest, caller: PartnerStaff, auth: AuthDep, database: DatabaseDep,
    partners: PartnersDep,
) -> PartnerKeyResponse:  # fmt: skip
    """Propose a key, with two factors; it opens nothing before another person confirms it."""
    require_two_factors(caller, auth)
    with database.writing() as connection:
        key = partners.keys.propose(
            connection, partner=body.partner, name=body.name, scopes=body.scopes,
            networks=body.networks, rate=body.rate, expires_on=body.expires_on, by=caller.wallet,
        )  # fmt: skip
    return PartnerKeyResponse.of(key, partners.desk.now)


@router.post("/{number}/confirmation")
def confirm_partner_key(
    number: RowNumber, caller: PartnerStaff, auth: AuthDep, database: DatabaseDep,
    partners: PartnersDep,
) -> NewPartnerKeyResponse:  # fmt: skip
    """Confirm a key that another person has proposed; the secret is shown this once."""
    require_two_factors(caller, auth)
    with database.writing() as connection:
        issued = partners.keys.confirm(connection, number, caller.wallet)
    return NewPartnerKeyResponse(
        secret=issued.secret, entry=PartnerKeyResponse.of(issued.entry, partners.desk.now)
    )


@router.post("/{number}/revocation")
def revoke_partner_key(
    number: RowNumber, caller: PartnerStaff, database: DatabaseDep, partners: PartnersDep
) -> PartnerKeyResponse:
    """End a key at once, or refuse one that was proposed."""
    with database.writing() as connection:
        key = partners.keys.revoke(connection, number, caller.wallet)
    return PartnerKeyResponse.of(key, partners.desk.now)
