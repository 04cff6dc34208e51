# pragma version 0.4.3
"""
@title The frozen terms of a loan, in one word
@license MIT
@notice Written once when a loan is listed; nothing can change them afterwards.
@dev Layout, from the low bit: principal 50, rate 20, n 9, period 9, in_days 1,
     method 2, lead 9, grace 9, late rate 20, late cap 20, default DPD 10,
     servicing 20, late share 20, market fee 20, recovery 18, quorum 14 (in steps of
     100 ppm); 5 bits free.
"""


# @dev We import the constants that modules share.
from . import constants


struct Terms:
    principal: uint256  # minor units of the token, 1 to 10^15
    rate_ppm: uint256  # ppm a year, 0 to 1,000,000
    n: uint256  # instalments, 1 to 480
    period: uint256  # months, 1 to 12, or days, 1 to 366
    in_days: bool  # whether the period is in days
    method: uint256  # 0 annuity, 1 linear, 2 interest only, 3 bullet
    lead: uint256  # first instalments without principal, 0 to n - 1
    grace_days: uint256  # days past due without late charge, 0 to 366
    late_rate_ppm: uint256  # ppm a year of what is overdue
    late_cap_ppm: uint256  # cap of late charges, ppm of the instalment
    default_dpd: uint256  # days past due, 30 to 1,000
    servicing_ppm: uint256  # platform's share of interest, ppm
    late_share_ppm: uint256  # platform's share of late charges, ppm
    market_fee_ppm: uint256  # ppm of a sale's price
    recovery_ppm: uint256  # platform's share of a recovery, ppm
    quorum_ppm: uint256  # votes that a restructuring needs, ppm of units


BITS_10: constant(uint256) = 2 ** 10 - 1
BITS_14: constant(uint256) = 2 ** 14 - 1
BITS_18: constant(uint256) = 2 ** 18 - 1
# The step of a quorum, in ppm.
QUORUM_STEP: constant(uint256) = 100


@internal
@pure
def _pack(terms: Terms) -> uint256:
    """
    @notice Packs terms into their word; every field has been checked against its bound by
            the caller.
    @param terms The terms.
    @return The word.
    """
    return (
        terms.principal
        | (terms.rate_ppm << 50)
        | (terms.n << 70)
        | (terms.period << 79)
        | (convert(terms.in_days, uint256) << 88)
        | (terms.method << 89)
        | (terms.lead << 91)
        | (terms.grace_days << 100)
        | (terms.late_rate_ppm << 109)
        | (terms.late_cap_ppm << 129)
        | (terms.default_dpd << 149)
        | (terms.servicing_ppm << 159)
        | (terms.late_share_ppm << 179)
        | (terms.market_fee_ppm << 199)
        | (terms.recovery_ppm << 219)
        | (terms.quorum_ppm // QUORUM_STEP << 237)
    )


@internal
@pure
def _unpack(word: uint256) -> Terms:
    """
    @notice Unpacks a terms' word.
    @param word The packed word, as in this module's header.
    @return The terms; all zero for an unknown loan.
    """
    return Terms(
        principal=word & constants.BITS_50,
        rate_ppm=(word >> 50) & constants.BITS_20,
        n=(word >> 70) & constants.BITS_9,
        period=(word >> 79) & constants.BITS_9,
        in_days=(word >> 88) & 1 == 1,
        method=(word >> 89) & 3,
        lead=(word >> 91) & constants.BITS_9,
        grace_days=(word >> 100) & constants.BITS_9,
        late_rate_ppm=(word >> 109) & constants.BITS_20,
        late_cap_ppm=(word >> 129) & constants.BITS_20,
        default_dpd=(word >> 149) & BITS_10,
        servicing_ppm=(word >> 159) & constants.BITS_20,
        late_share_ppm=(word >> 179) & constants.BITS_20,
        market_fee_ppm=(word >> 199) & constants.BITS_20,
        recovery_ppm=(word >> 219) & BITS_18,
        quorum_ppm=((word >> 237) & BITS_14) * QUORUM_STEP,
    )


@internal
@pure
def _principal(word: uint256) -> uint256:
    """
    @notice Reads the principal of a terms' word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, 1 to 10^15.
    """
    return word & constants.BITS_50


@internal
@pure
def _period(word: uint256) -> uint256:
    """
    @notice Reads the length of a period.
    @param word The packed word, as in this module's header.
    @return Months, 1 to 12, or days, 1 to 366.
    """
    return (word >> 79) & constants.BITS_9


@internal
@pure
def _in_days(word: uint256) -> bool:
    """
    @notice Returns whether periods are counted in days.
    @param word The packed word, as in this module's header.
    @return True: in days; false: in months.
    """
    return (word >> 88) & 1 == 1


@internal
@pure
def _default_dpd(word: uint256) -> uint256:
    """
    @notice Reads the days past due from which a default may be declared.
    @param word The packed word, as in this module's header.
    @return Days, 30 to 1,000.
    """
    return (word >> 149) & BITS_10


@internal
@pure
def _market_fee_ppm(word: uint256) -> uint256:
    """
    @notice Reads the market fee.
    @param word The packed word, as in this module's header.
    @return In ppm of the price, 0 to 50,000.
    """
    return (word >> 199) & constants.BITS_20
