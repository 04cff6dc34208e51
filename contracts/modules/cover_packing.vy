# pragma version 0.4.3
"""
@title Cover by the month
@license MIT
@notice The loans that default in one calendar month share what is set aside for
        it in proportion to their caps: cap * funds / caps, rounded down.
@dev Layouts, from the low bit.
     Bucket: caps 64, funds 64, caps left 63, funds left 64, fixed 1.
     Place: cap 50, month 32.
"""


# @dev We import the rounding functions and the constants that modules share.
from . import constants
from . import rounding


struct Bucket:
    caps: uint256  # of all loans of the month, minor units
    funds: uint256  # what they share, minor units; 0 until fixed
    caps_left: uint256  # of those not covered yet, minor units
    funds_left: uint256  # what is still set aside for them, minor units
    fixed: bool  # whether the ratio is fixed


struct Place:
    month: uint256  # months since March of year 0
    cap: uint256  # the loan's cap in that month, minor units


BITS_63: constant(uint256) = 2 ** 63 - 1


@internal
@pure
def _pack(bucket: Bucket) -> uint256:
    """
    @notice Packs a bucket into its word; 9,000 loans of the largest principal fit.
    @param bucket The bucket, in minor units of the token.
    @return The word.
    """
    assert bucket.caps <= BITS_63, "RESERVE:ENTER:RANGE"
    return (
        bucket.caps
        | (bucket.funds << 64)
        | (bucket.caps_left << 128)
        | (bucket.funds_left << 191)
        | (convert(bucket.fixed, uint256) << 255)
    )


@internal
@pure
def _unpack(word: uint256) -> Bucket:
    """
    @notice Unpacks a bucket's word.
    @param word The packed word, as in this module's header.
    @return The bucket; all zero for a month without defaults.
    """
    return Bucket(
        caps=word & constants.BITS_64,
        funds=(word >> 64) & constants.BITS_64,
        caps_left=(word >> 128) & BITS_63,
        funds_left=(word >> 191) & constants.BITS_64,
        fixed=word >> 255 == 1,
    )


@internal
@pure
def _pack_place(place: Place) -> uint256:
    """
    @notice Packs a place into its word.
    @param place The place, in minor units of the token.
    @return The word.
    """
    return place.cap | (place.month << 50)


@internal
@pure
def _unpack_place(word: uint256) -> Place:
    """
    @notice Unpacks a place's word.
    @param word The packed word, as in this module's header.
    @return The place; all zero for a loan that has none.
    """
    return Place(month=word >> 50, cap=word & constants.BITS_50)


@internal
@pure
def _share(bucket: Bucket, cap: uint256) -> uint256:
    """
    @notice Returns what a loan gets of its month.
    @param bucket The month's bucket, fixed.
    @param cap The loan's cap, in minor units of the token.
    @return In minor units, rounded down: cap * funds / caps.
    """
    return rounding._div_floor(cap * bucket.funds, bucket.caps)
