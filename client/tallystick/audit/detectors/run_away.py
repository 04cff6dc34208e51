"""Those who run the platform empty its accounts and stop working: they run away."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.facts import MoveKind
from tallystick.audit.detectors.thresholds import (
    DRAIN_SHARE_PPM,
    DRAIN_TIMES,
    FIRST_DRAIN_SHARE_PPM,
    HISTORY_WEEKS,
    PPM,
    SILENCE_PPM,
    WEEK,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail

__all__ = ["ID", "detect_run_away"]

ID = "run_away"


class _Week(NamedTuple):
    """A week: what left, of how much, the largest before it, acts a week around it."""

    number: int
    outflow: int
    holdings: int
    largest: int
    acts_before_milli: int
    acts_after_milli: int

    @property
    def is_silent(self) -> bool:
        """Whether those with roles work less than half as much as before."""
        return self.acts_after_milli * PPM < SILENCE_PPM * self.acts_before_milli


def detect_run_away(facts: PlatformFacts, trail: MoneyTrail) -> Detection:
    """Say whether the operator's accounts were emptied as they never were before.

    Counted is what the treasury and every account with a role withdraw, or pay to others; the
    larger of the two in a week, since what is withdrawn is then paid. A week is an alarm when it
    takes four times the largest before it and 80 % of all there was. Where nothing was ever taken
    before, it is one only when it takes 90 % and the work stops.

    Args:
        facts: The platform.
        trail: Knows accounts that only hand tokens out, which are not the operator's own money.

    Returns:
        The outcome.
    """
    weeks = _weeks(facts, facts.operators - trail.opaque)
    judged = [week for week in weeks if week.number >= HISTORY_WEEKS and week.holdings]
    if not judged:
        return too_little(
            ID, f"{len(weeks)} weeks in which the operator had money, after a first"
            f" {HISTORY_WEEKS} without which none is abnormal", weeks=len(weeks),
        )  # fmt: skip
    alarms = [week for week in judged if _is_alarm(week)]
    worst = max(alarms or judged, key=lambda week: share(week.outflow, week.holdings))
    part = share(worst.outflow, worst.holdings)
    numbers = {
        "weeks": len(weeks), "week": worst.number, "outflow": worst.outflow,
        "holdings": worst.holdings, "share_ppm": part, "largest_week_before": worst.largest,
        "acts_a_week_before_milli": worst.acts_before_milli,
        "acts_a_week_after_milli": worst.acts_after_milli,
    }  # fmt: skip
    sentence = (
        f"in week {worst.number + 1} the operator's accounts paid out {worst.outflow} of"
        f" {worst.holdings}, {percent(part)}; the largest week before it was {worst.largest}; acts"
        f" of those with roles went from {_milli(worst.acts_before_milli)} to"
        f" {_milli(worst.acts_after_milli)} a week"
    )
    return Detection(ID, bool(alarms), sentence, numbers)


def _is_alarm(week: _Week) -> bool:
    if week.largest:
        abnormal = week.outflow >= DRAIN_TIMES * week.largest
        return abnormal and week.outflow * PPM >= DRAIN_SHARE_PPM * week.holdings
    emptied = week.outflow * PPM >= FIRST_DRAIN_SHARE_PPM * week.holdings
    return emptied and week.acts_before_milli > 0 and week.is_silent


def _weeks(facts: PlatformFacts, operators: set[bytes]) -> list[_Week]:
    """Every week from the operator's first money on."""
    withdrawn, paid, received = _flows(facts, operators)
    flows = withdrawn.keys() | paid.keys() | received.keys()
    if not flows:
        return []
    first, last = min(flows), facts.now // WEEK
    acts = Counter(time // WEEK for time in facts.acts)
    holdings = largest = 0
    weeks = []
    for week in range(first, last + 1):
        holdings += received[week]
        outflow = max(withdrawn[week], paid[week])
        before, after = min(HISTORY_WEEKS, week - first), min(HISTORY_WEEKS, last - week)
        weeks.append(
            _Week(
                week - first, outflow, max(holdings, outflow), largest,
                sum(acts[week - back] for back in range(1, before + 1)) * 1_000 // max(1, before),
                sum(acts[week + on] for on in range(1, after + 1)) * 1_000 // max(1, after),
            )
        )  # fmt: skip
        largest = max(largest, outflow)
        holdings = max(0, holdings - outflow)
    return weeks


def _flows(
    facts: PlatformFacts, operators: set[bytes]
) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """What operators withdrew, paid to others and received, by week."""
    withdrawn: Counter[int] = Counter()
    paid: Counter[int] = Counter()
    received: Counter[int] = Counter()
    for move in facts.moves:
        leaves = move.source in operators
        comes = move.target in operators
        week = move.time // WEEK
        if move.kind is MoveKind.WITHDRAWAL:
            if leaves:
                withdrawn[week] += move.amount
        elif move.kind in {MoveKind.TRANSFER, MoveKind.FUNDING, MoveKind.INSTALMENT}:
            if leaves and not comes:
                paid[week] += move.amount
            if comes and not leaves:
                received[week] += move.amount
        elif comes:
            received[week] += move.amount
    return withdrawn, paid, received


def _milli(value: int) -> str:
    return f"{value // 1_000}.{value // 100 % 10}"
