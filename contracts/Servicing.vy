# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Servicing: a loan from issue to its last unit
@custom:contract-name Servicing
@license MIT
@notice Keeps the terms, the progress and the totals of every issued loan, and
        its own Escrow account is the pot out of which lenders claim. Borrowers
        pay ahead, prepay and pay off; anyone else who is enrolled pays what is
        due, and anyone at all collects it from the borrower's free balance.
@dev Trust: nobody. Terms are written once, at listing.
     Invariants: per loan, paid in and cover = claimed + claimable + fees +
     returned cover + dust; nothing grows with the number of lenders; what
     lenders have received never falls; nobody's payment takes a right from the
     borrower.
     Storage: five words per loan at most (modules/ledger), and one for all.
     Roles: none. Offers registers loans, the Book starts them and reports market
     fees, Workouts has the doors of modules/servicing_entrypoints.
     Wind-down: nothing changes; every entry point stays open.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import the ledger of loans, what writes it, and the rules of payments.
from modules import bookkeeping
from modules import constants
from modules import servicing_entrypoints
from modules import next_instalment
from modules import ledger
from modules import parties
from modules import prepayment
from modules import loan_progress
from modules import reasons
from modules import repayment
from modules import schedule
from modules import peers
from modules import statuses
from modules import terms

implements: IServicing

initializes: peers
initializes: ledger
initializes: bookkeeping[ledger := ledger, peers := peers]
initializes: servicing_entrypoints[bookkeeping := bookkeeping, ledger := ledger, peers := peers]

exports: (
    # One loan
    ledger.words_of,
    ledger.terms_word,
    ledger.parties_word,
    ledger.progress_word,
    ledger.totals,
    # All loans
    ledger.outstanding,
    ledger.live_loans,
    ledger.offset,
    ledger.today,
    # Doors for Workouts, the Reserve and the Market
    servicing_entrypoints.collect_all,
    servicing_entrypoints.close,
    servicing_entrypoints.receive,
    servicing_entrypoints.credit,
    servicing_entrypoints.rewrite,
    servicing_entrypoints.change_borrower,
    servicing_entrypoints.sale_words,
    servicing_entrypoints.cover_words,
    # Cranks and fees
    bookkeeping.sweep_fees,
    bookkeeping.release,
    bookkeeping.add_fee,
    # Neighbours
    peers.platform,
)


event Reamortised:
    loan: indexed(uint256)  # the loan's number, from 1
    mode: uint256  # 0 smaller payments, 1 fewer of them
    balance: uint256  # the lower balance, in minor units of the token
    level: uint256  # payment or principal part from now on, in minor units
    last: uint256  # the number of the last row


@deploy
def __init__(peers_: peers.Peers, offset_seconds: int256):
    """
    @notice Fixes the contracts that Servicing deals with, and the platform's local time.
    @param peers_ The platform's contracts.
    @param offset_seconds How far the local date is ahead of UTC, in seconds, -43,200 to
            50,400.
    @custom:error SERV:INIT:OFFSET when offset_seconds is not -43,200 to 50,400.
    """
    peers.__init__(peers_)
    ledger.__init__(offset_seconds)


# ---- The start of a loan, for Offers and the Book ----------------


@external
@reentrant
def register(loan: uint256, terms_word: uint256, parties_word: uint256):
    """
    @notice Writes a listed loan's terms, once and for ever.
    @dev Only Offers calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param terms_word The terms, packed as in modules/terms.
    @param parties_word Borrower, group and what is withheld, packed as in modules/parties.
    @custom:error SERV:REGISTER:AGAIN when the loan is registered already.
                  SERV:REGISTER:CALLER when the caller is not Offers.
    """
    assert msg.sender == peers.offers, "SERV:REGISTER:CALLER"
    assert ledger.terms_words[loan] == 0, "SERV:REGISTER:AGAIN"
    ledger.terms_words[loan] = terms_word
    ledger.parties_words[loan] = parties_word


@external
@reentrant
def start(loan: uint256) -> (uint256, uint256):
    """
    @notice Begins a funded loan: the local date of now is its issue date.
    @dev Only the Book calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @return The issue date: local day, days since 1970-01-01.
    @return The loan's parties, packed as in modules/parties.
    @custom:error SERV:START:AGAIN when the loan has started already.
                  SERV:START:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "SERV:START:CALLER"
    assert ledger.progress_words[loan] == 0, "SERV:START:AGAIN"
    word: uint256 = ledger.terms_words[loan]
    principal: uint256 = word & constants.BITS_50
    n: uint256 = (word >> terms.N_AT) & constants.BITS_9
    issue_day: uint256 = ledger._today()
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(
        (word >> terms.RATE_AT) & constants.BITS_20,
        (word >> terms.PERIOD_AT) & constants.BITS_9,
        (word >> terms.IN_DAYS_AT) & 1 == 1,
    )
    level: uint256 = schedule._level(
        (word >> terms.METHOD_AT) & terms.BITS_2,
        principal,
        num,
        den,
        n - ((word >> terms.LEAD_AT) & constants.BITS_9),
    )
    ledger.progress_words[loan] = loan_progress._begun(principal, level, issue_day, n)
    ledger.all_loans += principal + ledger.ONE_LOAN
    return issue_day, ledger.parties_words[loan]


# ---- Payments ----------------------------------------------------


@external
def repay(loan: uint256, amount_max: uint256, through: uint256) -> uint256:
    """
    @notice Pays instalments, oldest first, out of the caller's balance: the borrower those
            whose period has begun, anyone else who is enrolled and not frozen what is due.
    @dev Never prepays, settles at most 12 instalments, and none after through: a collection
         that came first never makes a payer settle one more than they meant. Reverts in
         the Registry when another payer is not enrolled, or is frozen, or their credential
         has expired.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token, from 1.
    @param through The number of the last instalment to pay, from 1.
    @return What was debited: min(amount_max, what is payable), in minor units.
    @custom:error SERV:REPAY:NOTHING when nothing can be paid.
                  SERV:REPAY:STATUS when the loan is not active.
                  SERV:REPAY:ZERO when amount_max is 0.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert amount_max != 0, "SERV:REPAY:ZERO"
    state: uint256 = ledger.progress_words[loan]
    assert loan_progress._status(state) == statuses.ACTIVE, "SERV:REPAY:STATUS"
    walk: repayment.Walk = repayment._walk(
        ledger._context(loan, loan_progress._issue_day(state)),
        ledger._opened(loan, state, amount_max),
        constants.CALL_ROWS_MAX,
        through,
        not self._is_borrower(loan),
    )
    debit: uint256 = amount_max - walk.budget
    assert debit != 0, "SERV:REPAY:NOTHING"
    bookkeeping._book(loan, walk, msg.sender, reasons.REPAY)
    return debit


@external
def collect(loan: uint256) -> uint256:
    """
    @notice Takes what is due out of the borrower's free balance, as far as that goes, by
            anyone's call.
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
    @notice Pays everything due and the interest accrued to today, and lowers the balance
            with the rest, by the borrower alone; from the payoff upwards the loan is paid
            off.
    @dev Mode 0 keeps the end and makes payments smaller; mode 1 keeps the payment and makes
         the loan shorter. What was paid ahead of the running instalment is set against it.
         The rest is at least the loan's ticket and 1 % of the balance, rounded up, so that
         interest is not rounded away by the crumb.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token; anything above the
            payoff stays with the caller.
    @param mode 0 smaller payments, 1 fewer of them; 1 only for annuity and linear.
    @return What was debited: min(amount_max, payoff), in minor units.
    @custom:error SERV:PREPAY:BORROWER when the caller is not a wallet of the borrower.
                  SERV:PREPAY:CRUMB when less than a ticket or 1 % would lower the balance.
                  SERV:PREPAY:MANY when more than 12 instalments are due.
                  SERV:PREPAY:MODE when mode is above 1, or 1 on interest-only or bullet.
                  SERV:PREPAY:STATUS when the loan is not active.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    state: uint256 = ledger.progress_words[loan]
    assert loan_progress._status(state) == statuses.ACTIVE, "SERV:PREPAY:STATUS"
    assert self._is_borrower(loan), "SERV:PREPAY:BORROWER"
    context: next_instalment.Context = ledger._context(loan, loan_progress._issue_day(state))
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
    else:
        debit = amount_max
        ticket: uint256 = staticcall IBook(peers.book).ticket_of(loan)
        walk = prepayment._lower(context, walk, amount_max, mode, ticket)
    bookkeeping._book(loan, walk, msg.sender, reasons.PREPAY)
    if walk.progress.balance != 0:
        log Reamortised(
            loan=loan,
            mode=mode,
            balance=walk.progress.balance,
            level=walk.progress.level,
            last=walk.progress.last,
        )
    return debit


# ---- Internal functions ------------------------------------------


@internal
@view
def _is_borrower(loan: uint256) -> bool:
    """
    @dev Whether the caller is the borrower, by any of their wallets; a third party who may
         not pay is refused.
    """
    borrower: address = parties._borrower(ledger.parties_words[loan])
    if msg.sender == borrower:
        return True
    return staticcall IRegistry(peers.registry).is_payer_of(msg.sender, borrower)


@internal
def _collect(loan: uint256) -> uint256:
    """
    @dev 0 when nothing is due or nothing is there, so that a batch goes on.
    """
    return bookkeeping._collect(loan, constants.CALL_ROWS_MAX)
