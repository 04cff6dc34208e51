"""The blacklist: staff put people on it, they appeal, another member of staff decides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, UnderwritingDep
from tallystick_node.api.shapes import RowNumber, Strict, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.underwriting.blacklist import (
    APPEAL_CHARACTERS_MAX,
    APPEAL_CHARACTERS_MIN,
    Cause,
)

__all__ = ["appeals", "router"]

router = APIRouter(
    prefix="/v1/staff",
    tags=["staff: lending"],
    responses=problem_responses(401, 403, 404, 409, 422),
)
appeals = APIRouter(
    prefix="/v1", tags=["applications"], responses=problem_responses(401, 404, 409, 422)
)

Compliance = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.UNDERWRITER))]


class BlacklistRequest(Strict):
    """Who is put on the list, and why."""

    person: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    """The person's identifier."""
    cause: Cause
    """Why, of the closed list."""


class AppealRequest(Strict):
    """Why the caller should be taken off the list."""

    text: Annotated[str, Field(min_length=APPEAL_CHARACTERS_MIN, max_length=APPEAL_CHARACTERS_MAX)]
    """Why, in the caller's words."""


class AppealResponse(Strict):
    """An appeal that waits."""

    entry: int
    """The number of the entry."""
    person: str
    """The person's identifier."""
    cause: Cause
    """Why, of the closed list."""
    loan: int | None
    """The loan that was not repaid; null where staff made the entry."""
    since: UtcMoment
    """Since when the person is on the list."""
    text: str
    """What they say."""


class LiftRequest(Strict):
    """Whether the entry is lifted."""

    lifted: bool
    """Whether the entry is lifted."""


@router.post("/blacklist", status_code=204)
def put_on_blacklist(
    body: BlacklistRequest,
    caller: Compliance,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Put a person on the blacklist; whoever defaults is put there automatically."""
    with database.writing() as connection:
        underwriting.blacklist.add(connection, body.person, body.cause, caller.wallet)
    return Response(status_code=204)


@router.get("/blacklist/appeals")
def list_appeals(
    caller: Compliance, database: DatabaseDep, underwriting: UnderwritingDep
) -> list[AppealResponse]:
    """The appeals that wait, the oldest first; none of the caller's own."""
    book = underwriting.blacklist
    with database.reading() as connection:
        return [
            AppealResponse(
                entry=row.id, person=row.person, cause=Cause(row.reason), loan=row.loan,
                since=row.since, text=book.read_appeal(connection, row.id),
            )
            for row in book.appeals(connection, caller.wallet)
        ]  # fmt: skip


@router.post("/blacklist/{entry}/decision", status_code=204)
def decide_appeal(
    entry: RowNumber,
    body: LiftRequest,
    caller: Compliance,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Decide an appeal; not open to whoever put the person on the list."""
    with database.writing() as connection:
        underwriting.blacklist.decide(connection, entry, caller.wallet, lifted=body.lifted)
    return Response(status_code=204)


@appeals.post("/blacklist/appeal", status_code=204)
def appeal(
    body: AppealRequest, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """Say why I should be taken off the blacklist."""
    with database.writing() as connection:
        underwriting.blacklist.appeal(connection, me, body.text)
    return Response(status_code=204)
