"""The net promoter score in whole numbers, and no figure that tells what somebody has said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick_node.support.survey_rules import (
    ANSWERS_MIN,
    SurveyEntry,
    SurveyFigures,
    SurveyOccasion,
    net_promoter_score,
    survey_months,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

TICKET, COMPLAINT, LOAN = SurveyOccasion


def entries(
    scores: Sequence[int | None], occasion: SurveyOccasion = TICKET, month: str = "2026-03",
    *, over: bool = True,
) -> list[SurveyEntry]:  # fmt: skip
    return [SurveyEntry(month, occasion, score, over) for score in scores]


@pytest.mark.parametrize(
    ("promoters", "detractors", "answers", "score"),
    [
        (5, 0, 5, 100), (0, 5, 5, -100), (2, 2, 9, 0),
        (1, 0, 8, 13), (0, 1, 8, -13),  # 12.5 and -12.5: a half goes away from zero
        (1, 0, 3, 33), (2, 0, 3, 67), (0, 1, 3, -33), (0, 2, 3, -67), (1, 0, 201, 0),
    ],
)  # fmt: skip
def test_a_score_is_rounded_a_half_away_from_zero(
    promoters: int, detractors: int, answers: int, score: int
) -> None:
    assert net_promoter_score(promoters, detractors, answers) == score


def test_who_says_what_counts_as_what() -> None:
    (month,) = survey_months(entries([*range(11), None]))
    assert month.total == SurveyFigures(12, 11, 2, 2, 7, -45, 916_666)
    assert month.by_occasion == {TICKET: month.total}


def test_fewer_than_five_answers_are_not_shown() -> None:
    few, enough = [10] * (ANSWERS_MIN - 1), [10] * ANSWERS_MIN
    (month,) = survey_months(entries([*few, None]))
    assert (month.total, month.total.shown) == (SurveyFigures(5), False)
    (month,) = survey_months(entries(enough))
    assert month.total.net_promoter_score == 100


def test_a_total_does_not_tell_what_a_small_group_has_said() -> None:
    """The total less what is shown would be the four answers after complaints."""
    (month,) = survey_months(entries([9] * 5) + entries([0] * 4, COMPLAINT))
    assert month.by_occasion[TICKET].shown
    assert not month.by_occasion[COMPLAINT].shown
    assert not month.total.shown
    (month,) = survey_months(entries([9] * 5) + entries([0] * 4, COMPLAINT) + entries([1], LOAN))
    assert month.total.net_promoter_score == 0


def test_a_month_is_shown_once_nobody_can_answer_any_more() -> None:
    """Between two looks at a month that runs one answer may have come."""
    (month,) = survey_months(entries([9] * 9) + entries([None], over=False))
    assert (month.complete, month.total, month.by_occasion[TICKET].shown) == (
        False, SurveyFigures(10), False,
    )  # fmt: skip


def test_months_stand_the_newest_first() -> None:
    months = survey_months(entries([9], month="2025-12") + entries([9], month="2026-01"))
    assert [each.month for each in months] == ["2026-01", "2025-12"]
    assert survey_months([]) == []
