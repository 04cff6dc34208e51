"""Records of the node about staff surveys."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api.records.surveys import SurveyOccasion
from tallystick.api.shapes import Record

__all__ = ["SurveyFiguresResponse", "SurveyMonthResponse", "SurveyTextResponse"]


class SurveyFiguresResponse(Record):
    """What the answers of a group come to; null for fewer than five, which would tell who."""

    answers: int | None
    detractors: int | None
    invited: int
    net_promoter_score: int | None
    passives: int | None
    promoters: int | None
    response_ppm: int | None


class SurveyMonthResponse(Record):
    """The invitations of a month."""

    by_occasion: dict[str, SurveyFiguresResponse]
    complete: bool
    month: str
    total: SurveyFiguresResponse


class SurveyTextResponse(Record):
    """What somebody has written, without a name or a score."""

    occasion: SurveyOccasion
    text: str
