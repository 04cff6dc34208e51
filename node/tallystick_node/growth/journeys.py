"""Where clients come from and how far they get, without a database; counts and shares alone.

A cohort is everybody who has registered in a month. Value of a cohort: what the platform has
charged on what its members have borrowed, and the part of every loan's fees that falls on what its
members have lent. Each fee is in both columns once, so the columns are not added up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tallystick.loans.rounding import div_floor

__all__ = [
    "ArmFigures", "ChannelFigures", "CohortFigures", "Journey", "JourneyStep", "arm_of",
    "channel_figures", "cohort_figures", "percentile",
]  # fmt: skip

PPM = 1_000_000


class JourneyStep(StrEnum):
    """Steps of a lender and of a borrower, in their order."""

    REGISTERED = "registered"
    ENROLLED = "enrolled"
    DEPOSITED = "deposited"
    LENT = "lent"
    LENT_AGAIN = "lent_again"
    BORROWED = "borrowed"


@dataclass(frozen=True, slots=True)
class Journey:
    """One client. month: of registration, YYYY-MM. source: by which channel or campaign.

    subsidy, lending_value, borrowing_value: in minor units.
    """

    person: str
    month: str
    source: str
    steps: frozenset[JourneyStep]
    subsidy: int
    lending_value: int
    borrowing_value: int


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """How many came by a source, and how far they got."""

    source: str
    reached: Mapping[JourneyStep, int]

    def share_ppm(self, step: JourneyStep) -> int:
        """Return the share of those who have registered that has reached a step, rounded down.

        Args:
            step: The step.

        Returns:
            In ppm.
        """
        return div_floor(self.reached[step] * PPM, self.reached[JourneyStep.REGISTERED])


@dataclass(frozen=True, slots=True)
class CohortFigures:
    """A month's clients: their value so far against what was given to win them; minor units."""

    month: str
    clients: int
    subsidy: int
    lending_value: int
    borrowing_value: int

    @property
    def subsidy_ppm(self) -> int | None:
        """What was given, of the value of lending, in ppm, rounded down; None without value."""
        if self.lending_value == 0:
            return None
        return div_floor(self.subsidy * PPM, self.lending_value)


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """An arm of an experiment: how many were in it, and how many reached its goal."""

    arm: int
    clients: int
    reached: int


def channel_figures(journeys: Iterable[Journey]) -> list[ChannelFigures]:
    """Return the funnel of each source.

    Args:
        journeys: Every client's.

    Returns:
        The sources, the largest first.
    """
    by_source: dict[str, Counter[JourneyStep]] = defaultdict(Counter)
    for journey in journeys:
        by_source[journey.source].update(journey.steps)
    figures = [
        ChannelFigures(source, {step: counted[step] for step in JourneyStep})
        for source, counted in by_source.items()
    ]
    return sorted(
        figures, key=lambda each: (-each.reached[JourneyStep.REGISTERED], each.source)
    )  # fmt: skip


def cohort_figures(journeys: Iterable[Journey]) -> list[CohortFigures]:
    """Return the value of each month's clients against what they were given.

    Args:
        journeys: Every client's.

    Returns:
        The months, the newest first.
    """
    by_month: dict[str, list[Journey]] = defaultdict(list)
    for journey in journeys:
        by_month[journey.month].append(journey)
    return [
        CohortFigures(
            month, len(members), sum(each.subsidy for each in members),
            sum(each.lending_value for each in members),
            sum(each.borrowing_value for each in members),
        )
        for month, members in sorted(by_month.items(), reverse=True)
    ]  # fmt: skip


def arm_of(digest: bytes, arms: int) -> int:
    """Return the arm of somebody.

    Args:
        digest: SHA-256 of the experiment's code and the person.
        arms: How many there are.

    Returns:
        From 0.
    """
    return int.from_bytes(digest[:8]) % arms


def percentile(values: Sequence[int], ppm: int) -> int | None:
    """Return a percentile by the nearest rank.

    Args:
        values: In any order.
        ppm: Which, such as 950,000.

    Returns:
        The least value that so large a share does not exceed; None without values.
    """
    if not values:
        return None
    rank = -div_floor(-len(values) * ppm, PPM)
    return sorted(values)[max(1, rank) - 1]
