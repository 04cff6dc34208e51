# pragma version 0.4.3
"""
@title Delinquency: how late a loan is
@license MIT
@notice Days past due from a loan's words and the day alone.
"""


# @dev We import the calendar, the rules of payments and the shapes of a loan's words.
from . import constants
from . import dates
from . import loan_progress
from . import repayment
from . import statuses
from . import terms


@internal
@pure
def _overdue(terms_word: uint256, progress_word: uint256, today: uint256) -> uint256:
    """
    @notice Returns a loan's days past due; 0 when it is neither active nor in default.
    @dev Most loans are not past due: then the count of their months answers, or else one
         due date.
    @param terms_word The loan's terms, packed as in modules/terms.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param today Local day, days since 1970-01-01.
    @return Days, from 0.
    """
    status: uint256 = (progress_word >> loan_progress.STATUS_AT) & constants.BITS_4
    if status != statuses.ACTIVE and status != statuses.DEFAULTED:
        return 0
    if (progress_word >> loan_progress.ARREARS_AT) & 1 == 0:
        period: uint256 = (terms_word >> terms.PERIOD_AT) & constants.BITS_9
        in_days: bool = (terms_word >> terms.IN_DAYS_AT) & 1 == 1
        issue_day: uint256 = (progress_word >> loan_progress.ISSUE_DAY_AT) & constants.BITS_20
        next: uint256 = (progress_word & constants.BITS_9) + 1
        # So many months have at least 30 days each, less two: no calendar is needed.
        if not in_days and issue_day + unsafe_mul(unsafe_mul(next, period), 30) >= today + 2:
            return 0
        if dates._due(dates._anchor(issue_day, period, in_days), next) >= today:
            return 0
    return repayment._days_past_due(terms_word, progress_word, today)


@internal
@pure
def _unpaid(progress_word: uint256, part_word: uint256) -> uint256:
    """
    @notice Returns the principal of an active loan that is not paid yet.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param part_word What is paid of the next row, looked at only when it is paid in part.
    @return In minor units of the token.
    """
    balance: uint256 = (progress_word >> loan_progress.BALANCE_AT) & constants.BITS_50
    if (progress_word >> loan_progress.PARTED_AT) & 1 == 0:
        return balance
    return balance - loan_progress._unpack_part(part_word).principal
