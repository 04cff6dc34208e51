# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The ledger of issued loans
@license MIT
@notice Every word that Servicing keeps about a loan, and the views on them.
"""


# @dev We import the shapes of the words and the rules that read them.
from . import constants
from . import dates
from . import instalments
from . import parties
from . import progress
from . import repayment
from . import statuses
from . import terms


# How far the local date may be from UTC, in seconds: 12 hours behind, 14 ahead.
OFFSET_MIN: constant(int256) = -12 * 3_600
OFFSET_MAX: constant(int256) = 14 * 3_600
# One loan more in the word of all loans.
ONE_LOAN: constant(uint256) = 2 ** 128

# Seconds that the platform's local date is ahead of UTC, fixed at deployment; below 0 behind.
offset: public(immutable(int256))
# A loan's number, from 1 -> its words, laid out in modules terms, parties and progress.
terms_words: HashMap[uint256, uint256]
parties_words: HashMap[uint256, uint256]
progress_words: HashMap[uint256, uint256]
part_words: HashMap[uint256, uint256]
totals_words: HashMap[uint256, uint256]
# All loans in one word, from the low bit: principal still counted against borrowers, in minor
# units, 128; loans that have not ended, 128.
all_loans: uint256


@deploy
def __init__(offset_seconds: int256):
    assert offset_seconds >= OFFSET_MIN and offset_seconds <= OFFSET_MAX, "SERV:INIT:OFFSET"
    offset = offset_seconds


# ---- Views -------------------------------------------------------


@external
@view
def outstanding() -> uint256:
    """
    @notice Returns the principal that is still counted against borrowers over all loans.
    @return In minor units of the token.
    """
    return self.all_loans & (ONE_LOAN - 1)


@external
@view
def live_loans() -> uint256:
    """
    @notice Returns how many issued loans have not ended: active or in default.
    @return A number of loans.
    """
    return self.all_loans >> 128


@external
@view
def terms_of(loan: uint256) -> terms.Terms:
    """
    @notice Returns a loan's frozen terms.
    @param loan The loan's number, from 1.
    @return The terms; all zero for an unknown loan.
    """
    return terms._unpack(self.terms_words[loan])


@external
@view
def parties_of(loan: uint256) -> parties.Parties:
    """
    @notice Returns a loan's borrower, their group at listing, what is withheld, and the
            cover's cap.
    @param loan The loan's number, from 1.
    @return The parties; all zero for an unknown loan.
    """
    return parties._unpack(self.parties_words[loan])


@external
@view
def progress_of(loan: uint256) -> progress.Progress:
    """
    @notice Returns how far a loan has come.
    @param loan The loan's number, from 1.
    @return Instalments settled, balance, status, order version; all zero before the issue.
    """
    return self._progress(loan)


@external
@view
def part_of(loan: uint256) -> progress.Part:
    """
    @notice Returns what is paid of the oldest unpaid instalment.
    @param loan The loan's number, from 1.
    @return The part; all zero when nothing is.
    """
    return self._opened(loan, self._progress(loan), 0).part


@external
@view
def totals_of(loan: uint256) -> progress.Totals:
    """
    @notice Returns what a loan has received for its lenders, and the platform's fees not yet
            swept.
    @param loan The loan's number, from 1.
    @return The totals, in minor units of the token.
    """
    return self._totals(loan)


@external
@view
def totals(loan: uint256) -> (uint256, uint256, uint256, bool):
    """
    @notice Returns the figures by which positions are settled.
    @param loan The loan's number, from 1.
    @return Units in all: the original principal, in minor units; 0 before the first
            payment.
    @return Principal received for the lenders, in minor units.
    @return Interest and late charges received for the lenders, in minor units.
    @return Whether the loan has ended: no more principal will come.
    """
    word: uint256 = self.totals_words[loan]
    return (
        word & constants.BITS_50,
        progress._principal(word),
        progress._interest(word),
        (word >> progress.ENDED_AT) & 1 == 1,
    )


@external
@view
def today() -> uint256:
    """
    @notice Returns the platform's local date.
    @return Local day, days since 1970-01-01.
    """
    return self._today()


@external
@view
def amount_payable(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what repay would take at most of the borrower, twelve instalments at a
            time; 0 when the loan is not active.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    """
    return self._quoted(loan, constants.CALL_ROWS_MAX, False)


@external
@view
def amount_due(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what is due today or before; 0 when the loan is not active.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    """
    return self._quoted(loan, constants.ROWS_MAX, True)


@external
@view
def payoff(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what closes the loan today; 0 when it is not active.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    """
    state: progress.Progress = self._progress(loan)
    if state.status != statuses.ACTIVE:
        return 0, 0, 0
    walk: repayment.Walk = empty(repayment.Walk)
    principal: uint256 = 0
    interest: uint256 = 0
    walk, principal, interest = repayment._payoff(
        self._context(loan, state.issue_day), self._opened(loan, state, 0)
    )
    return walk.principal + principal, walk.interest + interest, walk.charges


@external
@view
def days_past_due(loan: uint256) -> uint256:
    """
    @notice Returns how many days ago the oldest unpaid instalment fell due; 0 when the loan
            is neither active nor in default.
    @param loan The loan's number, from 1.
    @return Days, from 0.
    """
    return self._overdue(loan)


# ---- Internal functions ------------------------------------------


@internal
@view
def _today() -> uint256:
    """
    @notice Returns the platform's local date.
    @return Local day, days since 1970-01-01.
    """
    return dates._local_day(block.timestamp, offset)


@internal
@view
def _progress(loan: uint256) -> progress.Progress:
    """
    @notice Reads how far a loan has come.
    @param loan The loan's number, from 1.
    @return The progress; all zero before the issue.
    """
    return progress._unpack_progress(self.progress_words[loan])


@internal
@view
def _totals(loan: uint256) -> progress.Totals:
    """
    @notice Reads what a loan has received.
    @param loan The loan's number, from 1.
    @return The totals, in minor units of the token.
    """
    return progress._unpack_totals(self.totals_words[loan])


@internal
@view
def _context(loan: uint256, issue_day: uint256) -> instalments.Context:
    """
    @notice Returns what does not change during a call: terms, calendar and date.
    @param loan The loan's number, from 1.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @return The context for today.
    """
    return instalments._context(
        terms._unpack(self.terms_words[loan]), issue_day, self._today()
    )


@internal
@view
def _overdue(loan: uint256) -> uint256:
    """
    @notice Returns a loan's days past due.
    @dev Most loans are not past due: then one due date answers.
    @param loan The loan's number, from 1.
    @return Days, from 0.
    """
    frozen: uint256 = self.terms_words[loan]
    state: uint256 = self.progress_words[loan]
    status: uint256 = progress._status(state)
    if status != statuses.ACTIVE and status != statuses.DEFAULTED:
        return 0
    issue_day: uint256 = progress._issue_day(state)
    anchor: dates.Anchor = dates._anchor(
        issue_day, terms._period(frozen), terms._in_days(frozen)
    )
    if dates._due(anchor, progress._settled(state) + 1) >= self._today():
        return 0
    return repayment._days_past_due(
        self._context(loan, issue_day), progress._unpack_progress(state)
    )


@internal
@view
def _opened(
    loan: uint256, state: progress.Progress, budget: uint256
) -> repayment.Walk:
    """
    @notice Returns a walk about to begin, with its money.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @param budget The money, in minor units of the token.
    @return The walk.
    """
    walk: repayment.Walk = empty(repayment.Walk)
    walk.progress = state
    if state.parted:
        walk.part = progress._unpack_part(self.part_words[loan])
    walk.budget = budget
    return walk


@internal
@view
def _quoted(loan: uint256, rows_max: uint256, only_due: bool) -> (uint256, uint256, uint256):
    """
    @dev What a walk without a bound on its money would pay.
    """
    state: progress.Progress = self._progress(loan)
    if state.status != statuses.ACTIVE:
        return 0, 0, 0
    walk: repayment.Walk = repayment._walk(
        self._context(loan, state.issue_day),
        self._opened(loan, state, repayment.UNBOUNDED),
        rows_max,
        constants.ROWS_MAX,
        only_due,
    )
    return walk.principal, walk.interest, walk.charges


@internal
@view
def _repaid(loan: uint256, state: progress.Progress) -> uint256:
    """
    @notice Returns the principal that the borrower of an active loan has paid back so far,
            or that was taken off their caps since.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @return In minor units of the token.
    """
    if state.status != statuses.ACTIVE:
        return state.released
    return (
        terms._principal(self.terms_words[loan])
        - state.balance
        + self._opened(loan, state, 0).part.principal
    )


@internal
@view
def _unpaid(loan: uint256, word: uint256) -> uint256:
    """
    @notice Returns the principal of an active loan that is not paid yet.
    @param loan The loan's number, from 1.
    @param word The loan's progress word.
    @return In minor units of the token.
    """
    balance: uint256 = progress._balance(word)
    if progress._is_parted(word):
        balance -= progress._unpack_part(self.part_words[loan]).principal
    return balance
