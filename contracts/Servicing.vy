# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize codesize
# pragma nonreentrancy on
"""
@title Servicing: a loan from issue to its last unit
@custom:contract-name Servicing
@license MIT
@notice Keeps the terms, the progress and the totals of every issued loan, and
        its own Escrow account is the pot out of which lenders claim. Repaying,
        collecting, prepaying, default and write-off are anyone's to call: they
        depend on time and on the payer's own money only.
@dev Trust: nobody. Terms are written once, at listing.
     Invariants: per loan, paid in and cover = claimed + claimable + fees +
     returned cover + dust; nothing grows with the number of lenders; what
     lenders have received never falls.
     Storage: seven words per loan at most (modules/ledger), and the principal
     outstanding over all loans.
     Roles: none. The Book registers and starts loans and reports market fees,
     the Reserve reports covers.
     Wind-down: nothing changes; every entry point stays open.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and the Escrow's, to see a free balance.
from interfaces import IEscrow
from interfaces import IServicing

# @dev We import the ledger of loans, what writes it, and the rules of payments.
from modules import bookkeeping
from modules import constants
from modules import dates
from modules import defaults
from modules import instalments
from modules import ledger
from modules import parties
from modules import progress
from modules import reasons
from modules import repayment
from modules import schedule
from modules import servicing_peers
from modules import statuses
from modules import terms

implements: IServicing

initializes: servicing_peers
initializes: ledger
initializes: bookkeeping[ledger := ledger, servicing_peers := servicing_peers]
initializes: defaults[
    bookkeeping := bookkeeping, ledger := ledger, servicing_peers := servicing_peers
]

exports: (
    # One loan
    ledger.terms_of,
    ledger.parties_of,
    ledger.progress_of,
    ledger.part_of,
    ledger.totals_of,
    ledger.debt_of,
    ledger.cover_of,
    ledger.totals,
    # Quotes for today
    ledger.amount_payable,
    ledger.amount_due,
    ledger.payoff,
    ledger.days_past_due,
    ledger.today,
    # All loans
    ledger.outstanding,
    ledger.offset,
    # Default, cover, recovery
    defaults.declare_default,
    defaults.cover_terms,
    defaults.record_cover,
    defaults.write_off,
    defaults.sale_terms,
    # Cranks and fees
    bookkeeping.sweep_fees,
    bookkeeping.release,
    bookkeeping.add_fee,
    # Neighbours
    servicing_peers.peers,
)


# Modes of a prepayment: smaller payments, or fewer of them.
SMALLER: constant(uint256) = 0
SHORTER: constant(uint256) = 1


event Reamortised:
    loan: indexed(uint256)  # the loan's number, from 1
    mode: uint256  # 0 smaller payments, 1 fewer of them
    balance: uint256  # the lower balance, in minor units of the token
    level: uint256  # payment or principal part from now on, in minor units
    version: uint256  # the loan's order version


@deploy
def __init__(
    escrow: address,
    book: address,
    registry: address,
    reserve: address,
    governor: address,
    offset_seconds: uint256,
):
    """
    @notice Fixes the contracts that Servicing deals with, and the platform's local time.
    @param escrow The Escrow's address.
    @param book The Book's address.
    @param registry The Registry's address.
    @param reserve The Reserve's address.
    @param governor The Governor's address.
    @param offset_seconds How far the local date is ahead of UTC, in seconds, 0 to 50,400.
    @custom:error SERV:INIT:OFFSET when offset_seconds is above 50,400.
    """
    servicing_peers.__init__(escrow, book, registry, reserve, governor)
    ledger.__init__(offset_seconds)


# ---- The start of a loan, for the Book ---------------------------


@external
def register(loan: uint256, terms_word: uint256, parties_word: uint256):
    """
    @notice Writes a listed loan's terms, once and for ever.
    @param loan The loan's number, from 1.
    @param terms_word The terms, packed as in modules/terms.
    @param parties_word Borrower, group and what is withheld, packed as in modules/parties.
    @custom:error SERV:REGISTER:AGAIN when the loan is registered already.
                  SERV:REGISTER:CALLER when the caller is not the Book.
    """
    assert msg.sender == servicing_peers.book, "SERV:REGISTER:CALLER"
    assert ledger.terms_words[loan] == 0, "SERV:REGISTER:AGAIN"
    ledger.terms_words[loan] = terms_word
    ledger.parties_words[loan] = parties_word


@external
def start(loan: uint256) -> uint256:
    """
    @notice Begins a funded loan: the local date of now is its issue date.
    @param loan The loan's number, from 1.
    @return The issue date: local day, days since 1970-01-01.
    @custom:error SERV:START:AGAIN when the loan has started already.
                  SERV:START:CALLER when the caller is not the Book.
    """
    assert msg.sender == servicing_peers.book, "SERV:START:CALLER"
    assert ledger.progress_words[loan] == 0, "SERV:START:AGAIN"
    frozen: terms.Terms = terms._unpack(ledger.terms_words[loan])
    issue_day: uint256 = ledger._today()
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(frozen.rate_ppm, frozen.period, frozen.in_days)
    level: uint256 = schedule._level(
        frozen.method, frozen.principal, num, den, frozen.n - frozen.lead
    )
    ledger.progress_words[loan] = progress._pack_progress(
        progress.Progress(
            settled=0,
            paid=0,
            balance=frozen.principal,
            level=level,
            issue_day=issue_day,
            status=statuses.ACTIVE,
            prepaid_on=0,
            version=0,
            released=0,
            last=frozen.n,
            parted=False,
        )
    )
    ledger.outstanding += frozen.principal
    return issue_day


# ---- Payments ----------------------------------------------------


@external
def repay(loan: uint256, amount_max: uint256) -> uint256:
    """
    @notice Pays what is payable, oldest first, out of the caller's balance; on a defaulted
            or written-off loan, a recovery.
    @dev Never prepays: only instalments whose period has begun, at most 12.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token, from 1.
    @return What was debited: min(amount_max, what is payable), in minor units.
    @custom:error SERV:REPAY:NOTHING when nothing can be paid.
                  SERV:REPAY:STATUS when the loan is not active, in default or written off.
                  SERV:REPAY:ZERO when amount_max is 0.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert amount_max != 0, "SERV:REPAY:ZERO"
    state: progress.Progress = ledger._progress(loan)
    debit: uint256 = 0
    if state.status == statuses.DEFAULTED or state.status == statuses.WRITTEN_OFF:
        debit = defaults._recover(loan, state, amount_max, msg.sender)
    else:
        assert state.status == statuses.ACTIVE, "SERV:REPAY:STATUS"
        context: instalments.Context = ledger._context(loan, state.issue_day)
        walk: repayment.Walk = repayment._walk(
            context, ledger._opened(loan, state, amount_max), constants.CALL_ROWS_MAX, False
        )
        debit = amount_max - walk.budget
        if debit != 0:
            bookkeeping._book(loan, context.terms, walk, msg.sender, reasons.REPAY)
    assert debit != 0, "SERV:REPAY:NOTHING"
    return debit


@external
def collect(loan: uint256) -> uint256:
    """
    @notice Takes what is due out of the borrower's free balance, as far as that goes, by
            anyone's call; after a default, all that is owed.
    @param loan The loan's number, from 1.
    @return What was taken, in minor units of the token.
    @custom:error SERV:COLLECT:NOTHING when nothing is due, or the balance is empty.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    taken: uint256 = self._collect(loan)
    assert taken != 0, "SERV:COLLECT:NOTHING"
    return taken


@external
def collect_many(loans: DynArray[uint256, constants.BATCH_MAX]) -> uint256:
    """
    @notice Collects from many loans; those with nothing to take are passed over.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum of what was taken, in minor units of the token.
    @custom:error SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    taken: uint256 = 0
    for loan: uint256 in loans:
        taken += self._collect(loan)
    return taken


@external
def prepay(loan: uint256, amount_max: uint256, mode: uint256) -> uint256:
    """
    @notice Pays everything due and the running instalment (or the interest accrued), and
            lowers the balance with the rest; from the payoff upwards the loan is paid off.
    @dev Mode 0 keeps the end and makes payments smaller; mode 1 keeps the payment and makes
         the loan shorter.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token; anything above the
            payoff stays with the caller.
    @param mode 0 smaller payments, 1 fewer of them; 1 only for annuity and linear.
    @return What was debited: min(amount_max, payoff), in minor units.
    @custom:error SERV:PREPAY:MANY when more than 12 instalments are due.
                  SERV:PREPAY:MODE when mode is above 1, or 1 on interest-only or bullet.
                  SERV:PREPAY:SHORT when nothing is left to lower the balance with.
                  SERV:PREPAY:STATUS when the loan is not active.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:PREPAY:STATUS"
    context: instalments.Context = ledger._context(loan, state.issue_day)
    walk: repayment.Walk = empty(repayment.Walk)
    principal: uint256 = 0
    interest: uint256 = 0
    walk, principal, interest = repayment._payoff(context, ledger._opened(loan, state, 0))
    debit: uint256 = walk.charges + walk.interest + walk.principal + principal + interest
    if amount_max >= debit:
        walk.principal += principal
        walk.interest += interest
        walk.progress.balance = 0
        walk.progress.parted = False
        walk.progress.version += 1
    else:
        debit = amount_max
        walk = self._lower(context, walk, amount_max, mode)
    bookkeeping._book(loan, context.terms, walk, msg.sender, reasons.PREPAY)
    if walk.progress.balance != 0:
        log Reamortised(
            loan=loan,
            mode=mode,
            balance=walk.progress.balance,
            level=walk.progress.level,
            version=walk.progress.version,
        )
    return debit


# ---- Internal functions ------------------------------------------


@internal
def _collect(loan: uint256) -> uint256:
    """
    @dev 0 when nothing is due or nothing is there, so that a batch goes on. After a default
         all that is owed is due: a recovery.
    """
    borrower: address = parties._borrower(ledger.parties_words[loan])
    free: uint256 = staticcall IEscrow(servicing_peers.escrow).balance_of(borrower)
    state: progress.Progress = ledger._progress(loan)
    if state.status == statuses.DEFAULTED or state.status == statuses.WRITTEN_OFF:
        return defaults._recover(loan, state, free, borrower)
    if state.status != statuses.ACTIVE:
        return 0
    context: instalments.Context = ledger._context(loan, state.issue_day)
    walk: repayment.Walk = repayment._walk(
        context, ledger._opened(loan, state, free), constants.CALL_ROWS_MAX, True
    )
    taken: uint256 = free - walk.budget
    if taken != 0:
        bookkeeping._book(loan, context.terms, walk, borrower, reasons.COLLECT)
    return taken


@internal
@view
def _lower(
    context: instalments.Context, due: repayment.Walk, amount: uint256, mode: uint256
) -> repayment.Walk:
    """
    @dev A partial prepayment: due has been settled by the walk; here the running
         instalment, and with at least one unit the balance.
    """
    assert mode == SMALLER or (
        mode == SHORTER and context.terms.method <= schedule.LINEAR
    ), "SERV:PREPAY:MODE"
    assert due.rows <= constants.CALL_ROWS_MAX, "SERV:PREPAY:MANY"
    walk: repayment.Walk = due
    walk.budget = amount - min(amount, walk.charges + walk.interest + walk.principal)
    running: uint256 = dates._running(context.anchor, context.today)
    if walk.progress.parted:
        # Begun ahead of its due date: it is completed at its full price.
        walk = repayment._walk(context, walk, walk.rows + 1, False)
    elif walk.progress.settled < running:
        accrued: uint256 = min(
            walk.budget, repayment._accrued(context, walk.progress, running)
        )
        walk.interest += accrued
        walk.budget -= accrued
    # Whatever could not be paid whole has left nothing.
    assert walk.budget != 0, "SERV:PREPAY:SHORT"
    if mode == SMALLER and context.terms.method <= schedule.LINEAR:
        # A loan that was made shorter stays so: the rest is spread to its own end.
        walk.progress.last = repayment._end(context, walk.progress)
    walk.principal += walk.budget
    walk.progress.balance -= walk.budget
    walk.budget = 0
    walk.progress.prepaid_on = context.today
    walk.progress.version += 1
    if mode == SMALLER:
        walk.progress = repayment._reamortise(context, walk.progress)
    return walk
