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

# @dev We import the ledger and its bookkeeping, and the rules of payments.
from . import bookkeeping
from . import constants
from . import ledger
from . import parties
from . import peers
from . import loan_progress
from . import reasons
from . import default_packing
from . import statuses

uses: bookkeeping
uses: ledger
uses: peers


# ---- Default and recovery, for Workouts --------------------------


@external
def collect_all(loan: uint256) -> uint256:
    """
    @notice Takes everything that is due out of the borrower's free balance, however many
            instalments, before a default.
    @param loan The loan's number, from 1.
    @return What was taken, in minor units of the token; 0 when nothing is due or there.
    @custom:error SERV:DOOR:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:DOOR:CALLER"
    return bookkeeping._collect(loan, constants.ROWS_MAX)


@external
def close(loan: uint256, status: uint256, worst_dpd: uint256):
    """
    @notice Puts a loan in default or ends it; orders for it are void.
    @param loan The loan's number, from 1.
    @param status In default or written off, as in modules/statuses.
    @param worst_dpd The most days past due that the loan has seen, to 1,023.
    @custom:error SERV:DOOR:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:DOOR:CALLER"
    state: loan_progress.Progress = ledger._progress(loan)
    state.worst_dpd = worst_dpd
    bookkeeping._set_status(loan, state, status)


@external
def receive(loan: uint256, receipt: default_packing.Receipt) -> (uint256, uint256):
    """
    @notice Takes a recovery from a payer into the pot, and moves on what returns to who
            covered, and of a sale of collateral what is over to the borrower.
    @param loan The loan's number, from 1.
    @param receipt Who pays, and who gets what.
    @return Principal received for the lenders so far, in minor units of the token.
    @return Interest and late charges received for the lenders so far, in minor units.
    @custom:error SERV:DOOR:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:DOOR:CALLER"
    totals: uint256 = ledger.totals_words[loan]
    totals = loan_progress._received(
        totals,
        ledger._units(loan, totals),
        receipt.principal,
        receipt.interest,
        receipt.fee,
    )
    ledger.totals_words[loan] = totals
    if receipt.recovered:
        bookkeeping._set_status(loan, ledger._progress(loan), statuses.RECOVERED)
    extcall IEscrow(peers.escrow).move(
        receipt.payer,
        self,
        receipt.principal + receipt.interest + receipt.fee + receipt.to_reserve
        + receipt.to_guarantor,
        reasons.RECOVERY,
        loan,
    )
    self._pass_on(self, peers.reserve, receipt.to_reserve, reasons.COVER_RETURN, loan)
    self._pass_on(self, receipt.guarantor, receipt.to_guarantor, reasons.COVER_RETURN, loan)
    self._pass_on(
        receipt.payer,
        parties._borrower(ledger.parties_words[loan]),
        receipt.surplus,
        reasons.SURPLUS,
        loan,
    )
    return loan_progress._principal(totals), loan_progress._interest(totals)


@external
@reentrant
def credit(loan: uint256, principal: uint256, interest: uint256) -> uint256:
    """
    @notice Counts what the Reserve pays into the pot: a cover as the lenders' principal, the
            last distribution as their income.
    @dev Only Workouts calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param principal In minor units of the token, from 0.
    @param interest In minor units, from 0.
    @return Principal received for the lenders so far, in minor units.
    @custom:error SERV:DOOR:CALLER when the caller is not Workouts.
                  SERV:TOTALS:RANGE when interest would pass 2^56 - 1, which listing rules out.
    """
    assert msg.sender == peers.workouts, "SERV:DOOR:CALLER"
    totals: uint256 = ledger.totals_words[loan]
    totals = loan_progress._received(
        totals, ledger._units(loan, totals), principal, interest, 0
    )
    ledger.totals_words[loan] = totals
    return loan_progress._principal(totals)


# ---- Impairment and restructuring, for Workouts ------------------


@external
@reentrant
def rewrite(loan: uint256, terms_word: uint256, progress_word: uint256, arrears_word: uint256):
    """
    @notice Writes what an impairment or a restructuring has changed of an active loan.
    @dev Only Workouts and Ballots call, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param terms_word The terms, packed as in modules/terms.
    @param progress_word The progress, packed as in modules/loan_progress.
    @param arrears_word The arrears, packed as in modules/loan_progress.
    @custom:error SERV:DOOR:CALLER when the caller is neither Workouts nor Ballots.
    """
    assert msg.sender == peers.workouts or msg.sender == peers.ballots, "SERV:DOOR:CALLER"
    ledger.terms_words[loan] = terms_word
    ledger.progress_words[loan] = progress_word
    ledger.arrears_words[loan] = arrears_word


# ---- Lost keys, for the Book -------------------------------------


@external
@reentrant
def change_borrower(loan: uint256, successor: address):
    """
    @notice Writes the recovery wallet of a loan's borrower in the place of the lost one.
    @dev Only the Book calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param successor The recovery wallet.
    @custom:error SERV:DOOR:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "SERV:DOOR:CALLER"
    ledger.parties_words[loan] = (
        ledger.parties_words[loan] & ~constants.BITS_160
    ) | convert(successor, uint256)


# ---- Sales, for the Market ---------------------------------------


@external
@view
def sale_words(loan: uint256) -> uint256[5]:
    """
    @notice Returns what a sale of notes depends on.
    @param loan The loan's number, from 1.
    @return Terms, progress, totals and, when the next row is paid in part, part, laid out
            in modules terms and progress; and the local day.
    """
    state: uint256 = ledger.progress_words[loan]
    part: uint256 = 0
    if (state >> loan_progress.PARTED_AT) & 1 == 1:
        part = ledger.part_words[loan]
    return [ledger.terms_words[loan], state, ledger.totals_words[loan], part, ledger._today()]


# ---- Covers, for the Reserve -------------------------------------


@external
@view
def cover_words(loan: uint256) -> uint256[4]:
    """
    @notice Returns what a cover depends on.
    @param loan The loan's number, from 1.
    @return Parties, progress and totals, laid out in modules parties and progress; and the
            local day.
    """
    return [
        ledger.parties_words[loan],
        ledger.progress_words[loan],
        ledger.totals_words[loan],
        ledger._today(),
    ]


# ---- Internal functions ------------------------------------------


@internal
def _pass_on(
    sender: address, receiver: address, amount: uint256, reason: uint256, loan: uint256
):
    """
    @dev Moves an amount that is not 0.
    """
    if amount != 0:
        extcall IEscrow(peers.escrow).move(sender, receiver, amount, reason, loan)
