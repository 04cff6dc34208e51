"""What clients are asked, and what their answers come to, without a database.

A client says from 0 to 10 how likely they are to recommend the platform. Whoever says 9 or 10 is a
promoter, 7 or 8 passive, less a detractor. The net promoter score is the share of promoters less
that of detractors, in hundredths of all answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.loans.rounding import div_floor, div_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ANSWERS_MIN", "SCORE_MAX", "SurveyEntry", "SurveyFigures", "SurveyMonth", "SurveyOccasion",
    "net_promoter_score", "survey_months",
]  # fmt: skip

SCORE_MAX = 10
# Fewer answers would tell what somebody has said. No pack lowers it.
ANSWERS_MIN = 5
PPM = 1_000_000
_PROMOTERS, _PASSIVES = 9, 7


class SurveyOccasion(StrEnum):
    """After what a client is asked."""

    TICKET = "ticket"
    COMPLAINT = "complaint"
    LOAN = "loan"


@dataclass(frozen=True, slots=True)
class SurveyEntry:
    """An invitation; score: None while it is not answered.

    over: it can be answered no more, and its month is over too.
    """

    month: str
    occasion: SurveyOccasion
    score: int | None
    over: bool


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """What the answers of a group come to; all but `invited` is None while it is not shown."""

    invited: int
    answers: int | None = None
    promoters: int | None = None
    passives: int | None = None
    detractors: int | None = None
    net_promoter_score: int | None = None
    response_ppm: int | None = None

    @property
    def shown(self) -> bool:
        """Whether the group is large enough."""
        return self.answers is not None


@dataclass(frozen=True, slots=True)
class SurveyMonth:
    """A month of invitations; complete: all of them are over, and its figures stand still."""

    month: str
    complete: bool
    total: SurveyFigures
    by_occasion: dict[SurveyOccasion, SurveyFigures]


def net_promoter_score(promoters: int, detractors: int, answers: int) -> int:
    """Return the net promoter score, rounded to a whole number, a half away from zero.

    Args:
        promoters: How many say 9 or 10.
        detractors: How many say 6 or less.
        answers: How many have answered, at least one.

    Returns:
        From -100 to 100.
    """
    difference = 100 * (promoters - detractors)
    size = div_half_up(abs(difference), answers)
    return size if difference >= 0 else -size


def survey_months(entries: Iterable[SurveyEntry]) -> list[SurveyMonth]:
    """Return the figures of months.

    While an invitation of a month can be answered, the month has no figures: two looks would tell
    what was answered between them. A group of fewer than five answers has none either, and the
    month's total none where it would tell what such a group has said.

    Args:
        entries: Every invitation of the months.

    Returns:
        The months, the newest first.
    """
    by_month: dict[str, list[SurveyEntry]] = {}
    for entry in entries:
        by_month.setdefault(entry.month, []).append(entry)
    return [_month(month, by_month[month]) for month in sorted(by_month, reverse=True)]


def _month(month: str, entries: Sequence[SurveyEntry]) -> SurveyMonth:
    complete = all(entry.over for entry in entries)
    groups = {
        occasion: [entry for entry in entries if entry.occasion is occasion]
        for occasion in SurveyOccasion
    }
    by_occasion = {
        occasion: _figures(group, shown=complete) for occasion, group in groups.items() if group
    }
    hidden = sum(
        len(_scores(groups[occasion]))
        for occasion, figures in by_occasion.items()
        if not figures.shown
    )
    whole = complete and (hidden == 0 or hidden >= ANSWERS_MIN)
    return SurveyMonth(month, complete, _figures(entries, shown=whole), by_occasion)


def _scores(entries: Iterable[SurveyEntry]) -> list[int]:
    return [entry.score for entry in entries if entry.score is not None]


def _figures(entries: Sequence[SurveyEntry], *, shown: bool) -> SurveyFigures:
    scores = _scores(entries)
    if not shown or len(scores) < ANSWERS_MIN:
        return SurveyFigures(len(entries))
    promoters = sum(score >= _PROMOTERS for score in scores)
    detractors = sum(score < _PASSIVES for score in scores)
    return SurveyFigures(
        invited=len(entries),
        answers=len(scores),
        promoters=promoters,
        passives=len(scores) - promoters - detractors,
        detractors=detractors,
        net_promoter_score=net_promoter_score(promoters, detractors, len(scores)),
        response_ppm=div_floor(len(scores) * PPM, len(entries)),
    )
