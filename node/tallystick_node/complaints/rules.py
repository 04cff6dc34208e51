"""The states of a complaint and its clock, without a database.

A clock is worked out once, from the policy pack that rules on the day on which a complaint is
received, and kept with the complaint: a later pack rules over later complaints alone. Its ends are
instants. The day of receipt is not counted; what is counted in working days ends at the hour at
which the office closes, in the platform's own time; what is counted in days ends with the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError
from tallystick.loans.dates import add_months, date_from_day, day_from_date
from tallystick_node.complaints.vocabulary import ComplaintProduct

if TYPE_CHECKING:
    from tallystick_node.disclosure.workdays import Calendar
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = [
    "DECIDED",
    "FINAL",
    "LADDER",
    "OPEN",
    "ClockFigures",
    "ComplaintClock",
    "ComplaintState",
    "DisputeRung",
    "Milestone",
    "appeal_until",
    "clock_of",
    "complaint_may_follow",
    "next_milestone",
    "rung_of",
]

_DAY = timedelta(days=1)
_HOURS = 24


class ComplaintState(StrEnum):
    """Where a complaint stands.

    PROPOSED: a final response waits for a colleague. HOLDING: the client was told that it takes
    longer. The last three steps before CLOSED are taken by the client, or in front of others.
    """

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    HOLDING = "holding"
    PROPOSED = "proposed"
    SETTLED_EARLY = "settled_early"
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    OMBUDSMAN = "ombudsman"
    MEDIATION = "mediation"
    COURT = "court"
    CLOSED = "closed"


class DisputeRung(StrEnum):
    """How far a dispute has gone."""

    PREVENTION = "prevention"
    SETTLEMENT = "settlement"
    MEDIATION = "mediation"
    COURT = "court"


class Milestone(StrEnum):
    """What a clock asks for next."""

    ACKNOWLEDGE = "acknowledge"
    FINAL = "final"
    LIMIT = "limit"


_S = ComplaintState
# What the platform itself answers in the end.
FINAL = frozenset({_S.UPHELD, _S.PARTLY, _S.REJECTED})
DECIDED = FINAL | {_S.SETTLED_EARLY}
LADDER = frozenset({_S.OMBUDSMAN, _S.MEDIATION, _S.COURT})
# While the platform owes an answer, and its clock runs.
OPEN = frozenset({_S.RECEIVED, _S.ACKNOWLEDGED, _S.INVESTIGATING, _S.HOLDING, _S.PROPOSED})
_AFTERWARDS = {_S.ACCEPTED, _S.OMBUDSMAN, _S.MEDIATION, _S.COURT, _S.CLOSED}
_NEXT: dict[ComplaintState, set[ComplaintState]] = {
    _S.RECEIVED: {_S.ACKNOWLEDGED, _S.SETTLED_EARLY},
    _S.ACKNOWLEDGED: {_S.INVESTIGATING, _S.SETTLED_EARLY},
    _S.INVESTIGATING: {_S.HOLDING, _S.PROPOSED, _S.SETTLED_EARLY},
    # Who was told that it takes longer may go on at once.
    _S.HOLDING: {_S.HOLDING, _S.PROPOSED, _S.OMBUDSMAN, _S.MEDIATION, _S.COURT},
    _S.PROPOSED: {_S.INVESTIGATING, _S.HOLDING, *FINAL},
    **{state: set(_AFTERWARDS) for state in DECIDED},
    _S.ACCEPTED: {_S.CLOSED},
    _S.MEDIATION: {_S.ACCEPTED, _S.OMBUDSMAN, _S.COURT, _S.CLOSED},
    _S.OMBUDSMAN: {_S.ACCEPTED, _S.COURT, _S.CLOSED},
    _S.COURT: {_S.ACCEPTED, _S.CLOSED},
    _S.CLOSED: {_S.INVESTIGATING},
}


def complaint_may_follow(now: ComplaintState, wanted: ComplaintState) -> bool:
    """Return whether a state may follow another.

    Args:
        now: Where a complaint stands.
        wanted: Where it is to stand.

    Returns:
        True when it may.
    """
    return wanted in _NEXT[now]


def rung_of(state: ComplaintState, furthest: DisputeRung) -> DisputeRung:
    """Return how far a dispute has gone, which it never takes back.

    Args:
        state: Where the complaint stands now.
        furthest: How far it had gone before.

    Returns:
        The higher of the two.
    """
    reached = DisputeRung.SETTLEMENT
    if state in {_S.MEDIATION, _S.OMBUDSMAN}:
        reached = DisputeRung.MEDIATION
    elif state is _S.COURT:
        reached = DisputeRung.COURT
    rungs = list(DisputeRung)
    return max(reached, furthest, key=rungs.index)


@dataclass(frozen=True, slots=True)
class ClockFigures:
    """The figures of a pack on a day; ConfigError COMPLAINT:PACK where one is impossible."""

    acknowledge_workdays: int
    summary_workdays: int
    final_days: int
    payment_final_workdays: int
    payment_limit_workdays: int
    ombudsman_months: int
    close_hour: int

    def __post_init__(self) -> None:
        least = min(
            self.acknowledge_workdays, self.summary_workdays, self.final_days,
            self.payment_final_workdays, self.ombudsman_months, self.close_hour,
        )  # fmt: skip
        if least < 1:
            raise ConfigError("COMPLAINT:PACK", "a complaint's clock has no period of 0")
        if self.close_hour > _HOURS:
            raise ConfigError("COMPLAINT:PACK", f"no office closes at {self.close_hour} o'clock")
        if self.payment_limit_workdays < self.payment_final_workdays:
            raise ConfigError(
                "COMPLAINT:PACK", "the limit of payment services lies before their final response"
            )

    @classmethod
    def of(cls, pack: Pack, day: date) -> ClockFigures:
        """Return the figures of a day.

        Args:
            pack: The policy pack.
            day: The local day on which a complaint is received.

        Returns:
            The figures.

        Raises:
            ConfigError: POLICY:DAY when the pack does not cover that day; COMPLAINT:PACK when a
                figure is impossible.
        """
        return cls(**{name: pack.number(f"complaints.{name}", day) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class ComplaintClock:
    """When what is due, as instants in UTC, and the pack that said so.

    settle_by: until then a summary settles it. limit_by: the last moment of all, after a holding
    letter; None where a holding letter sets no end.
    """

    started_on: date
    acknowledge_by: datetime
    settle_by: datetime
    final_by: datetime
    limit_by: datetime | None
    ombudsman_months: int
    pack: str
    pack_version: int


def clock_of(
    pack: Pack, calendar: Calendar, received_on: date, product: ComplaintProduct, offset: int
) -> ComplaintClock:
    """Work a clock out.

    Args:
        pack: The policy pack.
        calendar: Which days are working days.
        received_on: The platform's day on which the complaint is received; it is not counted.
        product: What it is about.
        offset: Of the platform's time from UTC, in seconds.

    Returns:
        The clock.

    Raises:
        ConfigError: POLICY:DAY or COMPLAINT:PACK when the pack's figures are not sound.
    """
    figures = ClockFigures.of(pack, received_on)

    def at_close(workdays: int) -> datetime:
        day = calendar.workday(received_on + _DAY, workdays)
        return _instant(day, figures.close_hour, offset)

    payment = product is ComplaintProduct.PAYMENT
    return ComplaintClock(
        started_on=received_on,
        acknowledge_by=at_close(figures.acknowledge_workdays),
        settle_by=at_close(figures.summary_workdays),
        final_by=at_close(figures.payment_final_workdays) if payment
        else _instant(received_on + timedelta(days=figures.final_days), _HOURS, offset),
        limit_by=at_close(figures.payment_limit_workdays) if payment else None,
        ombudsman_months=figures.ombudsman_months,
        pack=pack.name,
        pack_version=pack.version,
    )  # fmt: skip


def appeal_until(answered_on: date, months: int) -> date:
    """Return the last day on which a client may go to the ombudsman.

    Args:
        answered_on: The platform's day of the final response.
        months: How many months they have.

    Returns:
        The day of the same number, or the last of a shorter month.
    """
    return date_from_day(add_months(day_from_date(answered_on), months))


def next_milestone(
    clock: ComplaintClock, state: ComplaintState, *, acknowledged: bool, held_until: date | None,
    offset: int,
) -> tuple[Milestone, datetime] | None:  # fmt: skip
    """Return what is due next and when.

    Args:
        clock: The complaint's clock.
        state: Where it stands.
        acknowledged: Whether its receipt was acknowledged.
        held_until: The day that a holding letter names; None before one.
        offset: Of the platform's time from UTC, in seconds.

    Returns:
        The milestone and its instant; None when nothing is due any more.
    """
    if state not in OPEN:
        return None
    if not acknowledged:
        return Milestone.ACKNOWLEDGE, clock.acknowledge_by
    if held_until is None:
        return Milestone.FINAL, clock.final_by
    end = _instant(held_until, _HOURS, offset)
    if clock.limit_by is not None:
        end = min(end, clock.limit_by)
    return Milestone.LIMIT, end


def _instant(day: date, hour: int, offset: int) -> datetime:
    """The moment at which an hour of a local day begins; 24 is the end of the day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight + timedelta(hours=hour, seconds=-offset)
