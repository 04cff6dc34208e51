"""What a mandate lends to a loan: the mirror of the Mandates contract, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.dates import Unit
from tallystick.loans.state import require_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.loans.schedule import Terms

__all__ = [
    "EXECUTE_MAX",
    "OTHERS_MAX",
    "Asked",
    "Limits",
    "LoanOnOffer",
    "Used",
    "execution",
    "fitting",
]

# Mandates, and other loans of the borrower's group, that one execution takes.
EXECUTE_MAX = 50
OTHERS_MAX = 20
_DAYS_A_MONTH = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a mandate allows; amounts in minor units, as in the Mandate that is signed.

    level_max, statement: the highest risk level, and the one up to which the risk statement speaks.
    days_max: the longest term, a month counted as 31 days. ticket: the least to lend at once.
    expiry: the last Unix second.
    """

    level_max: int
    statement: int
    rate_min_ppm: int
    days_max: int
    ticket: int
    person_max: int
    group_max: int
    day_max: int
    exposure_max: int
    lifetime_max: int
    cash_floor: int
    expiry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Where a mandate's owner stands before an execution; amounts in minor units.

    balance: free in the Escrow. exposure: lent in all. lent, lent_today: by this mandate, over its
    life and on this day of UTC. person, group: units held of the loan and of other loans that count
    against the borrower's and their group's caps.
    """

    balance: int
    exposure: int
    lent: int = 0
    lent_today: int = 0
    person: int = 0
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanOnOffer:
    """What mandates ask of a listed loan: its level, terms, open units and smallest note."""

    level: int
    terms: Terms
    open_units: int
    ticket_min: int

    @property
    def days(self) -> int:
        """The term in days, a month counted as 31."""
        days = self.terms.n * self.terms.period
        return days if self.terms.unit is Unit.DAYS else days * _DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Asked:
    """One mandate of an execution: whose it is, what it allows, and the most to lend for it."""

    owner: str
    limits: Limits
    used: Used
    units: int


def fitting(limits: Limits, used: Used, loan: LoanOnOffer, units: int, now: int) -> int:
    """Return what one mandate would lend to a loan.

    The owner's standing (class, freeze, credential, groups) is the Registry's to judge.

    Args:
        limits: What the mandate allows.
        used: Where its owner stands.
        loan: The loan.
        units: The most that the executor asks for, in minor units.
        now: The Unix second of the execution.

    Returns:
        In minor units; 0 when the loan does not fit, or less than the ticket or the smallest note
        would. An exposure above the limit is not cut down: the mandate is passed over.

    Raises:
        TermsError: LOAN:UNITS or LOAN:NOW when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("units", units)
    require_amount("now", now)
    amount = _within(limits, used, loan, units, now)
    return 0 if used.exposure + amount > limits.exposure_max else amount


def execution(loan: LoanOnOffer, asks: Sequence[Asked], now: int) -> tuple[int, ...]:
    """Return what one execution would lend for each of several mandates, in its order.

    Args:
        loan: The loan.
        asks: The mandates, at most 50; a second one of an owner for whom one fits is passed over.
        now: The Unix second of the execution.

    Returns:
        What each would lend, in minor units. What an earlier one could lend is no longer open to
        those after it, even when its exposure keeps it from lending.

    Raises:
        TermsError: LOAN:UNITS or LOAN:NOW when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("now", now)
    left, lent, owners = loan.open_units, [], set[str]()
    for asked in asks:
        require_amount("units", asked.units)
        amount = _within(asked.limits, asked.used, loan, min(asked.units, left), now)
        if asked.owner in owners:
            amount = 0
        if amount:
            owners.add(asked.owner)
        left -= amount
        lent.append(0 if asked.used.exposure + amount > asked.limits.exposure_max else amount)
    return tuple(lent)


def _within(limits: Limits, used: Used, loan: LoanOnOffer, units: int, now: int) -> int:
    """What fits but for the exposure, which the Registry checks."""
    if (
        now > limits.expiry
        or loan.level > min(limits.level_max, limits.statement)
        or loan.terms.rate_ppm < limits.rate_min_ppm
        or loan.days > limits.days_max
    ):
        return 0
    fits = min(
        units,
        max(0, used.balance - limits.cash_floor),
        max(0, limits.lifetime_max - used.lent),
        max(0, limits.day_max - used.lent_today),
        max(0, limits.person_max - used.person),
        max(0, limits.group_max - used.group),
    )
    if fits < limits.ticket or (fits < loan.ticket_min and fits != loan.open_units):
        return 0
    return fits
