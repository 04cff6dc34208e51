"""What of the service works, and for how much of a day it did, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "UPTIME_DAYS", "ComponentState", "ReadinessDay", "StatusComponent", "component_states",
    "minute_of", "uptime_days",
]  # fmt: skip

UPTIME_DAYS = 90
PPM = 1_000_000
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class StatusComponent(StrEnum):
    """What of the service can be out of order by itself."""

    SIGN_IN = "sign_in"
    PAGES = "pages"
    CHAIN = "chain"
    INDEX = "index"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"


class ComponentState(StrEnum):
    """How a part of the service stands.

    FAILING: one of the node's own checks on it fails at this moment. OUTAGE: staff have said that
    it is out of order, and work on it.
    """

    WORKING = "working"
    FAILING = "failing"
    OUTAGE = "outage"


_C = StatusComponent
# What a failed check of readiness takes with it. What a node lacks of its setup (`setup`) stops
# nobody by itself.
_OF_CHECK: Mapping[str, frozenset[StatusComponent]] = {
    "database": frozenset({_C.SIGN_IN, _C.PAGES, _C.DEPOSITS, _C.WITHDRAWALS}),
    "chain": frozenset({_C.CHAIN, _C.DEPOSITS, _C.WITHDRAWALS}),
    "index": frozenset({_C.INDEX}),
    "workers": frozenset({_C.DEPOSITS, _C.WITHDRAWALS}),
    "sender": frozenset({_C.DEPOSITS, _C.WITHDRAWALS}),
}


def component_states(
    failing: Collection[str], out_of_order: Collection[StatusComponent]
) -> dict[StatusComponent, ComponentState]:
    """Return how every part of the service stands.

    Args:
        failing: The checks of readiness that fail, by name.
        out_of_order: What open outages name.

    Returns:
        The state of each part, in the order of the list.
    """
    taken = {component for name in failing for component in _OF_CHECK.get(name, ())}
    states = {}
    for component in StatusComponent:
        state = ComponentState.FAILING if component in taken else ComponentState.WORKING
        states[component] = ComponentState.OUTAGE if component in out_of_order else state
    return states


@dataclass(frozen=True, slots=True)
class ReadinessDay:
    """A day of UTC: how many of its minutes count, were looked at, and were found ready.

    A minute at which nobody looked counts as one that was not ready: a node that is off says so.
    """

    day: date
    minutes: int
    looked: int
    ready: int

    @property
    def uptime_ppm(self) -> int | None:
        """The share of the minutes that were ready, rounded down; None before the first is over."""
        return self.ready * PPM // self.minutes if self.minutes else None


def minute_of(moment: datetime) -> datetime:
    """Return the minute in which a moment lies.

    Args:
        moment: The moment.

    Returns:
        The minute's beginning, in UTC.
    """
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def uptime_days(
    counted: Mapping[date, tuple[int, int]], first: datetime, last: datetime, now: datetime
) -> list[ReadinessDay]:
    """Return the days up to now, those at which nobody looked included.

    Args:
        counted: Minutes that were looked at, and of them that were ready, by day.
        first: The first minute that was ever looked at.
        last: The last one.
        now: This moment; the minute that runs counts once it was looked at.

    Returns:
        At most 90 days, the oldest first.
    """
    until = max(minute_of(now), last + _MINUTE)
    day = max(first.date(), until.date() - (UPTIME_DAYS - 1) * _DAY)
    days = []
    while (begins := datetime.combine(day, time(), UTC)) < until:
        minutes = (min(until, begins + _DAY) - max(first, begins)) // _MINUTE
        days.append(ReadinessDay(day, minutes, *counted.get(day, (0, 0))))
        day += _DAY
    return days
