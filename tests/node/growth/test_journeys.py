"""Funnels, cohorts, percentiles: counts and shares, rounded as they say."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.growth.journeys import (
    Journey,
    JourneyStep,
    arm_of,
    channel_figures,
    cohort_figures,
    percentile,
)

REGISTERED = frozenset({JourneyStep.REGISTERED})
LENT = REGISTERED | {JourneyStep.ENROLLED, JourneyStep.DEPOSITED, JourneyStep.LENT}


def journey(
    person: str, source: str = "direct", steps: frozenset[JourneyStep] = REGISTERED,
    month: str = "2026-03", subsidy: int = 0, value: int = 0,
) -> Journey:  # fmt: skip
    return Journey(person, month, source, steps, subsidy, value, 0)


def test_a_funnel_counts_each_step_by_source() -> None:
    figures = channel_figures([journey("a", "FAIR", LENT), journey("b", "FAIR"), journey("c")])
    assert [each.source for each in figures] == ["FAIR", "direct"]
    assert figures[0].reached[JourneyStep.REGISTERED] == 2
    assert figures[0].share_ppm(JourneyStep.LENT) == 500_000
    assert figures[1].share_ppm(JourneyStep.LENT) == 0
    assert channel_figures([]) == []


def test_a_cohort_sets_what_was_given_against_its_value() -> None:
    newest, oldest = cohort_figures([
        journey("a", month="2026-03", subsidy=5), journey("b", month="2026-02", subsidy=10),
        journey("c", month="2026-02", value=30),
    ])  # fmt: skip
    assert (newest.month, newest.subsidy_ppm) == ("2026-03", None)
    assert (oldest.clients, oldest.subsidy, oldest.lending_value) == (2, 10, 30)
    assert oldest.subsidy_ppm == 333_333


@pytest.mark.parametrize(
    ("values", "expected"), [([], None), ([7], 7), (list(range(1, 101)), 95), ([1, 2], 2)]
)
def test_the_95th_percentile_by_the_nearest_rank(values: list[int], expected: int | None) -> None:
    assert percentile(values, 950_000) == expected


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 1_000_000))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[int], ppm: int) -> None:
    reached = percentile(values, ppm)
    assert reached in values
    assert sum(each <= reached for each in values) * 1_000_000 >= ppm * len(values)


def test_arms_are_about_even_and_stay() -> None:
    digests = [hashlib.sha256(str(each).encode()).digest() for each in range(1_000)]
    arms = [arm_of(digest, 2) for digest in digests]
    assert arms == [arm_of(digest, 2) for digest in digests]
    assert 400 < sum(arms) < 600
