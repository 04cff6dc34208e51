"""Who lends how much to which loan: the oldest waiting money first, within every limit.

The same input gives the same allocation, whatever order it comes in. Loans are served by number, so
the oldest listing first; each goes along the queue until it is filled. Nothing is divided, so
nothing is rounded: a mandate lends the whole of what fits, cut only so that no rest is left at a
loan that is smaller than its smallest note.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.mandates import EXECUTE_MAX
from tallystick.matching.reasons import IdleReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.matching.inputs import Lender, QueuedMandate, RoundInput, SeekingLoan

__all__ = ["Allocation", "Lent", "allocate"]

_RANK = {reason: rank for rank, reason in enumerate(IdleReason)}


@dataclass(frozen=True, slots=True)
class Lent:
    """What one mandate lends to one loan, in minor units."""

    loan: int
    digest: str
    units: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The outcome of a round.

    lent: by loan, then in the queue's order. idle: by digest why a mandate lends nothing.
    excluded: by digest how many loans each reason kept it from, also of mandates that lend.
    """

    lent: tuple[Lent, ...]
    idle: Mapping[str, IdleReason]
    excluded: Mapping[str, Mapping[IdleReason, int]]

    def batches(self) -> list[tuple[int, tuple[Lent, ...]]]:
        """Return what one call each can execute.

        Returns:
            The loan's number and at most 50 mandates, in the order in which they have to be called.
        """
        by_loan: dict[int, list[Lent]] = {}
        for entry in self.lent:
            by_loan.setdefault(entry.loan, []).append(entry)
        return [
            (loan, tuple(lent[start : start + EXECUTE_MAX]))
            for loan, lent in by_loan.items()
            for start in range(0, len(lent), EXECUTE_MAX)
        ]


@dataclass(slots=True)
class _Purse:
    """What a lender has left while the round goes on."""

    lender: Lender
    cash: int
    exposure: int
    by_person: dict[str, int]
    by_group: dict[int, int]
    lends_to: int = 0  # the loan that it was last given


@dataclass(slots=True)
class _Waiting:
    """A mandate while the round goes on. over: why it can lend nothing more."""

    mandate: QueuedMandate
    purse: _Purse
    level: int
    rate: int
    days: int
    ticket: int
    lifetime: int
    today: int
    over: IdleReason | None = None
    units: int = 0
    excluded: Counter[IdleReason] = field(default_factory=Counter)


def allocate(market: RoundInput) -> Allocation:
    """Allocate the money of mandates to the loans that seek some.

    Args:
        market: All that the round goes by, in any order.

    Returns:
        What each mandate lends, and why the others do not.

    Raises:
        KeyError: When a mandate's owner is not among the lenders.
    """
    purses = {
        lender.owner: _Purse(
            lender, lender.balance, lender.exposure, dict(lender.by_person), dict(lender.by_group)
        )
        for lender in market.lenders
    }
    waiting = [
        _waiting(mandate, purses[mandate.owner], market)
        for mandate in sorted(market.mandates, key=lambda entry: entry.place)
    ]
    lent: list[Lent] = []
    room = market.day_room
    active = [entry for entry in waiting if entry.over is None]
    for loan in sorted(market.loans, key=lambda entry: entry.loan):
        room = _serve(loan, active, room, lent)
        active = [entry for entry in active if entry.over is None]
    idle = {
        entry.mandate.digest: _why(entry, bool(market.loans))
        for entry in waiting
        if entry.units == 0
    }
    return Allocation(
        tuple(lent), idle, {entry.mandate.digest: dict(entry.excluded) for entry in waiting}
    )


def _waiting(mandate: QueuedMandate, purse: _Purse, market: RoundInput) -> _Waiting:
    limits = mandate.limits
    entry = _Waiting(
        mandate, purse, min(limits.level_max, limits.statement), limits.rate_min_ppm,
        limits.days_max, limits.ticket, limits.lifetime_max - mandate.lent,
        limits.day_max - mandate.lent_today,
    )  # fmt: skip
    if market.closed:
        entry.over = IdleReason.GATE
    elif purse.lender.bar:
        entry.over = IdleReason(purse.lender.bar)
    else:
        entry.over = _spent(entry)
    return entry


def _spent(entry: _Waiting) -> IdleReason | None:
    """Why a mandate can lend to no loan at all any more."""
    purse, limits, ticket = entry.purse, entry.mandate.limits, entry.ticket
    if entry.lifetime < ticket:
        return IdleReason.LIFETIME
    if limits.exposure_max - purse.exposure < ticket:
        return IdleReason.EXPOSURE
    if purse.lender.lend_limit - purse.exposure < ticket:
        return IdleReason.LIMIT
    if entry.today < ticket:
        return IdleReason.DAY
    if purse.cash - limits.cash_floor < ticket:
        return IdleReason.CASH
    return None


def _serve(loan: SeekingLoan, active: list[_Waiting], room: int, lent: list[Lent]) -> int:
    """Go along the queue for one loan; return what the platform's day has left."""
    left, level, rate, days = loan.open_units, loan.level, loan.rate_ppm, loan.days
    for entry in active:
        if entry.level < level:
            entry.excluded[IdleReason.LEVEL] += 1
        elif entry.rate > rate:
            entry.excluded[IdleReason.RATE] += 1
        elif entry.days < days:
            entry.excluded[IdleReason.TERM] += 1
        elif entry.over is None:
            units, reason = _fitting(entry, loan, left, room)
            if reason is not None:
                entry.excluded[reason] += 1
                continue
            _lend(entry, loan, units)
            lent.append(Lent(loan.loan, entry.mandate.digest, units))
            left -= units
            room -= units
    return room


def _fitting(
    entry: _Waiting, loan: SeekingLoan, left: int, room: int
) -> tuple[int, IdleReason | None]:
    """What fits of a loan whose level, rate and term do, or why nothing does."""
    reason = _barred(entry.purse, loan)
    if reason is not None:
        return 0, reason
    own, reason = _own_room(entry, loan)
    if reason is not None:
        return 0, reason
    ticket = entry.ticket
    if left < ticket:
        return 0, IdleReason.FILLED
    if room < ticket:
        return 0, IdleReason.PLATFORM
    units = _without_rest(min(own, left, room), left, max(ticket, loan.ticket_min), loan)
    if units < ticket or (units < loan.ticket_min and units != left):
        return 0, IdleReason.TICKET
    return units, None


def _barred(purse: _Purse, loan: SeekingLoan) -> IdleReason | None:
    """Why an owner may not lend to a loan at all."""
    lender = purse.lender
    if lender.risk_class < loan.least_class:
        return IdleReason.CLASS
    if lender.group == loan.group or lender.group in loan.barred_groups:
        return IdleReason.RELATED
    if loan.loan in lender.retracted:
        return IdleReason.RETRACTED
    if loan.others is None:
        return IdleReason.OTHERS
    return IdleReason.OWNER if purse.lends_to == loan.loan else None


def _own_room(entry: _Waiting, loan: SeekingLoan) -> tuple[int, IdleReason | None]:
    """What a mandate's own limits leave for a loan, or which of them is reached."""
    purse, limits, ticket = entry.purse, entry.mandate.limits, entry.ticket
    person = limits.person_max - purse.by_person.get(loan.person, 0)
    if person < ticket:
        return 0, IdleReason.BORROWER
    group = limits.group_max - purse.by_group.get(loan.group, 0)
    if group < ticket:
        return 0, IdleReason.GROUP
    own = min(
        person, group, entry.lifetime, entry.today, purse.cash - limits.cash_floor,
        min(limits.exposure_max, purse.lender.lend_limit) - purse.exposure,
    )  # fmt: skip
    if own < ticket:
        # Another mandate of the same owner has lent what was there.
        entry.over = _spent(entry)
    return own, entry.over


def _without_rest(units: int, left: int, least: int, loan: SeekingLoan) -> int:
    """Leave nothing of a loan or as much as its smallest note, where what is lent allows it."""
    cut = left - loan.ticket_min
    return cut if least <= cut < units < left else units


def _lend(entry: _Waiting, loan: SeekingLoan, units: int) -> None:
    purse = entry.purse
    purse.cash -= units
    purse.exposure += units
    purse.by_person[loan.person] = purse.by_person.get(loan.person, 0) + units
    purse.by_group[loan.group] = purse.by_group.get(loan.group, 0) + units
    purse.lends_to = loan.loan
    entry.lifetime -= units
    entry.today -= units
    entry.units += units
    entry.over = _spent(entry)


def _why(entry: _Waiting, any_loans: bool) -> IdleReason:  # noqa: FBT001 - of this module alone
    if entry.over is not None:
        return entry.over
    if not any_loans:
        return IdleReason.NONE
    return max(entry.excluded, key=_RANK.__getitem__)
