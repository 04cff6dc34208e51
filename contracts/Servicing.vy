# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Servicing: a loan from issue to its last unit
@license MIT
@notice Keeps the terms, the progress and the totals of every issued loan, and
        its own Escrow account is the pot out of which lenders claim. Repaying,
        collecting, prepaying, default and write-off are anyone's to call: they
        depend on time and on the payer's own money only.
@dev Trust: none. There is no role here, and terms are written once, at listing.
     Per loan: paid in = claimed + claimable + fees + returned cover + dust.
     Wind-down: nothing changes; every entry point stays open.
@custom:kill Cannot be stopped.
"""


# @dev We import the interfaces of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry

# @dev We import the rules of repayment, which work on values only.
from modules import dates
from modules import ledger
from modules import parties
from modules import progress
from modules import reasons
from modules import repayment
from modules import rounding
from modules import schedule
from modules import statuses
from modules import terms
from modules import workout

initializes: ledger

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
)


SMALLER: constant(uint256) = 0
SHORTER: constant(uint256) = 1
# One call settles at most so many instalments.
CALL_ROWS_MAX: constant(uint256) = 12
BATCH_MAX: constant(uint256) = 100
COVER_ROWS_MIN: constant(uint256) = 3
SALE_DPD_MAX: constant(uint256) = 30
WRITE_OFF_DAYS: constant(uint256) = 3 * 365

ESCROW: immutable(address)
BOOK: immutable(address)
REGISTRY: immutable(address)
RESERVE: immutable(address)
GOVERNOR: immutable(address)


event Paid:
    loan: indexed(uint256)
    payer: indexed(address)
    reason: uint256
    principal: uint256
    interest: uint256
    charges: uint256
    fees: uint256
    settled: uint256
    balance: uint256
    total_principal: uint256
    total_interest: uint256


event Releveled:
    loan: indexed(uint256)
    mode: uint256
    balance: uint256
    level: uint256
    version: uint256


event Defaulted:
    loan: indexed(uint256)
    by: indexed(address)
    principal: uint256
    interest: uint256
    charges: uint256


event Covered:
    loan: indexed(uint256)
    amount: uint256
    total_principal: uint256


event Recovered:
    loan: indexed(uint256)
    payer: indexed(address)
    principal: uint256
    interest: uint256
    charges: uint256
    fee: uint256
    returned: uint256
    total_principal: uint256
    total_interest: uint256


event StatusChanged:
    loan: indexed(uint256)
    status: uint256


event FeesSwept:
    loan: indexed(uint256)
    amount: uint256


event Released:
    loan: indexed(uint256)
    amount: uint256


@deploy
def __init__(
    escrow: address,
    book: address,
    registry: address,
    reserve: address,
    governor: address,
    offset_seconds: uint256,
):
    ESCROW = escrow
    BOOK = book
    REGISTRY = registry
    RESERVE = reserve
    GOVERNOR = governor
    ledger.__init__(offset_seconds)


@external
@view
def peers() -> (address, address, address, address, address):
    """
    @notice Escrow, Book, Registry, Reserve, Governor, fixed at deployment.
    """
    return ESCROW, BOOK, REGISTRY, RESERVE, GOVERNOR


# The start of a loan, for the Book


@external
def register(loan: uint256, terms_word: uint256, parties_word: uint256):
    """
    @notice Writes a listed loan's terms, once and for ever.
    """
    assert msg.sender == BOOK, "SERV:REGISTER:CALLER"
    assert ledger.terms_words[loan] == 0, "SERV:REGISTER:AGAIN"
    ledger.terms_words[loan] = terms_word
    ledger.parties_words[loan] = parties_word


@external
def start(loan: uint256) -> uint256:
    """
    @notice The funded loan begins: local date of now is its issue date.
    @return The issue date, in days since 1970-01-01.
    """
    assert msg.sender == BOOK, "SERV:START:CALLER"
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
            parted=False,
        )
    )
    ledger.outstanding += frozen.principal
    return issue_day


# Payments


@external
def repay(loan: uint256, amount_max: uint256) -> uint256:
    """
    @notice Pays what is payable, oldest first, out of the caller's balance; on
            a defaulted or written-off loan, a recovery.
    @dev Never prepays: only instalments whose period has begun, at most 12.
    @return What was debited: min(amount_max, what is payable).
    """
    assert amount_max != 0, "SERV:REPAY:ZERO"
    state: progress.Progress = ledger._progress(loan)
    if state.status == statuses.DEFAULTED or state.status == statuses.WRITTEN_OFF:
        return self._recover(loan, state, amount_max)
    assert state.status == statuses.ACTIVE, "SERV:REPAY:STATUS"
    context: repayment.Context = ledger._context(loan, state.issue_day)
    walk: repayment.Walk = repayment._walk(
        context, ledger._opened(loan, state, amount_max), CALL_ROWS_MAX, False
    )
    debit: uint256 = amount_max - walk.budget
    assert debit != 0, "SERV:REPAY:NOTHING"
    self._book(loan, context.terms, walk, msg.sender, reasons.REPAY)
    return debit


@external
def collect(loan: uint256) -> uint256:
    """
    @notice Takes what is due out of the borrower's free balance, as far as
            that goes. Anyone may call; nothing due or nothing there reverts.
    @return What was taken.
    """
    taken: uint256 = self._collect(loan)
    assert taken != 0, "SERV:COLLECT:NOTHING"
    return taken


@external
def collect_many(loans: DynArray[uint256, BATCH_MAX]) -> uint256:
    """
    @notice Collects from many loans; those with nothing to take are passed
            over.
    @return The sum of what was taken.
    """
    taken: uint256 = 0
    for loan: uint256 in loans:
        taken += self._collect(loan)
    return taken


@external
def prepay(loan: uint256, amount_max: uint256, mode: uint256) -> uint256:
    """
    @notice Pays everything due, the running instalment (or the interest
            accrued), and with the rest lowers the balance: mode 0 keeps the
            end and makes payments smaller, mode 1 keeps the payment and makes
            the loan shorter. From the payoff upwards the loan is paid off.
    @return What was debited: min(amount_max, payoff).
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:PREPAY:STATUS"
    context: repayment.Context = ledger._context(loan, state.issue_day)
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
    self._book(loan, context.terms, walk, msg.sender, reasons.PREPAY)
    if walk.progress.balance != 0:
        log Releveled(
            loan=loan,
            mode=mode,
            balance=walk.progress.balance,
            level=walk.progress.level,
            version=walk.progress.version,
        )
    return debit


# Default, cover, write-off


@external
def declare_default(loan: uint256):
    """
    @notice From the agreed days past due on, anyone may declare the default:
            what is owed is that day's payoff, and nothing accrues after.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:DEFAULT:STATUS"
    context: repayment.Context = ledger._context(loan, state.issue_day)
    assert (
        repayment._days_past_due(context, state) >= context.terms.default_dpd
    ), "SERV:DEFAULT:EARLY"
    walk: repayment.Walk = empty(repayment.Walk)
    principal: uint256 = 0
    interest: uint256 = 0
    walk, principal, interest = repayment._payoff(context, ledger._opened(loan, state, 0))
    principal += walk.principal
    interest += walk.interest
    ledger.debt_words[loan] = workout._pack_debt(
        workout.Debt(
            principal=principal,
            interest=interest,
            charges=walk.charges,
            principal_at_default=principal,
            default_day=context.today,
        )
    )
    self._set_status(loan, state, statuses.DEFAULTED)
    log Defaulted(
        loan=loan, by=msg.sender, principal=principal, interest=interest, charges=walk.charges
    )


@external
@view
def cover_terms(loan: uint256) -> (uint256, uint256):
    """
    @notice (the loan's own bound on its cover, the borrower's group); reverts
            when the loan may not be covered.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.DEFAULTED, "SERV:COVER:STATUS"
    assert state.paid >= COVER_ROWS_MIN, "SERV:COVER:EARLY"
    assert ledger.cover_words[loan] & (2 ** 50 - 1) == 0, "SERV:COVER:TWICE"
    owed: uint256 = workout._unpack_debt(ledger.debt_words[loan]).principal
    bound: parties.Parties = parties._unpack(ledger.parties_words[loan])
    return rounding._div_floor(owed * bound.cover_cap_ppm, 10**6), bound.group


@external
def record_cover(loan: uint256, amount: uint256):
    """
    @notice The Reserve has paid a cover into the pot: it is the lenders'
            principal.
    """
    assert msg.sender == RESERVE, "SERV:COVER:CALLER"
    cover: workout.Cover = workout._unpack_cover(ledger.cover_words[loan])
    cover.amount = amount
    ledger.cover_words[loan] = workout._pack_cover(cover)
    totals: progress.Totals = ledger._totals(loan)
    totals.principal += amount
    ledger.totals_words[loan] = progress._pack_totals(totals)
    log Covered(loan=loan, amount=amount, total_principal=totals.principal)


@external
def write_off(loan: uint256):
    """
    @notice Three years after the default anyone may write the loan off.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.DEFAULTED, "SERV:WRITEOFF:STATUS"
    debt: workout.Debt = workout._unpack_debt(ledger.debt_words[loan])
    assert ledger._today() >= debt.default_day + WRITE_OFF_DAYS, "SERV:WRITEOFF:EARLY"
    self._set_status(loan, state, statuses.WRITTEN_OFF)


@external
def add_fee(loan: uint256, amount: uint256):
    """
    @notice Counts a market fee that a sale has left in the pot.
    """
    assert msg.sender == BOOK, "SERV:FEE:CALLER"
    totals: progress.Totals = ledger._totals(loan)
    totals.fees += amount
    ledger.totals_words[loan] = progress._pack_totals(totals)


# Housekeeping, anyone's to call


@external
def sweep_fees(loans: DynArray[uint256, BATCH_MAX]) -> uint256:
    """
    @notice Moves the platform's fees of many loans to the treasury, in bulk.
    @return The sum moved.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        totals: progress.Totals = ledger._totals(loan)
        if totals.fees != 0:
            amount += totals.fees
            log FeesSwept(loan=loan, amount=totals.fees)
            totals.fees = 0
            ledger.totals_words[loan] = progress._pack_totals(totals)
    assert amount != 0, "SERV:SWEEP:NOTHING"
    treasury: address = staticcall IGovernor(GOVERNOR).treasury()
    extcall IEscrow(ESCROW).move(self, treasury, amount, reasons.FEES, 0)
    return amount


@external
def release(loan: uint256) -> uint256:
    """
    @notice Takes principal repaid so far off the borrower's caps; the last
            payment does it by itself.
    @return The principal released.
    """
    state: progress.Progress = ledger._progress(loan)
    amount: uint256 = ledger._repaid(loan, state) - state.released
    assert amount != 0, "SERV:RELEASE:NOTHING"
    ledger.progress_words[loan] = progress._pack_progress(self._released(loan, state, amount))
    return amount


@external
@view
def sale_terms(loan: uint256) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice (order version, days past due, outstanding principal, units in all,
            market fee in ppm); reverts while the market for the loan is closed: from 31 days
            past due until it is cured or covered.
    """
    state: progress.Progress = ledger._progress(loan)
    context: repayment.Context = ledger._context(loan, state.issue_day)
    overdue: uint256 = repayment._days_past_due(context, state)
    if state.status == statuses.DEFAULTED:
        assert ledger.cover_words[loan] & (2 ** 50 - 1) != 0, "SERV:SALE:CLOSED"
    else:
        assert state.status == statuses.ACTIVE, "SERV:SALE:STATUS"
        assert overdue <= SALE_DPD_MAX, "SERV:SALE:CLOSED"
    received: uint256 = ledger._totals(loan).principal
    return (
        state.version,
        overdue,
        context.terms.principal - received,
        context.terms.principal,
        context.terms.market_fee_ppm,
    )


# Internal


@internal
def _collect(loan: uint256) -> uint256:
    """
    @dev 0 when nothing is due or nothing is there, so that a batch goes on.
    """
    state: progress.Progress = ledger._progress(loan)
    if state.status != statuses.ACTIVE:
        return 0
    context: repayment.Context = ledger._context(loan, state.issue_day)
    borrower: address = parties._borrower(ledger.parties_words[loan])
    free: uint256 = staticcall IEscrow(ESCROW).balance_of(borrower)
    walk: repayment.Walk = repayment._walk(
        context, ledger._opened(loan, state, free), CALL_ROWS_MAX, True
    )
    taken: uint256 = free - walk.budget
    if taken != 0:
        self._book(loan, context.terms, walk, borrower, reasons.COLLECT)
    return taken


@internal
@view
def _lower(
    context: repayment.Context, due: repayment.Walk, amount: uint256, mode: uint256
) -> repayment.Walk:
    """
    @dev A partial prepayment: due has been settled by the walk; here the
         running instalment, and with at least one unit the balance.
    """
    assert mode <= SHORTER, "SERV:PREPAY:MODE"
    assert mode == SMALLER or context.terms.method <= schedule.LINEAR, "SERV:PREPAY:MODE"
    assert due.rows <= CALL_ROWS_MAX, "SERV:PREPAY:MANY"
    walk: repayment.Walk = due
    spent: uint256 = walk.charges + walk.interest + walk.principal
    assert amount > spent, "SERV:PREPAY:SHORT"
    walk.budget = amount - spent
    running: uint256 = dates._running(context.anchor, context.today)
    if walk.part.interest + walk.part.principal != 0:
        # Begun ahead of its due date: it is completed at its full price.
        walk = repayment._walk(context, walk, walk.rows + 1, False)
        assert walk.progress.settled == running, "SERV:PREPAY:SHORT"
    elif walk.progress.settled < running:
        accrued: uint256 = repayment._accrued(context, walk.progress, running)
        assert walk.budget > accrued, "SERV:PREPAY:SHORT"
        walk.interest += accrued
        walk.budget -= accrued
    assert walk.budget != 0, "SERV:PREPAY:SHORT"
    walk.principal += walk.budget
    walk.progress.balance -= walk.budget
    walk.budget = 0
    walk.progress.prepaid_on = context.today
    walk.progress.version += 1
    if mode == SMALLER:
        walk.progress = repayment._relevel(context, walk.progress)
    return walk


@internal
def _book(
    loan: uint256,
    frozen: terms.Terms,
    paid: repayment.Walk,
    payer: address,
    reason: uint256,
):
    """
    @dev Writes what a call has paid: fees from the lenders' interest and from
         late charges round down; the money goes from the payer to the pot.
    """
    walk: repayment.Walk = paid
    fees: uint256 = rounding._div_floor(
        walk.interest * frozen.servicing_ppm, 10**6
    ) + rounding._div_floor(walk.charges * frozen.late_share_ppm, 10**6)
    totals: progress.Totals = ledger._totals(loan)
    totals.units = frozen.principal
    totals.principal += walk.principal
    totals.interest += walk.interest + walk.charges - fees
    totals.fees += fees
    ledger.totals_words[loan] = progress._pack_totals(totals)
    if walk.progress.parted:
        ledger.part_words[loan] = progress._pack_part(walk.part)
    if walk.progress.balance == 0:
        walk.progress.status = statuses.REPAID
        walk.progress.version += 1
        walk.progress = self._released(
            loan, walk.progress, frozen.principal - walk.progress.released
        )
        log StatusChanged(loan=loan, status=statuses.REPAID)
    ledger.progress_words[loan] = progress._pack_progress(walk.progress)
    log Paid(
        loan=loan,
        payer=payer,
        reason=reason,
        principal=walk.principal,
        interest=walk.interest,
        charges=walk.charges,
        fees=fees,
        settled=walk.progress.settled,
        balance=walk.progress.balance,
        total_principal=totals.principal,
        total_interest=totals.interest,
    )
    amount: uint256 = walk.principal + walk.interest + walk.charges
    extcall IEscrow(ESCROW).move(payer, self, amount, reason, loan)


@internal
def _recover(loan: uint256, state: progress.Progress, amount_max: uint256) -> uint256:
    debt: workout.Debt = workout._unpack_debt(ledger.debt_words[loan])
    payment: uint256 = min(amount_max, debt.principal + debt.interest + debt.charges)
    assert payment != 0, "SERV:REPAY:NOTHING"
    cover: workout.Cover = workout._unpack_cover(ledger.cover_words[loan])
    recovery: workout.Recovery = empty(workout.Recovery)
    frozen: terms.Terms = terms._unpack(ledger.terms_words[loan])
    debt, cover, recovery = workout._recover(debt, cover, payment, frozen.recovery_ppm)
    ledger.debt_words[loan] = workout._pack_debt(debt)
    ledger.cover_words[loan] = workout._pack_cover(cover)
    totals: progress.Totals = ledger._totals(loan)
    totals.units = frozen.principal
    totals.principal += recovery.lenders_principal
    totals.interest += recovery.lenders_interest
    totals.fees += recovery.fee
    ledger.totals_words[loan] = progress._pack_totals(totals)
    if (
        debt.principal + debt.interest + debt.charges == 0
        and state.status == statuses.DEFAULTED
    ):
        self._set_status(
            loan,
            self._released(loan, state, frozen.principal - state.released),
            statuses.RECOVERED,
        )
    log Recovered(
        loan=loan,
        payer=msg.sender,
        principal=recovery.principal,
        interest=recovery.interest,
        charges=recovery.charges,
        fee=recovery.fee,
        returned=recovery.returned,
        total_principal=totals.principal,
        total_interest=totals.interest,
    )
    extcall IEscrow(ESCROW).move(msg.sender, self, payment, reasons.RECOVERY, loan)
    if recovery.returned != 0:
        extcall IEscrow(ESCROW).move(
            self, RESERVE, recovery.returned, reasons.COVER_RETURN, loan
        )
    return payment


@internal
def _released(
    loan: uint256, state: progress.Progress, amount: uint256
) -> progress.Progress:
    after: progress.Progress = state
    if amount != 0:
        after.released += amount
        ledger.outstanding -= amount
        bound: parties.Parties = parties._unpack(ledger.parties_words[loan])
        extcall IRegistry(REGISTRY).release(bound.borrower, bound.group, amount)
        log Released(loan=loan, amount=amount)
    return after


@internal
def _set_status(loan: uint256, state: progress.Progress, status: uint256):
    after: progress.Progress = state
    after.status = status
    after.version += 1
    ledger.progress_words[loan] = progress._pack_progress(after)
    log StatusChanged(loan=loan, status=status)
