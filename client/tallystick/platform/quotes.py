"""What people learn before they sign or pay: an offer's cost, a loan's payoff, a note's price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.loans.schedule import Schedule

__all__ = ["PayoffQuote", "Quote", "Seen"]


@dataclass(frozen=True, slots=True)
class Quote:
    """What an offer means for the borrower: received is the principal less the fees withheld.

    The rate is the effective annual one with those fees, in ppm.
    """

    schedule: Schedule
    origination: int
    contribution: int
    received: int
    annual_percentage_rate_ppm: int


@dataclass(frozen=True, slots=True)
class PayoffQuote:
    """What closes a loan; valid until and including a Unix second, the end of the day."""

    principal: int
    interest: int
    charges: int
    day: int
    valid_until: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.principal + self.interest + self.charges


@dataclass(frozen=True, slots=True)
class Seen:
    """What a party to a sale has seen of the loan; a sale at other totals is refused.

    dpd_max: days past due up to which they would deal. principal, interest: received for the
    lenders so far, in minor units.
    """

    dpd_max: int
    principal: int
    interest: int
