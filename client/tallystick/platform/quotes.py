"""What people learn before they sign or pay: an offer's cost, a loan's payoff, a note's price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.rounding import div_ceil
from tallystick.loans.schedule import PPM, schedule

if TYPE_CHECKING:
    from tallystick.loans.schedule import Schedule, Terms

__all__ = ["PayoffQuote", "Quote", "Seen", "quote_of"]


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


def quote_of(terms: Terms, origination_ppm: int, reserve_ppm: int) -> Quote:
    """Return a loan's schedule and true cost.

    Args:
        terms: The loan's terms.
        origination_ppm: What the platform withholds, ppm of the principal.
        reserve_ppm: What the reserve gets of it, ppm of the principal.

    Returns:
        Amounts in minor units, both fees rounded up as the contract's are; the rate in ppm, half
        up.

    Raises:
        TermsError: When the terms are out of bounds, or APR:UPFRONT_FEES when the fees leave
            nothing of the principal.
    """
    origination = div_ceil(terms.principal * origination_ppm, PPM)
    contribution = div_ceil(terms.principal * reserve_ppm, PPM)
    withheld = origination + contribution
    return Quote(
        schedule=schedule(terms),
        origination=origination,
        contribution=contribution,
        received=terms.principal - withheld,
        annual_percentage_rate_ppm=annual_percentage_rate_ppm(terms, withheld),
    )
