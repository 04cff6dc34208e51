"""Outages as staff work on them: opened, followed by notices, ended with their cause."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.status import OutageResponse, outage_response
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import RowNumber, Strict
from tallystick_node.auth.rights import Role
from tallystick_node.support.outages import BEGAN_MINUTES_MAX
from tallystick_node.support.status_rules import StatusComponent

__all__ = ["OPERATOR", "OutageEndRequest", "OutageNoticeRequest", "OutageRequest", "router"]

router = APIRouter(
    prefix="/v1/staff/outages", tags=["staff: outages"],
    responses=problem_responses(401, 403, 404, 409, 422),
)  # fmt: skip

# Who keeps the service going, who halts it, and who answers for it to the supervisor.
OPERATOR = staff(Role.SERVICER, Role.GUARDIAN, Role.COMPLIANCE)
Operator = Annotated[Caller, Depends(OPERATOR)]
PublicWords = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]


class OutageRequest(Strict):
    """What is out of order."""

    components: list[StatusComponent] = Field(max_length=len(StatusComponent))
    """The parts."""
    words: PublicWords
    """What is known, for everybody to read."""
    minutes_ago: int = Field(default=0, ge=0, le=BEGAN_MINUTES_MAX)
    """How many minutes ago it began; a week at most."""


class OutageNoticeRequest(Strict):
    """How an outage stands."""

    words: PublicWords
    """For everybody to read."""


class OutageEndRequest(Strict):
    """How an outage ended."""

    cause: PublicWords
    """Why it came to it, for everybody to read."""


@router.post("", status_code=201)
def open_outage(
    body: OutageRequest, caller: Operator, database: DatabaseDep, support: SupportDep
) -> OutageResponse:
    """Open an outage. Whose deposit or withdrawal is held up gets a notice."""
    with database.writing() as connection:
        number = support.outages.open(
            connection, body.components, body.words, by=caller.wallet, minutes_ago=body.minutes_ago
        )
        return outage_response(support.outages.one(connection, number))


@router.post("/{number}/notices", status_code=201)
def add_outage_notice(
    number: RowNumber, body: OutageNoticeRequest, caller: Operator, database: DatabaseDep,
    support: SupportDep,
) -> OutageResponse:  # fmt: skip
    """Say how an outage stands."""
    with database.writing() as connection:
        support.outages.add_notice(connection, number, body.words, caller.wallet)
        return outage_response(support.outages.one(connection, number))


@router.post("/{number}/end")
def end_outage(
    number: RowNumber, body: OutageEndRequest, caller: Operator, database: DatabaseDep,
    support: SupportDep,
) -> OutageResponse:  # fmt: skip
    """End an outage with its cause. Whose deposit or withdrawal it held up gets a notice."""
    with database.writing() as connection:
        support.outages.end(connection, number, body.cause, caller.wallet)
        return outage_response(support.outages.one(connection, number))
