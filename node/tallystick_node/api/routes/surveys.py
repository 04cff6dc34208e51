"""Surveys as clients see them: what they are asked, answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import Described, RowNumber, Strict, UtcMoment
from tallystick_node.support.survey_rules import SCORE_MAX, SurveyOccasion
from tallystick_node.support.surveys import SURVEY_TEXT_MAX

if TYPE_CHECKING:
    from sqlalchemy import Row

__all__ = ["SurveyAnswerRequest", "SurveyResponse", "router"]

router = APIRouter(
    prefix="/v1/me/surveys", tags=["surveys"], responses=problem_responses(401, 404, 409, 422)
)


class SurveyAnswerRequest(Strict):
    """What a client answers."""

    score: Annotated[int, Field(ge=0, le=SCORE_MAX)]
    """How likely they are to recommend the platform: 0, not at all, to 10."""
    text: Annotated[str, Field(max_length=SURVEY_TEXT_MAX)] = ""
    """Why, in their words."""


class SurveyResponse(Described):
    """An invitation: after what a client is asked, and until when."""

    survey: int
    """Its number."""
    occasion: SurveyOccasion
    """After what."""
    subject: int
    """The number of the ticket, complaint or loan."""
    invited_at: UtcMoment
    """Since when they are asked."""
    open_until: UtcMoment
    """Until when they can answer."""
    answered_at: UtcMoment | None
    """When they answered; null before."""


def _survey(row: Row[Any]) -> SurveyResponse:
    return SurveyResponse(
        survey=row.id, occasion=row.occasion, subject=row.subject, invited_at=row.invited_at,
        open_until=row.open_until, answered_at=row.answered_at,
    )  # fmt: skip


@router.get("")
def list_own_surveys(me: Me, database: DatabaseDep, support: SupportDep) -> list[SurveyResponse]:
    """What the caller is asked and can still answer, the newest first."""
    with database.reading() as connection:
        return [_survey(row) for row in support.surveys.open_of(connection, me)]


@router.post("/{number}/answer", status_code=201)
def answer_survey(
    number: RowNumber, body: SurveyAnswerRequest, caller: SignedIn, me: Me, database: DatabaseDep,
    support: SupportDep,
) -> SurveyResponse:  # fmt: skip
    """Answer, once. Staff see no score of a single person, and the text without a name."""
    with database.writing() as connection:
        return _survey(
            support.surveys.answer(
                connection, number, body.score, body.text, person=me, by=caller.wallet
            )
        )
