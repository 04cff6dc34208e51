"""Keys of supervisors: issued by compliance with a fresh second factor, listed, ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from tallystick_node.api.caller import Caller, require_two_factors, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import AuthDep, DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import Day, RowNumber, Strict, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.supervision.key_book import RegulatorKey, RegulatorState
from tallystick_node.supervision.rules import NAME_CHARACTERS_MAX, NETWORKS_MAX, RegulatorScope

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/supervision",
    tags=["staff: regulator keys"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Overseer = Annotated[Caller, Depends(staff(Role.COMPLIANCE))]
_Name = Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS_MAX)]


class KeyRequest(Strict):
    """A key for a supervisor."""

    name: _Name
    """Whose it is."""
    scopes: Annotated[list[RegulatorScope], Field(min_length=1, max_length=len(RegulatorScope))]
    """What it opens."""
    networks: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]],
        Field(min_length=1, max_length=NETWORKS_MAX),
    ]
    """From where, as 192.0.2.0/24 or 2001:db8::/32."""
    expires_on: Day
    """Its last day, at most 730 days away."""


class KeyEntryResponse(Strict):
    """A key without what opens."""

    key: int
    """The key's number."""
    name: str
    """Whose it is."""
    state: RegulatorState
    """Whether it opens anything."""
    scopes: list[RegulatorScope]
    """What it opens."""
    networks: list[str]
    """From where."""
    created_by: str
    """Who has issued it: a wallet, or operator."""
    created_at: UtcMoment
    """When."""
    expires_at: UtcMoment
    """When it ends."""


class NewKeyResponse(Strict):
    """A new key."""

    secret: str
    """What the supervisor sends as a bearer token; it is shown this once."""
    entry: KeyEntryResponse
    """The key without it."""


@router.get("/keys")
def list_regulator_keys(
    _: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> list[KeyEntryResponse]:
    """Every key of a supervisor, the newest first, ended ones included."""
    with database.reading() as connection:
        return [_key(key, supervision) for key in supervision.keys.all(connection)]


@router.post("/keys", status_code=201)
def add_regulator_key(
    body: KeyRequest, caller: Overseer, auth: AuthDep, database: DatabaseDep,
    supervision: SupervisionDep,
) -> NewKeyResponse:  # fmt: skip
    """Issue a key; the second factor was given within 15 minutes. The secret is shown this once."""
    require_two_factors(caller, auth)
    with database.writing() as connection:
        issued = supervision.keys.add(
            connection, name=body.name, scopes=body.scopes, networks=body.networks,
            expires_on=body.expires_on, by=caller.wallet,
        )  # fmt: skip
    return NewKeyResponse(secret=issued.secret, entry=_key(issued.entry, supervision))


@router.post("/keys/{number}/revocation")
def revoke_regulator_key(
    number: RowNumber, caller: Overseer, database: DatabaseDep, supervision: SupervisionDep
) -> KeyEntryResponse:
    """End a key at once."""
    with database.writing() as connection:
        return _key(supervision.keys.revoke(connection, number, caller.wallet), supervision)


def _key(key: RegulatorKey, supervision: SupervisionDep) -> KeyEntryResponse:
    return KeyEntryResponse(
        key=key.number, name=key.name, state=key.state(supervision.desk.now),
        scopes=list(key.scopes), networks=list(key.networks), created_by=key.created_by,
        created_at=key.created_at, expires_at=key.expires_at,
    )  # fmt: skip
