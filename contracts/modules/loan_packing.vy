# pragma version 0.4.3
"""
@title A loan out of Servicing's words
@license MIT
@notice For contracts that know the rules of payments but keep no loans.
@dev The words, in the order of Servicing.words_of: terms, parties, progress, part,
     arrears, totals.
"""


# @dev We import the rules of payments and the shapes of a loan's words.
from . import next_instalment
from . import loan_progress
from . import repayment


@internal
@pure
def _context(words: uint256[6], today: uint256) -> next_instalment.Context:
    """
    @notice Returns what does not change during a call.
    @param words The loan's words.
    @param today Local day, days since 1970-01-01.
    @return Terms, calendar and date.
    """
    return next_instalment._context(words[0], loan_progress._issue_day(words[2]), today)


@internal
@pure
def _opened(words: uint256[6], budget: uint256) -> repayment.Walk:
    """
    @notice Returns a walk about to begin, with its money.
    @param words The loan's words.
    @param budget The money, in minor units of the token.
    @return The walk.
    """
    walk: repayment.Walk = empty(repayment.Walk)
    walk.progress = loan_progress._unpack_progress(words[2])
    if walk.progress.parted:
        walk.part = loan_progress._unpack_part(words[3])
    if walk.progress.arrears:
        walk.arrears = loan_progress._unpack_arrears(words[4])
        walk.had_arrears = True
    walk.budget = budget
    return walk


@internal
@pure
def _payoff(words: uint256[6], today: uint256) -> (uint256, uint256, uint256, uint256):
    """
    @notice Returns what would close an active loan today.
    @param words The loan's words.
    @param today Local day, days since 1970-01-01.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    @return The most days past due that a payment has found so far, this day included.
    """
    walk: repayment.Walk = empty(repayment.Walk)
    principal: uint256 = 0
    interest: uint256 = 0
    walk, principal, interest = repayment._payoff(
        self._context(words, today), self._opened(words, 0)
    )
    return (
        walk.principal + principal,
        walk.interest + interest,
        walk.charges,
        walk.progress.worst_dpd,
    )
