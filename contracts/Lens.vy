# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Lens: what is kept, in a shape that people read
@custom:contract-name Lens
@license MIT
@notice Stateless views: a loan's terms and state, quotes for today, and whole
        portfolios in one call. Nothing reverts because of a loan's status.
@dev Trust: nobody; it computes with the same modules as the contracts that hold
     the words.
     Invariants: nothing is stored, nothing is moved.
     Storage: none.
     Roles: none.
     Wind-down: nothing changes.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we ask.
from interfaces import IBook
from interfaces import ILens
from interfaces import IServicing
from interfaces import IWorkouts

# @dev We import the rules of payments, and the shapes of the words.
from modules import constants
from modules import default_packing
from modules import delinquency
from modules import listing_packing
from modules import loan_packing
from modules import parties
from modules import peers
from modules import loan_progress
from modules import repayment
from modules import statuses
from modules import terms

implements: ILens

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


struct State:
    terms: terms.Terms  # of its listing, or of its last restructuring
    parties: parties.Parties  # borrower, group, what is withheld, the cover's cap
    progress: loan_progress.Progress  # instalments settled, balance, status, order version
    part: loan_progress.Part  # what is paid of the oldest unpaid instalment
    arrears: loan_progress.Arrears  # what is unpaid of a restructured loan's arrears
    totals: loan_progress.Totals  # received for its lenders, and fees not yet swept
    debt: default_packing.Debt  # what is owed since its default
    cover: default_packing.Cover  # what the reserve and guarantors have paid


struct Holding:
    loan: uint256  # the loan's number, from 1
    status: uint256  # as in modules/statuses; 0: unknown
    units: uint256  # held, in minor units of original principal
    principal: uint256  # claimable, in minor units of the token, rounded down
    interest: uint256  # claimable, late charges included, in minor units, rounded down
    outstanding: uint256  # the units' principal still to come, in minor units, rounded down
    overdue: uint256  # days past due, from 0
    impaired: bool  # whether a servicer has flagged the loan


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that the Lens asks, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- One loan ----------------------------------------------------


@external
@view
def status_of(loan: uint256) -> uint256:
    """
    @notice Returns where a loan is in its life.
    @param loan The loan's number, from 1.
    @return As in modules/statuses; 0 for an unknown loan.
    """
    return self._status(loan, self._words(loan)[2])


@external
@view
def state_of(loan: uint256) -> State:
    """
    @notice Returns everything that is kept of a loan, as it is in one block.
    @param loan The loan's number, from 1.
    @return What terms_of, parties_of, progress_of, part_of, arrears_of and totals_of return,
            and what Workouts keeps of its debt and cover; all zero for an unknown loan.
    """
    words: uint256[6] = self._words(loan)
    opened: repayment.Walk = loan_packing._opened(words, 0)
    return State(
        terms=terms._unpack(words[0]),
        parties=parties._unpack(words[1]),
        progress=opened.progress,
        part=opened.part,
        arrears=opened.arrears,
        totals=loan_progress._unpack_totals(words[5]),
        debt=staticcall IWorkouts(peers.workouts).debt_of(loan),
        cover=staticcall IWorkouts(peers.workouts).cover_of(loan),
    )


@external
@view
def terms_of(loan: uint256) -> terms.Terms:
    """
    @notice Returns a loan's terms: those of its listing, or of its last restructuring.
    @param loan The loan's number, from 1.
    @return The terms; all zero for an unknown loan.
    """
    return terms._unpack(self._words(loan)[0])


@external
@view
def parties_of(loan: uint256) -> parties.Parties:
    """
    @notice Returns a loan's borrower, their group at listing, what is withheld, and the
            cover's cap.
    @param loan The loan's number, from 1.
    @return The parties; all zero for an unknown loan.
    """
    return parties._unpack(self._words(loan)[1])


@external
@view
def progress_of(loan: uint256) -> loan_progress.Progress:
    """
    @notice Returns how far a loan has come.
    @param loan The loan's number, from 1.
    @return Instalments settled, balance, status, order version; all zero before the issue.
    """
    return loan_progress._unpack_progress(self._words(loan)[2])


@external
@view
def part_of(loan: uint256) -> loan_progress.Part:
    """
    @notice Returns what is paid of the oldest unpaid instalment.
    @param loan The loan's number, from 1.
    @return The part; all zero when nothing is.
    """
    return loan_packing._opened(self._words(loan), 0).part


@external
@view
def arrears_of(loan: uint256) -> loan_progress.Arrears:
    """
    @notice Returns what is unpaid of a restructured loan's arrears.
    @param loan The loan's number, from 1.
    @return The arrears, in minor units of the token; all zero when there are none.
    """
    return loan_packing._opened(self._words(loan), 0).arrears


@external
@view
def totals_of(loan: uint256) -> loan_progress.Totals:
    """
    @notice Returns what a loan has received for its lenders, and the platform's fees not yet
            swept.
    @param loan The loan's number, from 1.
    @return The totals, in minor units of the token.
    """
    return loan_progress._unpack_totals(self._words(loan)[5])


# ---- Quotes for today --------------------------------------------


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
    words: uint256[6] = self._words(loan)
    if loan_progress._status(words[2]) != statuses.ACTIVE:
        return 0, 0, 0
    principal: uint256 = 0
    interest: uint256 = 0
    charges: uint256 = 0
    worst: uint256 = 0
    principal, interest, charges, worst = loan_packing._payoff(words, self._today())
    return principal, interest, charges


@external
@view
def days_past_due(loan: uint256) -> uint256:
    """
    @notice Returns how many days ago the oldest unpaid instalment fell due; 0 when the loan
            is neither active nor in default.
    @param loan The loan's number, from 1.
    @return Days, from 0.
    """
    words: uint256[6] = self._words(loan)
    return delinquency._overdue(words[0], words[2], self._today())


# ---- Many notes --------------------------------------------------


@external
@view
def portfolio(
    holder: address, loans: DynArray[uint256, constants.BATCH_MAX]
) -> DynArray[Holding, constants.BATCH_MAX]:
    """
    @notice Returns what a holder's notes are and have earned, many at once.
    @param holder The address that holds the notes.
    @param loans The loans' numbers, from 1; at most 100.
    @return A holding for each, in the same order.
    """
    today: uint256 = self._today()
    holdings: DynArray[Holding, constants.BATCH_MAX] = []
    for loan: uint256 in loans:
        words: uint256[6] = self._words(loan)
        units: uint256 = staticcall IBook(peers.book).balanceOf(holder, loan)
        principal: uint256 = 0
        interest: uint256 = 0
        principal, interest = staticcall IBook(peers.book).claimable(loan, holder)
        holdings.append(
            Holding(
                loan=loan,
                status=self._status(loan, words[2]),
                units=units,
                principal=principal,
                interest=interest,
                outstanding=self._outstanding(words, units),
                overdue=delinquency._overdue(words[0], words[2], today),
                impaired=loan_progress._is_impaired(words[2]),
            )
        )
    return holdings


# ---- Internal functions ------------------------------------------


@internal
@view
def _words(loan: uint256) -> uint256[6]:
    """
    @dev A loan's words, as Servicing keeps them.
    """
    return staticcall IServicing(peers.servicing).words_of(loan)


@internal
@view
def _today() -> uint256:
    """
    @dev The platform's local date.
    """
    return staticcall IServicing(peers.servicing).today()


@internal
@view
def _status(loan: uint256, progress_word: uint256) -> uint256:
    """
    @dev Servicing knows an issued loan's status, the Book a listing's.
    """
    status: uint256 = loan_progress._status(progress_word)
    if status != 0:
        return status
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    return listing_packing._status(side)


@internal
@view
def _quoted(loan: uint256, rows_max: uint256, only_due: bool) -> (uint256, uint256, uint256):
    """
    @dev What a walk without a bound on its money would pay.
    """
    words: uint256[6] = self._words(loan)
    if loan_progress._status(words[2]) != statuses.ACTIVE:
        return 0, 0, 0
    walk: repayment.Walk = repayment._walk(
        loan_packing._context(words, self._today()),
        loan_packing._opened(words, repayment.UNBOUNDED),
        rows_max,
        constants.ROWS_MAX,
        only_due,
    )
    return walk.principal, walk.interest, walk.charges


@internal
@pure
def _outstanding(words: uint256[6], units: uint256) -> uint256:
    """
    @dev Units' principal that is still to come: nothing of a loan that has ended or is not
         issued.
    """
    status: uint256 = loan_progress._status(words[2])
    total: uint256 = terms._principal(words[0])
    if status == statuses.ACTIVE:
        return units * delinquency._unpaid(words[2], words[3]) // total
    if status == statuses.DEFAULTED:
        return units * (total - loan_progress._principal(words[5])) // total
    return 0
