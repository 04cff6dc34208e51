"""Simulated platforms: every one that dies is detected, no sound one is.

The quick tests take small markets; the long ones 2,000 people and 12 months, three seeds each; the
slow ones (`make e2e`) those that docs/reference/audit.md counts: seeds 3 and 4 as well.
"""

from __future__ import annotations

import pytest

from client.audit.detectors.lives import DEATHS, SOUND, live, smaller
from tallystick.audit.detectors.detect import detect
from tallystick.audit.detectors.detection import Detection, percent

QUICK = (
    "ponzi_by_hub", "own_group", "collector_pays", "collapse", "drain", "split_inside",
)  # fmt: skip
QUICK_SOUND = ("plain", "seasonal", "autopay", "refinancing_bank", "returning_customers")
SEEDS = [
    pytest.param(seed, marks=pytest.mark.long if seed < 3 else pytest.mark.slow)
    for seed in range(5)
]


def alarms(outcomes: tuple[Detection, ...]) -> set[str]:
    return {outcome.id for outcome in outcomes if outcome.alarm}


def told(outcomes: tuple[Detection, ...]) -> list[str]:
    return [outcome.sentence for outcome in outcomes if outcome.alarm]


@pytest.mark.parametrize("name", QUICK)
def test_a_small_dying_platform_is_detected(name: str) -> None:
    wanted, life = DEATHS[name]
    assert wanted in alarms(detect(live(smaller(life), 1).facts()))


@pytest.mark.parametrize("name", QUICK_SOUND)
def test_a_small_sound_platform_is_not(name: str) -> None:
    outcomes = detect(live(smaller(SOUND[name]), 1).facts())
    assert not told(outcomes)
    assert len(outcomes) == 6


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", DEATHS)
def test_a_dying_platform_of_two_thousand_is_detected(name: str, seed: int) -> None:
    wanted, life = DEATHS[name]
    outcomes = detect(live(life, seed).facts())
    assert wanted in alarms(outcomes), [outcome.sentence for outcome in outcomes]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SOUND)
def test_a_sound_platform_of_two_thousand_is_not(name: str, seed: int) -> None:
    assert not told(detect(live(SOUND[name], seed).facts()))


def test_an_empty_platform_has_too_little_to_judge() -> None:
    market = live(SOUND["plain"].__class__(people=4, loans=0, days=3), 1)
    outcomes = detect(market.facts())
    assert not alarms(outcomes)
    assert not any(outcome.judged for outcome in outcomes)


def test_the_evidence_is_written_as_decimal_strings() -> None:
    outcome = Detection("ponzi", alarm=True, sentence="it is one", numbers={"share_ppm": 7})
    assert outcome.document() == {
        "id": "ponzi",
        "alarm": True,
        "evidence": {"sentence": "it is one", "judged": True, "share_ppm": "7"},
    }
    assert percent(123_999) == "12.3 %"
