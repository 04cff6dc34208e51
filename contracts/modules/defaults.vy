# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Defaults: from the day of default to the last recovery
@license MIT
@notice Declaring a default, covering it once, recovering what comes later, and
        writing off after three years. Each depends on time or on the payer's
        own money only, so each is anyone's to call.
"""


# @dev We import the interface of the Escrow, which moves recoveries.
from ..interfaces import IEscrow

# @dev We import the ledger and its bookkeeping, and the rules of a workout.
from . import bookkeeping
from . import constants
from . import instalments
from . import ledger
from . import parties
from . import progress
from . import reasons
from . import repayment
from . import rounding
from . import servicing_peers
from . import statuses
from . import terms
from . import workout

uses: bookkeeping
uses: ledger
uses: servicing_peers


# Instalments that must have been paid before a loan may be covered.
COVER_ROWS_MIN: constant(uint256) = 3
# Days past due up to which a loan has a market.
SALE_DPD_MAX: constant(uint256) = 30
# Days from the default to the write-off: three years.
WRITE_OFF_DAYS: constant(uint256) = 3 * 365


event Defaulted:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call
    principal: uint256  # owed from now on, in minor units of the token
    interest: uint256  # owed from now on, in minor units
    charges: uint256  # late charges owed from now on, in minor units


event Covered:
    loan: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # paid into the pot, in minor units of the token, rounded down
    total_principal: uint256  # received for the lenders so far, in minor units


event Recovered:
    loan: indexed(uint256)  # the loan's number, from 1
    payer: indexed(address)  # whose balance paid
    principal: uint256  # paid now of what is owed, in minor units of the token
    interest: uint256  # paid now of what is owed, in minor units
    charges: uint256  # paid now of what is owed, in minor units
    fee: uint256  # the platform's share, in minor units, rounded down
    returned: uint256  # to the reserve, in minor units, rounded down
    total_principal: uint256  # received for the lenders so far, in minor units
    total_interest: uint256  # the same, late charges included, fees not


# ---- Default -----------------------------------------------------


@external
def declare_default(loan: uint256):
    """
    @notice Declares a default, by anyone, from the agreed days past due on: what is owed is
            that day's payoff, and nothing accrues after.
    @param loan The loan's number, from 1.
    @custom:error SERV:DEFAULT:EARLY when the loan is not far enough past due.
                  SERV:DEFAULT:STATUS when the loan is not active.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.ACTIVE, "SERV:DEFAULT:STATUS"
    assert (
        ledger._overdue(loan) >= terms._default_dpd(ledger.terms_words[loan])
    ), "SERV:DEFAULT:EARLY"
    context: instalments.Context = ledger._context(loan, state.issue_day)
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
    bookkeeping._set_status(loan, state, statuses.DEFAULTED)
    log Defaulted(
        loan=loan, by=msg.sender, principal=principal, interest=interest, charges=walk.charges
    )


# ---- Cover -------------------------------------------------------


@external
@view
def cover_terms(loan: uint256) -> (uint256, uint256):
    """
    @notice Returns the terms on which a loan may be covered, and reverts when it may not.
    @param loan The loan's number, from 1.
    @return The loan's own bound on its cover, in minor units of the token, rounded down.
    @return The borrower's group at listing, 1 to 2^28 - 1.
    @custom:error SERV:COVER:EARLY when fewer than 3 instalments were paid.
                  SERV:COVER:STATUS when the loan is not in default.
                  SERV:COVER:TWICE when the loan was covered before.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.DEFAULTED, "SERV:COVER:STATUS"
    assert state.paid >= COVER_ROWS_MIN, "SERV:COVER:EARLY"
    assert workout._amount(ledger.cover_words[loan]) == 0, "SERV:COVER:TWICE"
    owed: uint256 = workout._unpack_debt(ledger.debt_words[loan]).principal
    bound: parties.Parties = parties._unpack(ledger.parties_words[loan])
    return rounding._div_floor(owed * bound.cover_cap_ppm, constants.PPM), bound.group


@external
def record_cover(loan: uint256, amount: uint256):
    """
    @notice Counts a cover that the Reserve pays into the pot as the lenders' principal.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @custom:error SERV:COVER:CALLER when the caller is not the Reserve.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == servicing_peers.reserve, "SERV:COVER:CALLER"
    cover: workout.Cover = workout._unpack_cover(ledger.cover_words[loan])
    cover.amount = amount
    ledger.cover_words[loan] = workout._pack_cover(cover)
    totals: progress.Totals = ledger._totals(loan)
    totals.principal += amount
    ledger.totals_words[loan] = progress._pack_totals(totals)
    log Covered(loan=loan, amount=amount, total_principal=totals.principal)


# ---- Write-off and sales -----------------------------------------


@external
def write_off(loan: uint256):
    """
    @notice Writes a loan off, by anyone, three years after its default.
    @param loan The loan's number, from 1.
    @custom:error SERV:WRITEOFF:EARLY when 1,095 days have not passed.
                  SERV:WRITEOFF:STATUS when the loan is not in default.
    """
    state: progress.Progress = ledger._progress(loan)
    assert state.status == statuses.DEFAULTED, "SERV:WRITEOFF:STATUS"
    debt: workout.Debt = workout._unpack_debt(ledger.debt_words[loan])
    assert ledger._today() >= debt.default_day + WRITE_OFF_DAYS, "SERV:WRITEOFF:EARLY"
    bookkeeping._set_status(loan, state, statuses.WRITTEN_OFF)


@external
@view
def sale_terms(loan: uint256) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice Returns the terms on which notes are sold now, and reverts while the loan's market
            is closed: from 31 days past due until it is cured or covered.
    @param loan The loan's number, from 1.
    @return The loan's order version, 0 to 65,535.
    @return Days past due, from 0.
    @return Outstanding principal, in minor units of the token.
    @return Units in all: the original principal, in minor units.
    @return The market fee, in ppm of the price, 0 to 50,000.
    @custom:error SERV:SALE:CLOSED when the loan's market is closed.
                  SERV:SALE:STATUS when the loan is neither active nor in default.
    """
    state: uint256 = ledger.progress_words[loan]
    overdue: uint256 = ledger._overdue(loan)
    if progress._status(state) == statuses.DEFAULTED:
        assert workout._amount(ledger.cover_words[loan]) != 0, "SERV:SALE:CLOSED"
    else:
        assert progress._status(state) == statuses.ACTIVE, "SERV:SALE:STATUS"
        assert overdue <= SALE_DPD_MAX, "SERV:SALE:CLOSED"
    frozen: uint256 = ledger.terms_words[loan]
    total: uint256 = terms._principal(frozen)
    return (
        progress._version(state),
        overdue,
        total - progress._principal(ledger.totals_words[loan]),
        total,
        terms._market_fee_ppm(frozen),
    )


# ---- Internal functions ------------------------------------------


@internal
def _recover(
    loan: uint256, state: progress.Progress, amount_max: uint256, payer: address
) -> uint256:
    """
    @notice Takes a recovery from a payer, shares it between lenders, platform and reserve,
            and moves the money.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @param amount_max The most to take, in minor units of the token, from 0.
    @param payer Whose balance pays.
    @return What was taken, in minor units; 0 when nothing is owed any more or nothing is
            there.
    """
    debt: workout.Debt = workout._unpack_debt(ledger.debt_words[loan])
    payment: uint256 = min(amount_max, debt.principal + debt.interest + debt.charges)
    if payment == 0:
        return 0
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
        bookkeeping._set_status(
            loan,
            bookkeeping._released(loan, state, frozen.principal - state.released),
            statuses.RECOVERED,
        )
    log Recovered(
        loan=loan,
        payer=payer,
        principal=recovery.principal,
        interest=recovery.interest,
        charges=recovery.charges,
        fee=recovery.fee,
        returned=recovery.returned,
        total_principal=totals.principal,
        total_interest=totals.interest,
    )
    extcall IEscrow(servicing_peers.escrow).move(payer, self, payment, reasons.RECOVERY, loan)
    if recovery.returned != 0:
        extcall IEscrow(servicing_peers.escrow).move(
            self, servicing_peers.reserve, recovery.returned, reasons.COVER_RETURN, loan
        )
    return payment
