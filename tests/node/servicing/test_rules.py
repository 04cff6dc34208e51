"""The rules: which step a day calls for, which tier a delay is, whether a contact may be made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names
from tallystick_node.servicing.rules import (
    ContactBounds,
    ContactLimits,
    ReminderChannel,
    Segment,
    Step,
    opening,
    reminder_plan,
    step_of,
    tier_of,
)

DAY = date(2026, 3, 10)
PACK = load_pack("generic")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIMITS = ContactBounds(8, 22, 3, 7)


def test_the_plan_of_the_policy_has_four_steps_with_their_channels() -> None:
    assert reminder_plan(PACK, Segment.FIRST_TIME, DAY) == (
        Step(7, (ReminderChannel.SMS, ReminderChannel.PUSH)),
        Step(3, (ReminderChannel.CALL,)),
        Step(1, (ReminderChannel.SMS, ReminderChannel.FUNDS)),
        Step(0, (ReminderChannel.MONITOR,)),
    )


@pytest.mark.parametrize("name", pack_names())
def test_every_segment_of_every_pack_has_a_plan_and_no_two_are_the_same(name: str) -> None:
    plans = [reminder_plan(load_pack(name), segment, DAY) for segment in Segment]
    assert len(set(plans)) == len(plans)
    assert all([step.days for step in plan] == [7, 3, 1, 0] for plan in plans)


@pytest.mark.parametrize("words", [["7 pigeon"], ["x sms"], ["3 sms", "7 sms"], ["7", "7"], []])
def test_words_that_are_no_plan_are_refused(words: list[str]) -> None:
    key = "reminder.plan.repeat"
    figure = PACK.figures[key][0].model_copy(update={"value": words})
    pack = PACK.model_copy(update={"figures": {**PACK.figures, key: [figure]}})
    with pytest.raises(ConfigError, match="POLICY:REMINDER"):
        reminder_plan(pack, Segment.REPEAT, DAY)


@pytest.mark.parametrize(
    ("days", "step"),
    [(30, None), (8, None), (7, 7), (6, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 0), (-1, None)],
)
def test_a_day_calls_for_the_newest_step_that_has_begun(days: int, step: int | None) -> None:
    result = step_of(reminder_plan(PACK, Segment.FIRST_TIME, DAY), days)
    assert (None if result is None else result.days) == step


@pytest.mark.parametrize(
    ("days", "tier"), [(0, 0), (1, 1), (30, 1), (31, 2), (90, 2), (91, 3), (400, 3)]
)
def test_tiers_begin_with_days_1_31_and_91(days: int, tier: int) -> None:
    bounds = [PACK.number(f"collection.tier_{number}_from", DAY) for number in (2, 3)]
    assert tier_of(days, *bounds) == tier


@pytest.mark.parametrize(
    ("offset", "hour", "allowed"),
    [(0, 7, False), (0, 8, True), (0, 21, True), (0, 22, False), (8 * 3_600, 0, True),
     (8 * 3_600, 14, False), (-5 * 3_600, 12, False), (-5 * 3_600, 13, True)],
)  # fmt: skip
def test_contacts_are_made_in_the_hours_of_the_platforms_own_clock(
    offset: int, hour: int, allowed: bool
) -> None:
    rules = ContactLimits(LIMITS, offset)
    reason = rules.refusal(NOON.replace(hour=hour), [], [], call=True)
    assert (reason is None) == allowed


def test_a_day_has_three_calls_and_a_week_seven_contacts() -> None:
    rules = ContactLimits(LIMITS, 0)
    calls = [NOON - timedelta(hours=number) for number in range(3)]
    assert rules.refusal(NOON, calls[:2], calls[:2], call=True) is None
    assert "3 calls a day" in str(rules.refusal(NOON, calls, calls, call=True))
    assert rules.refusal(NOON, calls, calls, call=False) is None, "a text is not a call"
    yesterday = [call - timedelta(days=1) for call in calls]
    assert rules.refusal(NOON, yesterday, yesterday, call=True) is None
    week = [NOON - timedelta(days=number) for number in range(7)]
    assert "7 contacts in 7 days" in str(rules.refusal(NOON, [], week, call=False))
    older = [*week[:6], NOON - timedelta(days=7)]
    assert rules.refusal(NOON, [], older, call=False) is None


def test_a_notice_of_the_night_waits_for_the_morning() -> None:
    assert opening(NOON, LIMITS, 0) == NOON
    assert opening(NOON.replace(hour=3), LIMITS, 0) == NOON.replace(hour=8)
    assert opening(NOON.replace(hour=23), LIMITS, 0) == NOON.replace(day=11, hour=8)
    assert opening(NOON.replace(hour=16), LIMITS, 8 * 3_600) == NOON.replace(day=11, hour=0)
