"""The rules of servicing, without database, chain or clock: what is due to be done, and when.

Every figure comes from a policy pack. A tier follows from the days past due alone; nothing that
staff or borrower agree on changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = [
    "ContactBounds",
    "ContactLimits",
    "ReminderChannel",
    "Segment",
    "Step",
    "opening",
    "reminder_plan",
    "step_of",
    "tier_of",
]  # fmt: skip

_WEEK = timedelta(days=7)


class Segment(StrEnum):
    """Who is reminded how; the first that fits decides, from the last to the first."""

    FIRST_TIME = "first_time"
    REPEAT = "repeat"
    LEGAL = "legal"
    VULNERABLE = "vulnerable"


class ReminderChannel(StrEnum):
    """What a step of a plan does. `funds` and `monitor` are looks by the node, not contacts."""

    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"
    CALL = "call"
    FUNDS = "funds"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done so many days before a due date."""

    days: int
    channels: tuple[ReminderChannel, ...]


def reminder_plan(pack: Pack, segment: Segment, day: date) -> tuple[Step, ...]:
    """Return a segment's steps; each word of the pack is `DAYS CHANNEL ...`.

    Args:
        pack: The policy pack.
        segment: Who is reminded.
        day: A local date of the platform.

    Returns:
        The steps, the earliest first.

    Raises:
        ConfigError: POLICY:REMINDER when the pack's words are not a plan; POLICY:DAY when it does
            not cover the day.
    """
    steps = []
    for words in pack.words(f"reminder.plan.{segment}", day):
        number, *names = words.split()
        try:
            steps.append(Step(int(number), tuple(ReminderChannel(name) for name in names)))
        except ValueError as wrong:
            raise ConfigError(
                "POLICY:REMINDER", f"{pack.name}: {words!r} is not a step of a plan ({wrong})"
            ) from wrong
    days = [step.days for step in steps]
    if not steps or days != sorted(set(days), reverse=True) or days[-1] < 0:
        raise ConfigError("POLICY:REMINDER", f"{pack.name}: days of a plan fall, each once, to 0")
    return tuple(steps)


def step_of(plan: Sequence[Step], days_before: int) -> Step | None:
    """Return the step that a day calls for.

    A day between two steps belongs to the earlier one: what a node missed is done when it is back,
    and only the newest of what was missed.

    Args:
        plan: The steps, the earliest first.
        days_before: Days until the due date, negative after it.

    Returns:
        The step, None before the first and after the due date.
    """
    if days_before < 0:
        return None
    begun = [step for step in plan if days_before <= step.days]
    return begun[-1] if begun else None


def tier_of(days_past_due: int, second_from: int, third_from: int) -> int:
    """Return the tier of a delay.

    Args:
        days_past_due: At least 0.
        second_from: The days past due from which tier 2 begins.
        third_from: The days past due from which tier 3 begins.

    Returns:
        0 on time, then 1, 2 and 3.
    """
    bounds = (1, second_from, third_from)
    return sum(days_past_due >= bound for bound in bounds)


@dataclass(frozen=True, slots=True)
class ContactBounds:
    """How often and when a borrower may be contacted about one loan; hours are local."""

    hour_from: int
    hour_until: int
    calls_day_max: int
    contacts_week_max: int

    @classmethod
    def of(cls, pack: Pack, day: date) -> ContactBounds:
        """Return a pack's limits of a day.

        Args:
            pack: The policy pack.
            day: A local date of the platform.

        Returns:
            The limits.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        return cls(
            pack.number("collection.hour_from", day), pack.number("collection.hour_until", day),
            pack.number("collection.calls_day_max", day),
            pack.number("collection.contacts_week_max", day),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContactLimits:
    """Decides whether a contact may be made. offset_seconds: of the platform's local time."""

    limits: ContactBounds
    offset_seconds: int

    def refusal(
        self, now: datetime, calls: Iterable[datetime], contacts: Iterable[datetime], *, call: bool
    ) -> str | None:
        """Return why a contact may not be made now.

        Args:
            now: The current time.
            calls: When earlier calls and visits were.
            contacts: When earlier contacts of any kind were.
            call: Whether it is one by telephone or in person.

        Returns:
            A sentence, None when it may be made.
        """
        limits, local = self.limits, self.local(now)
        if not limits.hour_from <= local.hour < limits.hour_until:
            return f"contacts are made from {limits.hour_from}:00 to {limits.hour_until}:00"
        today = sum(self.local(earlier).date() == local.date() for earlier in calls)
        if call and today >= limits.calls_day_max:
            return f"a loan has at most {limits.calls_day_max} calls a day, {today} were made"
        week = sum(now - earlier < _WEEK for earlier in contacts)
        if week >= limits.contacts_week_max:
            most = limits.contacts_week_max
            return f"a loan has at most {most} contacts in 7 days, {week} were made"
        return None

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the platform's wall clock shows it.

        Args:
            moment: A time with its zone.

        Returns:
            The local time, marked as UTC.
        """
        return moment.astimezone(UTC) + timedelta(seconds=self.offset_seconds)


def opening(moment: datetime, limits: ContactBounds, offset_seconds: int) -> datetime:
    """Return when a notice of this moment may go out: at once, or when the hours begin again.

    Args:
        moment: A time with its zone.
        limits: The hours for contacts.
        offset_seconds: Of the platform's local time from UTC.

    Returns:
        The earliest time.
    """
    shift = timedelta(seconds=offset_seconds)
    local = moment.astimezone(UTC) + shift
    if limits.hour_from <= local.hour < limits.hour_until:
        return moment
    begins = local.replace(hour=limits.hour_from, minute=0, second=0, microsecond=0)
    if local.hour >= limits.hour_until:
        begins += timedelta(days=1)
    return begins - shift
