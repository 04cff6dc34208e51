"""What is still to come of the notes that are held: by contract, and with losses in it.

By contract every instalment comes when it is due. With losses, each note's instalments are lowered
by what notes so late lose in the end by the platform's roll rates. Reinvested, what has come is
lent again from the next month on at the notes' own average rate, less fees and what notes that are
not late lose, a year of it over the months that are left, and counts with its interest. None of it
is a promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.dates import date_from_day

if TYPE_CHECKING:
    from tallystick.investing.roll_rates import RollRates

__all__ = ["DueNote", "DueRow", "Forecast", "ForecastMonth", "forecast"]

PPM = 1_000_000
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class DueRow:
    """An instalment of a loan. due: in days since 1970-01-01. Amounts: of the whole loan."""

    due: int
    principal: int
    interest: int


@dataclass(frozen=True, slots=True)
class DueNote:
    """A note that is held, and what its loan still pays.

    units, principal: the note's share is the one of the other. servicing_ppm: the platform's part
    of the interest.
    """

    loan: int
    units: int
    principal: int
    servicing_ppm: int
    rate_ppm: int
    days_past_due: int
    rows: Sequence[DueRow]


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """What a month brings, in minor units. What is overdue counts in the first one.

    contractual: principal and interest as agreed. expected: the same, with losses in it.
    reinvested: all that is there at its end if what came is lent again, the principal included.
    """

    month: str
    principal: int
    interest: int
    expected: int
    reinvested: int

    @property
    def contractual(self) -> int:
        """Principal and interest, as agreed."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months to come. half_back: in which half of what is outstanding is back, with losses.

    expected_loss: contractual less expected, over all months. None where half never comes back.
    """

    months: tuple[ForecastMonth, ...]
    half_back: str | None

    @property
    def contractual(self) -> int:
        """All that is agreed."""
        return sum(month.contractual for month in self.months)

    @property
    def expected(self) -> int:
        """All that is expected."""
        return sum(month.expected for month in self.months)


def forecast(notes: Sequence[DueNote], rates: RollRates, today: int) -> Forecast:
    """Return what notes are still to bring.

    Args:
        notes: The notes of loans that run.
        rates: The platform's roll rates.
        today: The platform's day, in days since 1970-01-01.

    Returns:
        The months from this one to the last instalment's; each share is rounded down.
    """
    this = _month_of(today)
    principal: dict[int, int] = {}
    interest: dict[int, int] = {}
    expected: dict[int, int] = {}
    for note in notes:
        kept = PPM - rates.loss_of(note.days_past_due)
        for row in note.rows:
            month = max(this, _month_of(row.due))
            mine = row.principal * note.units // note.principal
            net = row.interest * note.units * (PPM - note.servicing_ppm) // (note.principal * PPM)
            principal[month] = principal.get(month, 0) + mine
            interest[month] = interest.get(month, 0) + net
            expected[month] = expected.get(month, 0) + (mine + net) * kept // PPM
    if not principal:
        return Forecast((), None)
    growth = _growth_ppm([note for note in notes if note.rows], rates, today)
    months, there, back, half = list[ForecastMonth](), 0, 0, None
    outstanding = sum(principal.values())
    for place in range(this, max(principal) + 1):
        there += there * growth // PPM + expected.get(place, 0)
        back += expected.get(place, 0)
        name = _name(place)
        if half is None and 2 * back >= outstanding:
            half = name
        months.append(
            ForecastMonth(
                name, principal.get(place, 0), interest.get(place, 0), expected.get(place, 0), there
            )
        )
    return Forecast(tuple(months), half)


def _growth_ppm(notes: Sequence[DueNote], rates: RollRates, today: int) -> int:
    """What a month adds to money that is lent again: the average rate after fees and losses."""
    weighed = total = 0
    for note in notes:
        left = sum(row.principal for row in note.rows) * note.units // note.principal
        net = note.rate_ppm * (PPM - note.servicing_ppm) // PPM
        months = max(1, _month_of(max(row.due for row in note.rows)) - _month_of(today))
        # What is lost in the end is lost over the months that are left.
        lost = rates.loss_of(0) * MONTHS_PER_YEAR // months
        weighed += left * (net - min(net, lost))
        total += left
    return weighed // (total * MONTHS_PER_YEAR) if total else 0


def _month_of(day: int) -> int:
    date = date_from_day(day)
    return date.year * MONTHS_PER_YEAR + date.month - 1


def _name(place: int) -> str:
    year, month = divmod(place, MONTHS_PER_YEAR)
    return f"{year:04d}-{month + 1:02d}"
