# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title What Workouts and the Market do to a loan's words
@license MIT
@notice Servicing keeps the words and the money; Workouts knows the rules of
        default, cover and recovery and comes through these doors.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IWorkouts

# @dev We import the ledger and its bookkeeping, and the rules of payments.
from . import bookkeeping
from . import constants
from . import instalments
from . import ledger
from . import parties
from . import peers
from . import progress
from . import reasons
from . import recovery
from . import repayment
from . import rounding
from . import statuses
from . import terms

uses: bookkeeping
uses: ledger
uses: peers


# Instalments that must have been paid, and days that must have passed since the issue, before a
# loan may be covered.
COVER_ROWS_MIN: constant(uint256) = 3
COVER_DAYS_MIN: constant(uint256) = 90
# Days past due up to which a loan has a market.
SALE_DPD_MAX: constant(uint256) = 30


# ---- Default and recovery, for Workouts --------------------------


@external
def enter_default(loan: uint256) -> (recovery.Debt, uint256):
    """
    @notice Collects what the borrower's free balance covers, and when the loan is still far
            enough past due, puts it in default: what is owed is that day's payoff.
    @param loan The loan's number, from 1.
    @return What is owed, in minor units of the token; all zero when the collection has cured
            the loan, which then is not in default.
    @return The most that it may be covered with, in minor units; 0: not yet.
    @custom:error SERV:DEFAULT:CALLER when the caller is not Workouts.
                  SERV:DEFAULT:EARLY when the loan is not far enough past due.
                  SERV:DEFAULT:STATUS when the loan is not active.
    """
    assert msg.sender == peers.workouts, "SERV:DEFAULT:CALLER"
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:DEFAULT:STATUS"
    frozen: uint256 = ledger.terms_words[loan]
    overdue: uint256 = ledger._overdue(loan)
    assert overdue >= terms._default_dpd(frozen), "SERV:DEFAULT:EARLY"
    if bookkeeping._collect(loan, constants.ROWS_MAX) != 0:
        if ledger._overdue(loan) < terms._default_dpd(frozen):
            return empty(recovery.Debt), 0
        state = ledger._progress(loan)
    state.worst_dpd = max(state.worst_dpd, overdue)
    context: instalments.Context = ledger._context(loan, state.issue_day)
    walk: repayment.Walk = empty(repayment.Walk)
    principal: uint256 = 0
    interest: uint256 = 0
    walk, principal, interest = repayment._payoff(context, ledger._opened(loan, state, 0))
    bookkeeping._set_status(loan, state, statuses.DEFAULTED)
    principal += walk.principal
    debt: recovery.Debt = recovery.Debt(
        principal=principal,
        interest=walk.interest + interest,
        charges=walk.charges,
        principal_at_default=principal,
        default_day=context.today,
    )
    return debt, self._cover_cap(loan, state, context.today, principal)


@external
def receive(
    loan: uint256,
    payer: address,
    principal: uint256,
    interest: uint256,
    fee: uint256,
    returned: uint256,
    recovered: bool,
) -> (uint256, uint256):
    """
    @notice Takes a recovery from a payer into the pot, and moves on what returns to the
            reserve.
    @param loan The loan's number, from 1.
    @param payer Whose balance pays.
    @param principal What the lenders get as principal, in minor units of the token.
    @param interest What they get as interest, in minor units.
    @param fee The platform's share, in minor units.
    @param returned What returns to the reserve, in minor units.
    @param recovered Whether nothing is owed any more.
    @return Principal received for the lenders so far, in minor units.
    @return Interest and late charges received for the lenders so far, in minor units.
    @custom:error SERV:RECEIVE:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:RECEIVE:CALLER"
    totals: progress.Totals = ledger._totals(loan)
    totals.units = terms._principal(ledger.terms_words[loan])
    totals.principal += principal
    totals.interest += interest
    totals.fees += fee
    ledger.totals_words[loan] = progress._pack_totals(totals)
    if recovered:
        bookkeeping._set_status(loan, ledger._progress(loan), statuses.RECOVERED)
    extcall IEscrow(peers.escrow).move(
        payer, self, principal + interest + fee + returned, reasons.RECOVERY, loan
    )
    if returned != 0:
        extcall IEscrow(peers.escrow).move(
            self, peers.reserve, returned, reasons.COVER_RETURN, loan
        )
    return totals.principal, totals.interest


@external
def count_cover(loan: uint256, amount: uint256) -> uint256:
    """
    @notice Counts a cover, which the Reserve pays into the pot, as the lenders' principal;
            once the loan was written off, as their income.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @return Principal received for the lenders so far, in minor units.
    @custom:error SERV:COVER:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:COVER:CALLER"
    totals: progress.Totals = ledger._totals(loan)
    totals.units = terms._principal(ledger.terms_words[loan])
    if totals.ended:
        # Whoever has claimed since the end takes no more principal.
        totals.interest += amount
    else:
        totals.principal += amount
    ledger.totals_words[loan] = progress._pack_totals(totals)
    return totals.principal


@external
def write_off(loan: uint256):
    """
    @notice Ends a loan in default whose time is over.
    @param loan The loan's number, from 1.
    @custom:error SERV:WRITEOFF:CALLER when the caller is not Workouts.
                  SERV:WRITEOFF:STATUS when the loan is not in default.
    """
    assert msg.sender == peers.workouts, "SERV:WRITEOFF:CALLER"
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.DEFAULTED, "SERV:WRITEOFF:STATUS"
    bookkeeping._set_status(loan, state, statuses.WRITTEN_OFF)


# ---- Sales -------------------------------------------------------


@external
@view
def sale_terms(
    loan: uint256,
) -> (uint256, uint256, uint256, uint256, uint256, uint256, uint256):
    """
    @notice Returns the terms on which notes are sold now, and reverts while the loan's market
            is closed: from 31 days past due until it is cured or covered.
    @param loan The loan's number, from 1.
    @return The loan's order version, 0 to 65,535.
    @return Days past due, from 0.
    @return Outstanding principal, in minor units of the token.
    @return Units in all: the original principal, in minor units.
    @return The market fee, in ppm of the price, 0 to 50,000.
    @return Principal received for the lenders (T_p), in minor units.
    @return Interest and late charges received for the lenders (T_i), in minor units.
    @custom:error SERV:SALE:CLOSED when the loan's market is closed.
                  SERV:SALE:STATUS when the loan is neither active nor in default.
    """
    state: uint256 = ledger.progress_words[loan]
    overdue: uint256 = ledger._overdue(loan)
    frozen: uint256 = ledger.terms_words[loan]
    received: uint256 = ledger.totals_words[loan]
    outstanding: uint256 = 0
    if progress._status(state) == statuses.DEFAULTED:
        assert staticcall IWorkouts(peers.workouts).is_covered(loan), "SERV:SALE:CLOSED"
        outstanding = terms._principal(frozen) - progress._principal(received)
    else:
        assert progress._status(state) == statuses.ACTIVE, "SERV:SALE:STATUS"
        assert overdue <= SALE_DPD_MAX, "SERV:SALE:CLOSED"
        outstanding = ledger._unpaid(loan, state)
    return (
        progress._version(state),
        overdue,
        outstanding,
        terms._principal(frozen),
        terms._market_fee_ppm(frozen),
        progress._principal(received),
        progress._interest(received),
    )


@external
@view
def cover_cap(loan: uint256, principal: uint256) -> uint256:
    """
    @notice Returns the most that a loan may be covered with: 0 when fewer than 3 instalments
            were paid or 90 days have not passed since the issue, or the loan is not in
            default.
    @param loan The loan's number, from 1.
    @param principal What was owed at default, in minor units of the token.
    @return In minor units, rounded down.
    """
    state: progress.Progress = ledger._progress(loan)
    if state.status != statuses.DEFAULTED:
        return 0
    return self._cover_cap(loan, state, ledger._today(), principal)


# ---- Internal functions ------------------------------------------


@internal
@view
def _cover_cap(
    loan: uint256, state: progress.Progress, today: uint256, principal: uint256
) -> uint256:
    """
    @dev The loan's bound on its cover; 0 before 3 instalments were paid and 90 days have
         passed since the issue.
    """
    if state.paid < COVER_ROWS_MIN or today < state.issue_day + COVER_DAYS_MIN:
        return 0
    return rounding._div_floor(
        principal * parties._cover_cap_ppm(ledger.parties_words[loan]), constants.PPM
    )
