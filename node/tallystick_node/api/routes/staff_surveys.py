"""Surveys as staff read them: figures of months, and texts, of groups that tell nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.staff_tickets import TicketsStaff
from tallystick_node.api.services import DatabaseDep, SupportDep
from tallystick_node.api.shapes import Described
from tallystick_node.support.survey_rules import SurveyFigures, SurveyOccasion

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/surveys", tags=["staff: surveys"], responses=problem_responses(401, 403, 422)
)

SurveyMonthAsked = Annotated[
    str,
    Query(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", description="A month, such as 2026-03."),
]


class SurveyFiguresResponse(Described):
    """What the answers of a group come to; null for fewer than five, which would tell who."""

    invited: int
    """How many were asked."""
    answers: int | None
    """How many have answered."""
    promoters: int | None
    """How many say 9 or 10."""
    passives: int | None
    """How many say 7 or 8."""
    detractors: int | None
    """How many say 6 or less."""
    net_promoter_score: int | None
    """From -100 to 100, rounded to a whole number, a half away from zero."""
    response_ppm: int | None
    """The share that has answered, in ppm, rounded down."""


class SurveyMonthResponse(Described):
    """The invitations of a month."""

    month: str
    """Such as 2026-03."""
    complete: bool
    """Whether nobody can answer any more; before that nothing is shown."""
    total: SurveyFiguresResponse
    """Of all of them; null where it would tell what a group of fewer than five has said."""
    by_occasion: dict[SurveyOccasion, SurveyFiguresResponse]
    """After what they were asked."""


class SurveyTextResponse(Described):
    """What somebody has written, without a name or a score."""

    occasion: SurveyOccasion
    """After what they were asked."""
    text: str
    """In their words."""


def _figures(figures: SurveyFigures) -> SurveyFiguresResponse:
    return SurveyFiguresResponse(
        **{name: getattr(figures, name) for name in SurveyFiguresResponse.model_fields}
    )


@router.get("/figures")
def read_survey_figures(
    _: TicketsStaff, database: DatabaseDep, support: SupportDep
) -> list[SurveyMonthResponse]:
    """Figures by month of the invitation and by occasion, of two years, the newest first."""
    with database.reading() as connection:
        months = support.surveys.months(connection)
    return [
        SurveyMonthResponse(
            month=each.month, complete=each.complete, total=_figures(each.total),
            by_occasion={
                occasion: _figures(figures) for occasion, figures in each.by_occasion.items()
            },
        )
        for each in months
    ]  # fmt: skip


@router.get("/texts")
def list_survey_texts(
    caller: TicketsStaff, database: DatabaseDep, support: SupportDep, month: SurveyMonthAsked
) -> list[SurveyTextResponse]:
    """What was written in a month's answers, where its figures are shown; it is journalled."""
    with database.writing() as connection:
        texts = support.surveys.texts(connection, month, caller.wallet)
    return [SurveyTextResponse(occasion=each.occasion, text=each.text) for each in texts]
