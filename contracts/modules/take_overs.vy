# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Take-overs: what follows a client to their recovery wallet
@license MIT
@notice Once the Registry knows that a recovery wallet has a lost one's place, its
        balance, its notes and the loans that it owes follow, by anyone's call.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IRegistry
from ..interfaces import IServicing

# @dev We import listings and notes, and why money moves.
from . import constants
from . import listing_storage
from . import listing_packing
from . import notes
from . import peers
from . import positions
from . import reasons

uses: listing_storage
uses: notes
uses: peers


event BorrowerChanged:
    loan: indexed(uint256)  # the loan's number, from 1
    wallet: indexed(address)  # the lost wallet
    successor: indexed(address)  # who owes and draws from now on


# ---- Entry points ------------------------------------------------


@external
def take_over(wallet: address, loans: DynArray[uint256, constants.BATCH_MAX]):
    """
    @notice Moves a lost wallet's balance, and of the loans named its notes and its place as
            borrower, to the recovery wallet that has its place.
    @param wallet The lost wallet.
    @param loans Loans of which it holds notes, or which it owes, from 1; at most 100.
    @custom:error BOOK:TAKEOVER:WALLET when no recovery wallet has its place.
    """
    successor: address = staticcall IRegistry(peers.registry).successor_of(wallet)
    assert successor != empty(address), "BOOK:TAKEOVER:WALLET"
    returned: uint256 = extcall IEscrow(peers.escrow).take_returned(wallet)
    if returned != 0:
        extcall IRegistry(peers.registry).reduce(successor, returned)
    balance: uint256 = staticcall IEscrow(peers.escrow).balance_of(wallet)
    if balance != 0:
        extcall IEscrow(peers.escrow).move(wallet, successor, balance, reasons.TAKE_OVER, 0)
    for loan: uint256 in loans:
        self._take_debt(loan, wallet, successor)
        self._take_note(loan, wallet, successor)


# ---- Internal functions ------------------------------------------


@internal
def _take_debt(loan: uint256, wallet: address, successor: address):
    """
    @dev Who owed by the lost wallet owes by the recovery wallet.
    """
    side: uint256 = listing_storage.sides[loan]
    if listing_packing._borrower(side) != wallet:
        return
    listing_storage.sides[loan] = (side & ~constants.BITS_160) | convert(successor, uint256)
    extcall IServicing(peers.servicing).change_borrower(loan, successor)
    log BorrowerChanged(loan=loan, wallet=wallet, successor=successor)


@internal
def _take_note(loan: uint256, wallet: address, successor: address):
    """
    @dev Both positions are settled first, and paid to the recovery wallet; less than a unit
         of each kind stays behind.
    """
    word: uint256 = notes.positions_of[wallet][loan]
    units: uint256 = positions._units(word)
    if units == 0:
        return
    total: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    ended: bool = False
    total, principal, interest, ended = staticcall IServicing(peers.servicing).totals(loan)
    earned: uint256[3] = [0, 0, 0]
    more: uint256[3] = [0, 0, 0]
    word, earned[0], earned[1], earned[2] = positions._settle(
        word, total, principal, interest, ended
    )
    after: uint256 = 0
    after, more[0], more[1], more[2] = positions._settle(
        notes.positions_of[successor][loan], total, principal, interest, ended
    )
    if total == 0 and positions._has_retracted(word):
        after = positions._retracted(positions._units(after))
    notes._hand(wallet, successor, loan, units, word - units, after + units)
    for i: uint256 in range(3):
        earned[i] += more[i]
    if earned[0] + earned[1] + earned[2] != 0:
        extcall IEscrow(peers.escrow).pay(successor, earned[0], earned[1], earned[2], loan)
