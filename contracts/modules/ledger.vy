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
from . import next_instalment
from . import loan_progress
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
arrears_words: HashMap[uint256, uint256]
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
def words_of(loan: uint256) -> uint256[6]:
    """
    @notice Returns everything that holds of a loan; the Lens unpacks it.
    @param loan The loan's number, from 1.
    @return Terms, parties, progress, part, arrears and totals, laid out in modules terms,
            parties and progress; part 0 unless the next row is paid in part, arrears 0
            unless some are unpaid; all zero for an unknown loan.
    """
    state: uint256 = self.progress_words[loan]
    part: uint256 = 0
    if (state >> loan_progress.PARTED_AT) & 1 == 1:
        part = self.part_words[loan]
    arrears: uint256 = 0
    if (state >> loan_progress.ARREARS_AT) & 1 == 1:
        arrears = self.arrears_words[loan]
    return [
        self.terms_words[loan],
        self.parties_words[loan],
        state,
        part,
        arrears,
        self.totals_words[loan],
    ]


@external
@view
def terms_word(loan: uint256) -> uint256:
    """
    @notice Returns the word of a loan's terms.
    @param loan The loan's number, from 1.
    @return Laid out in modules/terms; 0 for an unknown loan.
    """
    return self.terms_words[loan]


@external
@view
def parties_word(loan: uint256) -> uint256:
    """
    @notice Returns the word of a loan's parties.
    @param loan The loan's number, from 1.
    @return Laid out in modules/parties; 0 for an unknown loan.
    """
    return self.parties_words[loan]


@external
@view
def progress_word(loan: uint256) -> uint256:
    """
    @notice Returns the word of how far a loan has come.
    @param loan The loan's number, from 1.
    @return Laid out in modules/loan_progress; 0 before the issue.
    """
    return self.progress_words[loan]


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
        (word >> loan_progress.PRINCIPAL_AT) & constants.BITS_50,
        (word >> loan_progress.INTEREST_AT) & constants.BITS_56,
        (word >> loan_progress.ENDED_AT) & 1 == 1,
    )


@external
@view
def today() -> uint256:
    """
    @notice Returns the platform's local date.
    @return Local day, days since 1970-01-01.
    """
    return self._today()


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
def _progress(loan: uint256) -> loan_progress.Progress:
    """
    @notice Reads how far a loan has come.
    @param loan The loan's number, from 1.
    @return The progress; all zero before the issue.
    """
    return loan_progress._unpack_progress(self.progress_words[loan])


@internal
@view
def _totals(loan: uint256) -> loan_progress.Totals:
    """
    @notice Reads what a loan has received.
    @param loan The loan's number, from 1.
    @return The totals, in minor units of the token.
    """
    return loan_progress._unpack_totals(self.totals_words[loan])


@internal
@view
def _units(loan: uint256, totals_word: uint256) -> uint256:
    """
    @notice Returns the units of a loan: its totals know them from the first payment on.
    @param loan The loan's number, from 1.
    @param totals_word The loan's totals, packed as in modules/loan_progress.
    @return The original principal, in minor units of the token.
    """
    units: uint256 = totals_word & constants.BITS_50
    if units == 0:
        return terms._principal(self.terms_words[loan])
    return units


@internal
@view
def _context(loan: uint256, issue_day: uint256) -> next_instalment.Context:
    """
    @notice Returns what does not change during a call: terms, calendar and date.
    @param loan The loan's number, from 1.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @return The context for today.
    """
    return next_instalment._context(self.terms_words[loan], issue_day, self._today())


@internal
@view
def _opened(
    loan: uint256, progress_word: uint256, budget: uint256
) -> repayment.Walk:
    """
    @notice Returns a walk about to begin, with its money.
    @param loan The loan's number, from 1.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param budget The money, in minor units of the token.
    @return The walk.
    """
    walk: repayment.Walk = empty(repayment.Walk)
    walk.progress = loan_progress._unpack_progress(progress_word)
    if walk.progress.parted:
        walk.part = loan_progress._unpack_part(self.part_words[loan])
    if walk.progress.arrears:
        walk.arrears = loan_progress._unpack_arrears(self.arrears_words[loan])
        walk.had_arrears = True
    walk.budget = budget
    return walk


@internal
@view
def _repaid(loan: uint256, state: loan_progress.Progress) -> uint256:
    """
    @notice Returns the principal that the borrower of an active loan has paid back so far,
            or that was taken off their caps since.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @return In minor units of the token.
    """
    if state.status != statuses.ACTIVE:
        return state.released
    ahead: uint256 = 0
    if state.parted:
        ahead = loan_progress._unpack_part(self.part_words[loan]).principal
    return terms._principal(self.terms_words[loan]) - state.balance + ahead
