# pragma version 0.4.3
"""
@title Exact repayment schedules
@license MIT
@notice The one definition of an instalment: annuity, linear, interest only and
        bullet, in integers of the token's minor unit. The client mirrors this
        file to the last unit.
@dev Interest of a period is half-up(balance * num / den). For months the
     fraction is rate * months / 12 (30/360), for days rate * days / 365.
"""


# @dev We import the rounding functions: each division below names its own.
from . import constants
from . import rounding


# Methods of repayment.
ANNUITY: constant(uint256) = 0
LINEAR: constant(uint256) = 1
INTEREST_ONLY: constant(uint256) = 2
BULLET: constant(uint256) = 3
# Denominators of the rate per period: ppm a year, over months or over days.
DEN_MONTHS: constant(uint256) = 12 * constants.PPM
DEN_DAYS: constant(uint256) = constants.DAYS_A_YEAR * constants.PPM
# The scale of discounts, for 36 decimals.
ONE: constant(uint256) = 10 ** 36


@internal
@pure
def _fraction(rate_ppm: uint256, period: uint256, in_days: bool) -> (uint256, uint256):
    """
    @notice Returns the rate per period as a fraction.
    @param rate_ppm ppm a year, 0 to 1,000,000.
    @param period Months, 1 to 12, or days, 1 to 366.
    @param in_days Whether the period is in days.
    @return The numerator.
    @return The denominator: 12 million for months, 365 million for days.
    """
    if in_days:
        return rate_ppm * period, DEN_DAYS
    return rate_ppm * period, DEN_MONTHS


@internal
@pure
def _interest(balance: uint256, num: uint256, den: uint256) -> uint256:
    """
    @notice Returns the interest of one whole period.
    @param balance In minor units of the token, 0 to 10^15.
    @param num The numerator of the rate per period.
    @param den The denominator of the rate per period.
    @return In minor units, rounded half up.
    """
    return rounding._div_half_up(balance * num, den)


@internal
@pure
def _annuity(balance: uint256, num: uint256, den: uint256, rows: uint256) -> uint256:
    """
    @dev half-up(P i / (1 - (1 + i)^-m)) such that true ties are found: the discount is
         rounded up in each step, so an exact half is never missed from below.
    """
    if num == 0:
        return rounding._div_half_up(balance, rows)
    factor: uint256 = rounding._div_ceil(ONE * den, den + num)
    discount: uint256 = ONE
    left: uint256 = rows
    for _: uint256 in range(9):
        if left & 1 == 1:
            discount = rounding._div_ceil(discount * factor, ONE)
        left = left >> 1
        if left == 0:
            break
        factor = rounding._div_ceil(factor * factor, ONE)
    paid_off: uint256 = ONE - discount
    return rounding._div_floor(2 * balance * num * ONE + den * paid_off, 2 * den * paid_off)


@internal
@pure
def _level(
    method: uint256, balance: uint256, num: uint256, den: uint256, rows: uint256
) -> uint256:
    """
    @notice Returns what stays level over the rows that bear principal: the payment of an
            annuity, the principal part of a linear loan, else 0.
    @param method The method, 0 to 3.
    @param balance In minor units of the token, 1 to 10^15.
    @param num The numerator of the rate per period.
    @param den The denominator of the rate per period.
    @param rows How many rows bear principal, 1 to 480.
    @return In minor units, rounded half up.
    """
    if method == ANNUITY:
        return self._annuity(balance, num, den, rows)
    if method == LINEAR:
        return rounding._div_half_up(balance, rows)
    return 0


@internal
@pure
def _principal_part(
    method: uint256,
    level: uint256,
    balance: uint256,
    interest: uint256,
    k: uint256,
    lead: uint256,
    n: uint256,
) -> uint256:
    """
    @notice Returns the principal of row k, of the balance before it.
    @dev The last row pays the whole balance, so the last payment absorbs the rounding.
    @param method The method, 0 to 3.
    @param level What stays level, in minor units of the token.
    @param balance The balance before the row, in minor units.
    @param interest The row's interest, in minor units.
    @param k The row's number, from 1.
    @param lead How many rows from the first bear no principal, 0 to n - 1.
    @param n The last row's number, 1 to 480.
    @return In minor units, 0 to balance.
    """
    if k == n:
        return balance
    if method > LINEAR or k <= lead:
        return 0
    if method == ANNUITY:
        return min(level - interest, balance)
    return min(level, balance)
