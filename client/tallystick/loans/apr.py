"""The published annual percentage rate: the effective annual rate of a loan's cash flows.

It is the rate x with  sum of payment_k / (1 + x)^(k * period / year) = amount received,  where
period / year is months / 12 or days / 365, rounded half up to one ppm. The answer is decided by
comparing present values at the points half-way between two ppm, with as many digits as that takes
and an exact test for the true tie; no float is involved and the last digit is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

from tallystick.loans.dates import Unit
from tallystick.loans.rounding import TermsError, require_int
from tallystick.loans.schedule import (
    INSTALMENTS_MAX,
    PERIOD_MAX,
    PERIODS_PER_YEAR,
    PPM,
    Terms,
    schedule,
)

__all__ = ["APR_PPM_MAX", "annual_percentage_rate_ppm", "effective_annual_rate_ppm"]

APR_PPM_MAX = 10**12  # a million-fold in a year; what lies above is refused, not published
AMOUNT_MAX = 10**18

_FIRST_DIGITS = 40
# Digits that rounding can spoil: (1 + x)^(period / year) loses at most 2, its 480th power 3 more,
# and the 960 steps of the sum 3 more at the very most; the bound is kept well above.
_SPOILT_DIGITS = 9


def annual_percentage_rate_ppm(terms: Terms, upfront_fees: int = 0) -> int:
    """Return the annual percentage rate of a loan whose fees are withheld at issue.

    The borrower receives the principal less the fees and pays the schedule; the rate is the
    effective annual rate of these cash flows.

    Args:
        terms: The terms of the loan.
        upfront_fees: Withheld from the principal, in minor units, 0 to below the principal.

    Returns:
        The rate in ppm a year, rounded half up.

    Raises:
        TermsError: APR:UPFRONT_FEES when the fees are out of bounds, APR:TOO_HIGH when the rate is
            above 10^12 ppm.
        TypeError: When the fees are not an integer.
    """
    require_int("upfront_fees", upfront_fees, 0, terms.principal - 1, scope="APR")
    received = terms.principal - upfront_fees
    return effective_annual_rate_ppm(received, schedule(terms).payments, terms.period, terms.unit)


def effective_annual_rate_ppm(
    received: int, payments: Sequence[int], period: int, unit: Unit
) -> int:
    """Return the yearly rate at which equally spaced payments are worth what was received.

    It solves  sum of payment_k / (1 + x)^(k * period / year) = received.  As no payment is negative
    there is exactly one solution. It is negative when the payments add up to less than was
    received, and 0 when they add up to just that.

    Args:
        received: What the borrower receives, in minor units, 1 to 10^18.
        payments: What is paid, in minor units, 0 to 10^18 each, 1 to 480 of them. The first falls
            due one period after the money was received.
        period: Length of a period, 1 to 12 months or 1 to 366 days.
        unit: Unit of the period.

    Returns:
        The effective annual rate in ppm, -1,000,000 to 10^12, rounded half up.

    Raises:
        TermsError: APR:RECEIVED, APR:PERIOD, APR:ROWS or APR:PAYMENT when a value is out of bounds,
            APR:PAYMENTS when nothing is ever paid, APR:TOO_HIGH above 10^12 ppm.
        TypeError: When `unit` is not a Unit, or another value is not an integer.
    """
    require_int("received", received, 1, AMOUNT_MAX, scope="APR")
    if not isinstance(unit, Unit):
        raise TypeError(f"unit must be a Unit, not {type(unit).__name__}")
    require_int("period", period, 1, PERIOD_MAX[unit], scope="APR")
    require_int("rows", len(payments), 1, INSTALMENTS_MAX, scope="APR")
    for payment in payments:
        require_int("payment", payment, 0, AMOUNT_MAX, scope="APR")
    if not any(payments):
        raise TermsError("APR:PAYMENTS", "something must be paid for a rate to exist", {"paid": 0})
    flows = _Flows(received, tuple(payments), Fraction(period, PERIODS_PER_YEAR[unit]))
    # The greatest whole ppm whose lower half-way point is not above the rate. The first is known
    # to hold: every rate is above -100 %.
    low, high = -PPM, APR_PPM_MAX + 1
    if flows.rate_is_at_least(2 * high - 1):
        raise TermsError(
            "APR:TOO_HIGH",
            f"a rate above {APR_PPM_MAX} ppm a year is not published",
            {"received": received, "paid": sum(payments)},
        )
    while high - low > 1:
        middle = (low + high) // 2
        if flows.rate_is_at_least(2 * middle - 1):
            low = middle
        else:
            high = middle
    return low


class _Flows:
    """Cash flows whose rate can be compared with a given one, exactly."""

    def __init__(self, received: int, payments: tuple[int, ...], years: Fraction) -> None:
        self.received = received
        self.payments = payments
        self.years = years  # the length of one period

    def rate_is_at_least(self, half_ppm: int) -> bool:
        """Whether the rate is >= half_ppm / 2,000,000, which must be odd and above -2,000,000.

        Present value falls as the rate rises, so this asks whether the payments, discounted at the
        given rate, are worth at least what was received.
        """
        growth = Fraction(2 * PPM + half_ppm, 2 * PPM)
        digits = _FIRST_DIGITS
        while True:
            context = Context(prec=digits)
            worth = self._present_value(growth, context)
            difference = context.subtract(worth, Decimal(self.received))
            doubt = context.multiply(worth, Decimal(10) ** (_SPOILT_DIGITS - digits))
            if abs(difference) > doubt:
                return difference > 0
            if self._is_tie(growth):
                return True
            digits *= 2

    def _present_value(self, growth: Fraction, context: Context) -> Decimal:
        base = context.divide(Decimal(growth.numerator), Decimal(growth.denominator))
        exponent = context.divide(Decimal(-self.years.numerator), Decimal(self.years.denominator))
        discount = context.power(base, exponent)
        worth = Decimal(0)
        for payment in reversed(self.payments):
            worth = context.multiply(context.add(worth, Decimal(payment)), discount)
        return worth

    def _is_tie(self, growth: Fraction) -> bool:
        """Whether the present value at this growth is exactly what was received.

        Half-way between two ppm the growth is an odd number over 2^7 * 5^j, which is not a power of
        a rational, except perhaps a seventh. As 7 divides neither 12 nor 365, the discount of k
        periods is rational only when k periods are whole years. The others are linearly independent
        over the rationals and no payment is negative, so a tie needs every payment on a whole year.
        """
        worth = Fraction(0)
        for k, payment in enumerate(self.payments, start=1):
            passed = self.years * k
            if payment and passed.denominator != 1:
                return False
            if payment:
                worth += payment / growth ** int(passed)
        return worth == self.received
