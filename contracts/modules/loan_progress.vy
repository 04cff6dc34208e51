# pragma version 0.4.3
"""
@title How far a loan has come, in three words
@license MIT
@notice Progress moves with every payment; Part is the instalment that is paid
        in part, zero for most loans at most times; Totals are what the loan
        has received for its lenders and for the platform.
@dev Layouts, from the low bit.
     Progress: settled 9, paid 9, balance 50, level 51, issue day 20, status 4,
     prepaid on 20, version 16, released 50, parted 1, last 9, worst DPD 10,
     arrears 1, impaired 1; 5 bits free.
     Part: exposure 74, charge 56, counted on 20, interest 56, principal 50.
     Arrears: interest 56, charges 56.
     Totals: units 50, principal 50, interest 56, fees 64, ended 1; 35 bits free.
"""


# @dev We import the constants that modules share.
from . import constants
from . import statuses


struct Progress:
    settled: uint256  # instalments settled, zero rows included, 0 to 480
    paid: uint256  # instalments settled that asked for a payment
    balance: uint256  # scheduled balance before the next row, minor units
    level: uint256  # level payment or principal part of this version, minor units
    issue_day: uint256  # local day, days since 1970-01-01
    status: uint256  # as in modules/statuses
    prepaid_on: uint256  # local day of the last prepayment, else 0
    version: uint256  # changes of status, impairment and terms; orders are bound to it
    released: uint256  # principal no longer counted against the borrower, minor units
    last: uint256  # number of the last row: n, or earlier once made shorter
    parted: bool  # whether the next row is paid in part: only then is Part read
    worst_dpd: uint256  # the most days past due that a payment has found, to 1,023
    arrears: bool  # whether arrears of a restructuring are unpaid: only then are they read
    impaired: bool  # whether a servicer has flagged the loan


struct Part:
    exposure: uint256  # E_k, unrounded unit-days that bear a late charge
    charge: uint256  # late charge paid, minor units
    counted_on: uint256  # local day up to which the exposure is counted
    interest: uint256  # interest paid, minor units
    principal: uint256  # principal paid, minor units


struct Arrears:
    interest: uint256  # unpaid when the loan was restructured, minor units
    charges: uint256  # late charges unpaid then, minor units


struct Totals:
    units: uint256  # original principal, minor units; 0 before the first payment
    principal: uint256  # T_p, minor units
    interest: uint256  # T_i, late charges included, minor units
    fees: uint256  # the platform's, not yet swept, minor units
    ended: bool  # whether no more principal will come


BITS_16: constant(uint256) = 2 ** 16 - 1
BITS_51: constant(uint256) = 2 ** 51 - 1
BITS_74: constant(uint256) = 2 ** 74 - 1
BITS_10: constant(uint256) = 2 ** 10 - 1
# Where the fields begin in a word of progress that are read alone.
BALANCE_AT: constant(uint256) = 18
ISSUE_DAY_AT: constant(uint256) = 119
STATUS_AT: constant(uint256) = 139
VERSION_AT: constant(uint256) = 163
RELEASED_AT: constant(uint256) = 179
PARTED_AT: constant(uint256) = 229
ARREARS_AT: constant(uint256) = 249
IMPAIRED_AT: constant(uint256) = 250
# Where the fields begin in a word of totals.
PRINCIPAL_AT: constant(uint256) = 50
INTEREST_AT: constant(uint256) = 100
FEES_AT: constant(uint256) = 156
ENDED_AT: constant(uint256) = 220


@internal
@pure
def _pack_progress(progress: Progress) -> uint256:
    """
    @notice Packs a progress into its word; the order version wraps at 2^16.
    @param progress The progress, each other field within its bits.
    @return The word.
    """
    return (
        progress.settled
        | (progress.paid << 9)
        | (progress.balance << 18)
        | (progress.level << 68)
        | (progress.issue_day << 119)
        | (progress.status << 139)
        | (progress.prepaid_on << 143)
        | ((progress.version & BITS_16) << 163)
        | (progress.released << 179)
        | (convert(progress.parted, uint256) << 229)
        | (progress.last << 230)
        | (min(progress.worst_dpd, BITS_10) << 239)
        | (convert(progress.arrears, uint256) << 249)
        | (convert(progress.impaired, uint256) << 250)
    )


@internal
@pure
def _begun(principal: uint256, level: uint256, issue_day: uint256, last: uint256) -> uint256:
    """
    @notice Returns the progress word of a loan that is issued.
    @param principal The loan's principal, in minor units of the token.
    @param level The level payment or principal part, in minor units.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param last The number of the last row.
    @return The word: active, nothing paid.
    """
    return (
        (principal << 18)
        | (level << 68)
        | (issue_day << 119)
        | (statuses.ACTIVE << 139)
        | (last << 230)
    )


@internal
@pure
def _unpack_progress(word: uint256) -> Progress:
    """
    @notice Unpacks a progress word.
    @param word The packed word, as in this module's header.
    @return The progress; all zero before the issue.
    """
    return Progress(
        settled=word & constants.BITS_9,
        paid=(word >> 9) & constants.BITS_9,
        balance=(word >> 18) & constants.BITS_50,
        level=(word >> 68) & BITS_51,
        issue_day=(word >> 119) & constants.BITS_20,
        status=(word >> 139) & constants.BITS_4,
        prepaid_on=(word >> 143) & constants.BITS_20,
        version=(word >> 163) & BITS_16,
        released=(word >> 179) & constants.BITS_50,
        last=(word >> 230) & constants.BITS_9,
        parted=(word >> 229) & 1 == 1,
        worst_dpd=(word >> 239) & BITS_10,
        arrears=(word >> 249) & 1 == 1,
        impaired=(word >> 250) & 1 == 1,
    )


@internal
@pure
def _issue_day(word: uint256) -> uint256:
    """
    @notice Reads the issue date.
    @param word The packed word, as in this module's header.
    @return Local day, days since 1970-01-01; 0 before the issue.
    """
    return (word >> ISSUE_DAY_AT) & constants.BITS_20


@internal
@pure
def _version(word: uint256) -> uint256:
    """
    @notice Reads the order version.
    @param word The packed word, as in this module's header.
    @return 0 to 65,535.
    """
    return (word >> VERSION_AT) & BITS_16


@internal
@pure
def _status(word: uint256) -> uint256:
    """
    @notice Reads the status.
    @param word The packed word, as in this module's header.
    @return As in modules/statuses; 0 before the issue.
    """
    return (word >> STATUS_AT) & constants.BITS_4


@internal
@pure
def _pack_part(part: Part) -> uint256:
    """
    @notice Packs a part into its word.
    @param part The part, each field within its bits.
    @return The word.
    """
    return (
        part.exposure
        | (part.charge << 74)
        | (part.counted_on << 130)
        | (part.interest << 150)
        | (part.principal << 206)
    )


@internal
@pure
def _unpack_part(word: uint256) -> Part:
    """
    @notice Unpacks a part's word.
    @param word The packed word, as in this module's header.
    @return The part.
    """
    return Part(
        exposure=word & BITS_74,
        charge=(word >> 74) & constants.BITS_56,
        counted_on=(word >> 130) & constants.BITS_20,
        interest=(word >> 150) & constants.BITS_56,
        principal=word >> 206,
    )


@internal
@pure
def _pack_arrears(arrears: Arrears) -> uint256:
    """
    @notice Packs arrears into their word.
    @param arrears The arrears, in minor units of the token.
    @return The word.
    """
    return arrears.interest | (arrears.charges << 56)


@internal
@pure
def _unpack_arrears(word: uint256) -> Arrears:
    """
    @notice Unpacks an arrears' word.
    @param word The packed word, as in this module's header.
    @return The arrears, in minor units of the token.
    """
    return Arrears(
        interest=word & constants.BITS_56, charges=(word >> 56) & constants.BITS_56
    )


@internal
@pure
def _pack_totals(totals: Totals) -> uint256:
    """
    @notice Packs totals into their word.
    @dev The interest that a position remembers has 56 bits; the Book refuses terms that
         could ever earn more, so this never closes an exit.
    @param totals The totals, in minor units of the token.
    @return The word.
    """
    assert totals.interest <= constants.INTEREST_MAX, "SERV:TOTALS:RANGE"
    return (
        totals.units
        | (totals.principal << 50)
        | (totals.interest << 100)
        | (totals.fees << FEES_AT)
        | (convert(totals.ended, uint256) << ENDED_AT)
    )


@internal
@pure
def _received(
    word: uint256, units: uint256, principal: uint256, interest: uint256, fees: uint256
) -> uint256:
    """
    @notice Returns a totals' word with what was received added.
    @dev The interest that a position remembers has 56 bits; Offers refuses terms that could
         ever earn more, so this never closes an exit.
    @param word The packed word, as in this module's header.
    @param units The original principal, in minor units of the token.
    @param principal For the lenders, in minor units, from 0.
    @param interest For the lenders, in minor units, from 0.
    @param fees For the platform, in minor units, from 0.
    @return The word.
    """
    assert (
        ((word >> 100) & constants.BITS_56) + interest <= constants.INTEREST_MAX
    ), "SERV:TOTALS:RANGE"
    received: uint256 = (principal << 50) + (interest << 100) + (fees << FEES_AT)
    return ((word & ~constants.BITS_50) | units) + received


@internal
@pure
def _unpack_totals(word: uint256) -> Totals:
    """
    @notice Unpacks a totals' word.
    @param word The packed word, as in this module's header.
    @return The totals, in minor units of the token.
    """
    return Totals(
        units=word & constants.BITS_50,
        principal=(word >> 50) & constants.BITS_50,
        interest=(word >> 100) & constants.BITS_56,
        fees=(word >> FEES_AT) & constants.BITS_64,
        ended=(word >> ENDED_AT) & 1 == 1,
    )


@internal
@pure
def _principal(word: uint256) -> uint256:
    """
    @notice Reads the principal received for the lenders (T_p) of a totals' word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, 0 to 10^15.
    """
    return (word >> PRINCIPAL_AT) & constants.BITS_50


@internal
@pure
def _interest(word: uint256) -> uint256:
    """
    @notice Reads the interest received for the lenders (T_i) of a totals' word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, late charges included, 0 to 2^56 - 1.
    """
    return (word >> INTEREST_AT) & constants.BITS_56


@internal
@pure
def _released(word: uint256) -> uint256:
    """
    @notice Reads the principal that no longer counts against the borrower.
    @param word The packed word, as in this module's header.
    @return In minor units of the token.
    """
    return (word >> RELEASED_AT) & constants.BITS_50


@internal
@pure
def _is_impaired(word: uint256) -> bool:
    """
    @notice Returns whether a servicer has flagged a loan.
    @param word The packed word, as in this module's header.
    @return Whether they have.
    """
    return (word >> IMPAIRED_AT) & 1 == 1
