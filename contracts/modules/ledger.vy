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
from . import workout


# The most seconds that the local date may be ahead of UTC: 14 hours.
OFFSET_MAX: constant(uint256) = 14 * 3_600

# Seconds that the platform's local date is ahead of UTC, fixed at deployment.
offset: public(immutable(uint256))
# A loan's number, from 1 -> its words, laid out in modules terms, parties, progress and workout.
terms_words: HashMap[uint256, uint256]
parties_words: HashMap[uint256, uint256]
progress_words: HashMap[uint256, uint256]
part_words: HashMap[uint256, uint256]
totals_words: HashMap[uint256, uint256]
debt_words: HashMap[uint256, uint256]
cover_words: HashMap[uint256, uint256]
# Principal still counted against borrowers over all loans, in minor units.
outstanding: public(uint256)


@deploy
def __init__(offset_seconds: uint256):
    assert offset_seconds <= OFFSET_MAX, "SERV:INIT:OFFSET"
    offset = offset_seconds


# ---- Views -------------------------------------------------------


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
def totals(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns the figures by which positions are settled.
    @param loan The loan's number, from 1.
    @return Units in all: the original principal, in minor units; 0 before the first
            payment.
    @return Principal received for the lenders, in minor units.
    @return Interest and late charges received for the lenders, in minor units.
    """
    received: progress.Totals = self._totals(loan)
    return received.units, received.principal, received.interest


@external
@view
def debt_of(loan: uint256) -> workout.Debt:
    """
    @notice Returns what is still owed after a default.
    @param loan The loan's number, from 1.
    @return The debt, in minor units of the token; all zero when there was no default.
    """
    return workout._unpack_debt(self.debt_words[loan])


@external
@view
def cover_of(loan: uint256) -> workout.Cover:
    """
    @notice Returns what the reserve has covered, and what it got back.
    @param loan The loan's number, from 1.
    @return The cover, in minor units of the token; all zero when there was none.
    """
    return workout._unpack_cover(self.cover_words[loan])


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
    @notice Returns what repay would take at most, twelve instalments at a time.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    @custom:error SERV:QUOTE:STATUS when the loan is not active.
    """
    return self._quoted(loan, constants.CALL_ROWS_MAX, False)


@external
@view
def amount_due(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what is due today or before.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    @custom:error SERV:QUOTE:STATUS when the loan is not active.
    """
    return self._quoted(loan, constants.ROWS_MAX, True)


@external
@view
def payoff(loan: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what closes the loan today.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token.
    @return Interest, in minor units, rounded half up.
    @return Late charges, in minor units, rounded up, capped.
    @custom:error SERV:QUOTE:STATUS when the loan is not active.
    """
    state: progress.Progress = self._active(loan)
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
    @notice Returns how many days ago the oldest unpaid instalment fell due.
    @param loan The loan's number, from 1.
    @return Days, from 0.
    @custom:error SERV:QUOTE:STATUS when the loan is not active.
    """
    self._active(loan)
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
def _active(loan: uint256) -> progress.Progress:
    """
    @dev The progress of an active loan; any other is refused.
    """
    state: progress.Progress = self._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:QUOTE:STATUS"
    return state


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
    state: progress.Progress = self._active(loan)
    walk: repayment.Walk = repayment._walk(
        self._context(loan, state.issue_day),
        self._opened(loan, state, repayment.UNBOUNDED),
        rows_max,
        only_due,
    )
    return walk.principal, walk.interest, walk.charges


@internal
@view
def _repaid(loan: uint256, state: progress.Progress) -> uint256:
    """
    @notice Returns the principal that the borrower has paid back so far.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @return In minor units of the token.
    """
    principal: uint256 = terms._unpack(self.terms_words[loan]).principal
    if state.status == statuses.ACTIVE:
        return principal - state.balance + self._opened(loan, state, 0).part.principal
    if state.status == statuses.DEFAULTED or state.status == statuses.WRITTEN_OFF:
        return principal - workout._unpack_debt(self.debt_words[loan]).principal
    return state.released
