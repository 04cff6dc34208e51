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


# Where the fields begin that are read alone.
RATE_AT: constant(uint256) = 50
N_AT: constant(uint256) = 70
PERIOD_AT: constant(uint256) = 79
IN_DAYS_AT: constant(uint256) = 88
METHOD_AT: constant(uint256) = 89
LEAD_AT: constant(uint256) = 91
GRACE_AT: constant(uint256) = 100
LATE_RATE_AT: constant(uint256) = 109
LATE_CAP_AT: constant(uint256) = 129
DEFAULT_AT: constant(uint256) = 149
SERVICING_AT: constant(uint256) = 159
LATE_SHARE_AT: constant(uint256) = 179
MARKET_FEE_AT: constant(uint256) = 199
RECOVERY_AT: constant(uint256) = 219
QUORUM_AT: constant(uint256) = 237

BITS_2: constant(uint256) = 2 ** 2 - 1
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
        | (terms.rate_ppm << RATE_AT)
        | (terms.n << N_AT)
        | (terms.period << PERIOD_AT)
        | (convert(terms.in_days, uint256) << IN_DAYS_AT)
        | (terms.method << METHOD_AT)
        | (terms.lead << LEAD_AT)
        | (terms.grace_days << GRACE_AT)
        | (terms.late_rate_ppm << LATE_RATE_AT)
        | (terms.late_cap_ppm << LATE_CAP_AT)
        | (terms.default_dpd << DEFAULT_AT)
        | (terms.servicing_ppm << SERVICING_AT)
        | (terms.late_share_ppm << LATE_SHARE_AT)
        | (terms.market_fee_ppm << MARKET_FEE_AT)
        | (terms.recovery_ppm << RECOVERY_AT)
        | (terms.quorum_ppm // QUORUM_STEP << QUORUM_AT)
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
        rate_ppm=(word >> RATE_AT) & constants.BITS_20,
        n=(word >> N_AT) & constants.BITS_9,
        period=(word >> PERIOD_AT) & constants.BITS_9,
        in_days=(word >> IN_DAYS_AT) & 1 == 1,
        method=(word >> METHOD_AT) & BITS_2,
        lead=(word >> LEAD_AT) & constants.BITS_9,
        grace_days=(word >> GRACE_AT) & constants.BITS_9,
        late_rate_ppm=(word >> LATE_RATE_AT) & constants.BITS_20,
        late_cap_ppm=(word >> LATE_CAP_AT) & constants.BITS_20,
        default_dpd=(word >> DEFAULT_AT) & BITS_10,
        servicing_ppm=(word >> SERVICING_AT) & constants.BITS_20,
        late_share_ppm=(word >> LATE_SHARE_AT) & constants.BITS_20,
        market_fee_ppm=(word >> MARKET_FEE_AT) & constants.BITS_20,
        recovery_ppm=(word >> RECOVERY_AT) & BITS_18,
        quorum_ppm=((word >> QUORUM_AT) & BITS_14) * QUORUM_STEP,
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
def _default_dpd(word: uint256) -> uint256:
    """
    @notice Reads the days past due from which a default may be declared.
    @param word The packed word, as in this module's header.
    @return Days, 30 to 1,000.
    """
    return (word >> DEFAULT_AT) & BITS_10
