"""My application that is not sent yet: kept as I typed it, for nobody else."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field

from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, UnderwritingDep
from tallystick_node.api.shapes import Strict
from tallystick_node.underwriting.drafts import DRAFT_FIELDS

__all__ = ["DraftFields", "router"]

router = APIRouter(
    prefix="/v1/applications/draft", tags=["applications"], responses=problem_responses(401, 422)
)


class DraftFields(Strict):
    """What was typed, by the names of the application's form; nothing of it is judged."""

    fields: dict[str, str] = Field(max_length=len(DRAFT_FIELDS))
    """Texts of at most 2,000 characters."""


@router.get("")
def read_draft(me: Me, database: DatabaseDep, underwriting: UnderwritingDep) -> DraftFields:
    """My draft; without fields where there is none."""
    with database.reading() as connection:
        return DraftFields(fields=underwriting.drafts.read(connection, me))


@router.put("", status_code=204)
def keep_draft(
    body: DraftFields, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """Keep a draft over the one that there is. Sending an application forgets it."""
    with database.writing() as connection:
        underwriting.drafts.keep(connection, me, body.fields)
    return Response(status_code=204)


@router.delete("", status_code=204)
def drop_draft(me: Me, database: DatabaseDep, underwriting: UnderwritingDep) -> Response:
    """Forget my draft."""
    with database.writing() as connection:
        underwriting.drafts.drop(connection, me)
    return Response(status_code=204)
