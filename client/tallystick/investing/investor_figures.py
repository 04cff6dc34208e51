"""What an investor's notes have come to: net annualised return, the bridge of losses, the spread.

The net annualised return (NAR) weighs months by principal: with n(m) what month m has earned, less
what it has lost, and d(m) the principal outstanding in it, NAR = (1 + sum n / sum d)^12 - 1. The
adjusted one takes off what late notes will lose in the end by the platform's roll rates. Cash that
waits is in neither. Source: LendingClub's published method, with own roll rates in place of its.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tallystick.loans.dates import date_from_day

if TYPE_CHECKING:
    from tallystick.investing.note_history import NoteDay, NoteHistory
    from tallystick.investing.roll_rates import RollRates

__all__ = [
    "HeldNote",
    "InvestorFigures",
    "InvestorMonth",
    "Spread",
    "investor_figures",
    "nar_ppm",
    "spread",
]

PPM = 1_000_000
MONTHS_PER_YEAR = 12
_SUMS = ("interest", "fees", "lost", "recovered", "resale")


@dataclass(frozen=True, slots=True)
class HeldNote:
    """A note that is held now, and what it hangs on.

    outstanding: in minor units. term: of the loan, in months, days rounded up to one of 31.
    """

    loan: int
    outstanding: int
    days_past_due: int
    borrower: str
    group: int
    level: int
    term: int


@dataclass(frozen=True, slots=True)
class InvestorMonth:
    """A month of the platform's calendar, in minor units.

    weighed: principal outstanding when it began, and what came during it in proportion to the days
    that were left, rounded down.
    """

    month: str
    weighed: int
    interest: int
    fees: int
    lost: int
    recovered: int
    resale: int

    @property
    def net(self) -> int:
        """What it has earned, below zero where it has lost more."""
        return self.interest - self.lost + self.recovered + self.resale


@dataclass(frozen=True, slots=True)
class Spread:
    """Over what the outstanding notes are spread: amounts by name, the largest first.

    herfindahl_ppm: the sum of the squared shares, rounded down; 1,000,000 for a single one.
    """

    parts: tuple[tuple[str, int], ...]
    herfindahl_ppm: int


@dataclass(frozen=True, slots=True)
class InvestorFigures:
    """Everything since the first note; amounts in minor units, rates in ppm a year.

    promised: interest at the loans' rates on what was outstanding. waiting: what of it has not
    come: not due yet, or late. expected_loss: of the late notes, by roll rates, rounded up.
    cash_share_ppm: idle cash, of cash and notes. The returns are None before the first month.
    """

    months: tuple[InvestorMonth, ...]
    promised: int
    waiting: int
    fees: int
    lost: int
    recovered: int
    resale: int
    outstanding: int
    expected_loss: int
    cash: int
    cash_share_ppm: int
    promised_ppm: int | None
    nar_ppm: int | None
    adjusted_nar_ppm: int | None
    by_borrower: Spread
    by_group: Spread
    by_level: Spread
    by_term: Spread

    @property
    def earned(self) -> int:
        """Promised - waiting - fees - lost + recovered + resale; below zero where more is lost."""
        came = self.promised - self.waiting - self.fees
        return came - self.lost + self.recovered + self.resale


def investor_figures(
    histories: Sequence[NoteHistory],
    held: Sequence[HeldNote],
    cash: int,
    rates: RollRates,
    today: int,
) -> InvestorFigures:
    """Return the figures of an investor.

    Args:
        histories: Of every note that they ever held.
        held: The notes that they hold now.
        cash: In the Escrow, in minor units.
        rates: The platform's roll rates.
        today: The platform's day, in days since 1970-01-01.

    Returns:
        The figures; each division says in its field how it rounds.
    """
    months = _months(histories, today)
    promised = sum(history.promised(today) for history in histories)
    sums = {name: sum(getattr(history.last, name) for history in histories) for name in _SUMS}
    outstanding = sum(note.outstanding for note in held)
    loss = sum(
        -(-note.outstanding * rates.loss_of(note.days_past_due) // PPM)
        for note in held
        if note.days_past_due
    )
    weights = sum(history.principal_days(today) for history in histories)
    rated = [(month.net, month.weighed) for month in months]
    return InvestorFigures(
        months=months,
        promised=promised,
        waiting=promised - sums["interest"] - sums["fees"],
        fees=sums["fees"],
        lost=sums["lost"],
        recovered=sums["recovered"],
        resale=sums["resale"],
        outstanding=outstanding,
        expected_loss=loss,
        cash=cash,
        cash_share_ppm=cash * PPM // (cash + outstanding) if cash + outstanding else 0,
        promised_ppm=promised * PPM * 365 // weights if weights else None,
        nar_ppm=nar_ppm(rated),
        adjusted_nar_ppm=nar_ppm([*rated, (-loss, 0)]),
        by_borrower=spread(held, "borrower"),
        by_group=spread(held, "group"),
        by_level=spread(held, "level"),
        by_term=spread(held, "term"),
    )


def nar_ppm(months: Sequence[tuple[int, int]]) -> int | None:
    """Return the net annualised return of months.

    Args:
        months: What each has earned, and the principal outstanding in it.

    Returns:
        (1 + sum of the first / sum of the second)^12 - 1 in ppm, rounded half up once, -1,000,000
        where more is lost than was there; None where nothing was outstanding.
    """
    net, weighed = sum(n for n, _ in months), sum(d for _, d in months)
    if not weighed:
        return None
    growth = max(Fraction(0), 1 + Fraction(net, weighed))
    return _half_up((growth**MONTHS_PER_YEAR - 1) * PPM)


def spread(held: Sequence[HeldNote], by: str | Callable[[HeldNote], object]) -> Spread:
    """Return over what notes are spread.

    Args:
        held: The notes.
        by: The field that names where each belongs, or what tells it.

    Returns:
        The parts, the largest first, equal ones by name.
    """
    owed: Counter[str] = Counter()
    for note in held:
        part = getattr(note, by) if isinstance(by, str) else by(note)
        owed[str(part)] += note.outstanding
    total = owed.total()
    parts = sorted(owed.items(), key=lambda part: (-part[1], part[0]))
    squares = sum(amount * amount for amount in owed.values())
    return Spread(tuple(parts), squares * PPM // (total * total) if total else 0)


def _months(histories: Sequence[NoteHistory], today: int) -> tuple[InvestorMonth, ...]:
    if not histories:
        return ()
    firsts = _first_days(min(history.days[0].day for history in histories), today)
    return tuple(_month(histories, begins, ends) for begins, ends in pairwise(firsts))


def _first_days(first: int, today: int) -> list[int]:
    """The first day of each month, from that of the first day to the one after today."""
    day, firsts = date_from_day(first).replace(day=1), list[int]()
    epoch = date_from_day(0)
    while True:
        firsts.append((day - epoch).days)
        if firsts[-1] > today:
            return firsts
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def _month(histories: Sequence[NoteHistory], begins: int, ends: int) -> InvestorMonth:
    weighed, sums = 0, dict.fromkeys(_SUMS, 0)
    for history in histories:
        before, after = history.before(begins), history.before(ends)
        if after is None:
            continue
        for name in _SUMS:
            sums[name] += getattr(after, name) - (0 if before is None else getattr(before, name))
        weighed += 0 if before is None else before.outstanding
        weighed += _came(history, before, begins, ends)
    return InvestorMonth(date_from_day(begins).isoformat()[:7], weighed, **sums)


def _came(history: NoteHistory, before: NoteDay | None, begins: int, ends: int) -> int:
    """Principal that was acquired during the month, by the days that were left; rounded down."""
    known, came = 0 if before is None else before.acquired, 0
    for day in history.days:
        if begins <= day.day < ends:
            came += (day.acquired - known) * (ends - day.day)
            known = day.acquired
    return came // (ends - begins)


def _half_up(value: Fraction) -> int:
    doubled = 2 * value + 1
    return doubled.numerator // (2 * doubled.denominator)
