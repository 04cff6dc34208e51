# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Bookkeeping: what every payment writes
@license MIT
@notice Totals, fees, status and the borrower's caps after a payment, and the
        cranks that move fees and release caps. Anyone may turn those.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IRegistry

# @dev We import the ledger whose words we write, and the rules of payments.
from . import constants
from . import dates
from . import next_instalment
from . import ledger
from . import parties
from . import loan_progress
from . import reasons
from . import repayment
from . import rounding
from . import peers
from . import statuses
from . import terms

uses: ledger
uses: peers


PPM: constant(uint256) = constants.PPM


event Paid:
    loan: indexed(uint256)  # the loan's number, from 1
    payer: indexed(address)  # whose balance paid
    reason: uint256  # 6 repay, 7 collect, 8 prepay
    principal: uint256  # paid now, in minor units of the token
    interest: uint256  # paid now, in minor units
    charges: uint256  # late charges paid now, in minor units
    fees: uint256  # the platform's part of them, in minor units, rounded down
    settled: uint256  # instalments settled afterwards
    balance: uint256  # scheduled balance afterwards, in minor units
    total_principal: uint256  # received for the lenders so far, in minor units
    total_interest: uint256  # the same, late charges included, fees not


event StatusChanged:
    loan: indexed(uint256)  # the loan's number, from 1
    status: uint256  # as in modules/statuses


event ImpairmentEnded:
    loan: indexed(uint256)  # the loan's number, from 1


event FeesSwept:
    loan: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # moved to the treasury, in minor units of the token


event Released:
    loan: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # principal off the borrower's caps, in minor units of the token


# ---- Entry points ------------------------------------------------


@external
def sweep_fees(loans: DynArray[uint256, constants.BATCH_MAX]) -> uint256:
    """
    @notice Moves the platform's fees of many loans to the treasury, by anyone's call.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum moved, in minor units of the token.
    @custom:error SERV:SWEEP:NOTHING when no loan has fees to sweep.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        totals: loan_progress.Totals = ledger._totals(loan)
        if totals.fees != 0:
            amount += totals.fees
            log FeesSwept(loan=loan, amount=totals.fees)
            totals.fees = 0
            ledger.totals_words[loan] = loan_progress._pack_totals(totals)
    assert amount != 0, "SERV:SWEEP:NOTHING"
    treasury: address = staticcall IGovernor(peers.governor).treasury()
    extcall IEscrow(peers.escrow).move(self, treasury, amount, reasons.FEES, 0)
    return amount


@external
def release(loan: uint256) -> uint256:
    """
    @notice Takes principal repaid so far off the borrower's caps, by anyone's call; the
            last payment does it by itself.
    @param loan The loan's number, from 1.
    @return The principal released, in minor units of the token.
    @custom:error SERV:RELEASE:NOTHING when nothing was repaid since the last release.
    """
    state: loan_progress.Progress = ledger._progress(loan)
    amount: uint256 = ledger._repaid(loan, state) - state.released
    assert amount != 0, "SERV:RELEASE:NOTHING"
    ledger.progress_words[loan] = loan_progress._pack_progress(self._released(loan, state, amount))
    return amount


@external
@reentrant
def add_fee(loan: uint256, amount: uint256) -> (uint256, uint256, uint256, bool):
    """
    @notice Counts a market fee that a sale leaves in the pot, and returns the figures by which
            its positions are settled.
    @dev Only the Book calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @return Units in all: the original principal, in minor units; 0 before the first
            payment.
    @return Principal received for the lenders, in minor units.
    @return Interest and late charges received for the lenders, in minor units.
    @return Whether the loan has ended: no more principal will come.
    @custom:error SERV:FEE:CALLER when the caller is not the Book.
                  SERV:FEE:RANGE when fees of 2^64 wait to be swept.
    """
    assert msg.sender == peers.book, "SERV:FEE:CALLER"
    word: uint256 = ledger.totals_words[loan]
    assert (
        ((word >> loan_progress.FEES_AT) & constants.BITS_64) + amount <= constants.BITS_64
    ), "SERV:FEE:RANGE"
    ledger.totals_words[loan] = word + (amount << loan_progress.FEES_AT)
    return (
        word & constants.BITS_50,
        (word >> loan_progress.PRINCIPAL_AT) & constants.BITS_50,
        (word >> loan_progress.INTEREST_AT) & constants.BITS_56,
        (word >> loan_progress.ENDED_AT) & 1 == 1,
    )


# ---- Internal functions ------------------------------------------


@internal
def _collect(loan: uint256, rows_max: uint256) -> uint256:
    """
    @notice Takes what is due of an active loan out of the borrower's free balance, as far as
            that goes.
    @param loan The loan's number, from 1.
    @param rows_max The most instalments to settle.
    @return What was taken, in minor units of the token; 0 when nothing is due or there.
    """
    state: uint256 = ledger.progress_words[loan]
    if loan_progress._status(state) != statuses.ACTIVE:
        return 0
    borrower: address = parties._borrower(ledger.parties_words[loan])
    free: uint256 = staticcall IEscrow(peers.escrow).balance_of(borrower)
    if free == 0:
        return 0
    walk: repayment.Walk = repayment._walk(
        ledger._context(loan, loan_progress._issue_day(state)),
        ledger._opened(loan, state, free),
        rows_max,
        constants.ROWS_MAX,
        True,
    )
    taken: uint256 = free - walk.budget
    if taken != 0:
        self._book(loan, walk, borrower, reasons.COLLECT)
    return taken


@internal
def _book(loan: uint256, paid: repayment.Walk, payer: address, reason: uint256):
    """
    @notice Writes what a call has paid, and moves the money from the payer to the pot.
    @dev Fees from the lenders' interest and from late charges round down.
    @param loan The loan's number, from 1.
    @param paid The loan after the payment, and what it has paid, in minor units.
    @param payer Whose balance pays.
    @param reason Why, as in modules/reasons, 6 to 8.
    """
    terms_word: uint256 = ledger.terms_words[loan]
    principal: uint256 = terms_word & constants.BITS_50
    fees: uint256 = rounding._div_floor(
        paid.interest * ((terms_word >> terms.SERVICING_AT) & constants.BITS_20), PPM
    )
    if paid.charges != 0:
        fees += rounding._div_floor(
            paid.charges * ((terms_word >> terms.LATE_SHARE_AT) & constants.BITS_20), PPM
        )
    state: loan_progress.Progress = paid.progress
    totals: uint256 = loan_progress._received(
        ledger.totals_words[loan],
        principal,
        paid.principal,
        paid.interest + paid.charges - fees,
        fees,
    )
    if state.balance == 0:
        totals |= 1 << loan_progress.ENDED_AT
    ledger.totals_words[loan] = totals
    if state.parted:
        ledger.part_words[loan] = loan_progress._pack_part(paid.part)
    if paid.had_arrears:
        ledger.arrears_words[loan] = loan_progress._pack_arrears(paid.arrears)
    # A crumb paid ahead while nothing is due is no full payment, and takes no warning off.
    if (
        state.impaired
        and (paid.rows != 0 or state.balance == 0 or (paid.had_arrears and not state.arrears))
        and not self._is_due(loan, state)
    ):
        state.impaired = False
        state.version += 1
        log ImpairmentEnded(loan=loan)
    if state.balance == 0:
        state.status = statuses.REPAID
        state.version += 1
        state = self._released(loan, state, principal - state.released)
        ledger.all_loans -= ledger.ONE_LOAN
        log StatusChanged(loan=loan, status=statuses.REPAID)
    ledger.progress_words[loan] = loan_progress._pack_progress(state)
    log Paid(
        loan=loan,
        payer=payer,
        reason=reason,
        principal=paid.principal,
        interest=paid.interest,
        charges=paid.charges,
        fees=fees,
        settled=state.settled,
        balance=state.balance,
        total_principal=loan_progress._principal(totals),
        total_interest=loan_progress._interest(totals),
    )
    extcall IEscrow(peers.escrow).move(
        payer, self, paid.principal + paid.interest + paid.charges, reason, loan,
        skip_contract_check=True,
    )


@internal
@view
def _is_due(loan: uint256, state: loan_progress.Progress) -> bool:
    """
    @dev Whether anything with a due date of today or before is unpaid.
    """
    if state.balance == 0:
        return False
    context: next_instalment.Context = ledger._context(loan, state.issue_day)
    if state.arrears:
        return dates._due(context.anchor, 1) <= context.today
    return dates._due(context.anchor, state.settled + 1) <= context.today


@internal
def _released(
    loan: uint256, state: loan_progress.Progress, amount: uint256
) -> loan_progress.Progress:
    """
    @notice Takes principal off the borrower's caps, and returns the progress that says so; 0
            changes nothing.
    @param loan The loan's number, from 1.
    @param state The loan's progress.
    @param amount In minor units of the token, 0 to the loan's principal.
    @return The progress, not yet written.
    """
    after: loan_progress.Progress = state
    if amount != 0:
        after.released += amount
        ledger.all_loans -= amount
        extcall IRegistry(peers.registry).release(
            parties._borrower(ledger.parties_words[loan]), amount
        )
        log Released(loan=loan, amount=amount)
    return after


@internal
def _set_status(loan: uint256, state: loan_progress.Progress, status: uint256):
    """
    @notice Writes a loan's new status, which makes orders for it void. One that ends it
            takes it out of the borrower's caps and marks its totals.
    @param loan The loan's number, from 1.
    @param state The loan's progress before.
    @param status The new status, as in modules/statuses.
    """
    after: loan_progress.Progress = state
    if status != statuses.DEFAULTED:
        frozen: uint256 = terms._principal(ledger.terms_words[loan])
        after = self._released(loan, state, frozen - state.released)
        ledger.all_loans -= ledger.ONE_LOAN
        ledger.totals_words[loan] = loan_progress._received(
            ledger.totals_words[loan], frozen, 0, 0, 0
        ) | (1 << loan_progress.ENDED_AT)
    after.status = status
    after.version += 1
    ledger.progress_words[loan] = loan_progress._pack_progress(after)
    log StatusChanged(loan=loan, status=status)
