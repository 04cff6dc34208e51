# pragma version 0.4.3
"""
@title Delinquency: how late a loan is
@license MIT
@notice Days past due from a loan's words and the day alone.
"""


# @dev We import the calendar, the rules of payments and the shapes of a loan's words.
from . import dates
from . import next_instalment
from . import loan_progress
from . import repayment
from . import statuses
from . import terms


@internal
@pure
def _overdue(terms_word: uint256, progress_word: uint256, today: uint256) -> uint256:
    """
    @notice Returns a loan's days past due; 0 when it is neither active nor in default.
    @dev Most loans are not past due: then one due date answers.
    @param terms_word The loan's terms, packed as in modules/terms.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param today Local day, days since 1970-01-01.
    @return Days, from 0.
    """
    status: uint256 = loan_progress._status(progress_word)
    if status != statuses.ACTIVE and status != statuses.DEFAULTED:
        return 0
    issue_day: uint256 = loan_progress._issue_day(progress_word)
    anchor: dates.Anchor = dates._anchor(
        issue_day, terms._period(terms_word), terms._in_days(terms_word)
    )
    if (
        not loan_progress._has_arrears(progress_word)
        and dates._due(anchor, loan_progress._settled(progress_word) + 1) >= today
    ):
        return 0
    return repayment._days_past_due(
        next_instalment._context(terms_word, issue_day, today),
        loan_progress._unpack_progress(progress_word),
    )


@internal
@pure
def _unpaid(progress_word: uint256, part_word: uint256) -> uint256:
    """
    @notice Returns the principal of an active loan that is not paid yet.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param part_word What is paid of the next row, looked at only when it is paid in part.
    @return In minor units of the token.
    """
    balance: uint256 = loan_progress._balance(progress_word)
    if loan_progress._is_parted(progress_word):
        balance -= loan_progress._unpack_part(part_word).principal
    return balance
