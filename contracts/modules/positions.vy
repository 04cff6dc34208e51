# pragma version 0.4.3
"""
@title A lender's position in one word, and what it has earned
@license MIT
@notice To settle one kind: x = units * (T - s) + f; pay floor(x / U);
        f = x mod U; s = T. Nothing is lost and nothing depends on how often
        one claims; what is not yet a whole unit stays as dust, less than one
        unit for each holder and kind.
@dev Layout, from the low bit: units 50, principal seen 50, interest seen 56,
     principal fraction 50, interest fraction 50. A fraction is below U.
     Principal seen is at most 10^15; above it stand two marks: of a holder who
     has retracted funding (nothing seen), and of one whose loan has ended and
     whose loss no longer counts as lent (all seen).
"""


# @dev We import the constants that modules share, and the rounding functions.
from . import constants
from . import rounding


# The marks in the place of the principal seen.
RETRACTED: constant(uint256) = 2 ** 50 - 1
ENDED: constant(uint256) = 2 ** 50 - 2


@internal
@pure
def _units(word: uint256) -> uint256:
    """
    @notice Reads the units of a position.
    @param word The packed word, as in this module's header.
    @return Units, in minor units of original principal, 0 to 10^15.
    """
    return word & constants.BITS_50


@internal
@pure
def _with_units(word: uint256, units: uint256) -> uint256:
    """
    @notice Returns a position with other units.
    @param word The packed word, as in this module's header.
    @param units Units, in minor units of original principal, 0 to 10^15.
    @return The position's word.
    """
    return (word & ~constants.BITS_50) | units


@internal
@pure
def _retracted(units: uint256) -> uint256:
    """
    @notice Returns the position of a holder who has retracted.
    @param units What is left, in minor units of original principal, 0 to 10^15.
    @return The position's word.
    """
    return units | (RETRACTED << 50)


@internal
@pure
def _has_retracted(word: uint256) -> bool:
    """
    @notice Returns whether a holder has retracted funding of the loan.
    @param word The packed word, as in this module's header.
    @return Whether the mark is set.
    """
    return (word >> 50) & constants.BITS_50 == RETRACTED


@internal
@pure
def _begun(principal_total: uint256, interest_total: uint256) -> uint256:
    """
    @notice Returns the position of who has held nothing yet: it begins at the totals of now.
    @param principal_total Principal received for the lenders, in minor units.
    @param interest_total Interest and late charges received for the lenders, in minor
            units.
    @return The position's word, without units.
    """
    return (principal_total << 50) | (interest_total << 100)


@internal
@pure
def _settle(
    word: uint256,
    units_total: uint256,
    principal_total: uint256,
    interest_total: uint256,
    ended: bool,
) -> (uint256, uint256, uint256, uint256):
    """
    @notice Settles a position up to the loan's totals.
    @param word The packed word, as in this module's header.
    @param units_total Units in all: the original principal, in minor units; 0 before the
            first payment.
    @param principal_total Principal received for the lenders, in minor units.
    @param interest_total Interest and late charges received for the lenders, in minor
            units.
    @param ended Whether the loan has ended: no more principal will come.
    @return The position after it.
    @return Principal to pay, in minor units, rounded down; the rest stays in the position.
    @return Interest to pay, in minor units, rounded down; the rest stays in the position.
    @return Principal that will never come, with the fraction that is never paid, in minor
            units, rounded up: once, when the loan has ended.
    """
    if units_total == 0:
        return word, 0, 0, 0
    units: uint256 = word & constants.BITS_50
    at_end: bool = False
    seen: uint256 = (word >> 50) & constants.BITS_50
    mark: uint256 = principal_total
    if seen == RETRACTED:
        seen = 0
    if ended:
        mark = ENDED
        if seen == ENDED:
            seen = principal_total
        else:
            at_end = True
    # Factors of 50 and at most 56 bits, and a fraction of 50: nothing overflows.
    principal: uint256 = unsafe_add(
        unsafe_mul(units, principal_total - seen), (word >> 156) & constants.BITS_50
    )
    interest: uint256 = unsafe_add(
        unsafe_mul(units, interest_total - ((word >> 100) & constants.BITS_56)), word >> 206
    )
    lost: uint256 = 0
    if at_end:
        # With the fraction that stays behind: what was paid and what was lost are the whole.
        lost = rounding._div_ceil(
            units * (units_total - principal_total) + principal % units_total, units_total
        )
    after: uint256 = (
        units
        | (mark << 50)
        | (interest_total << 100)
        | ((principal % units_total) << 156)
        | ((interest % units_total) << 206)
    )
    return after, principal // units_total, interest // units_total, lost
