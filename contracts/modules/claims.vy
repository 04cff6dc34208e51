# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Claims: what notes have earned
@license MIT
@notice Settles a holder's position against the loan's totals and pays it out of
        the pot.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IServicing

# @dev We import the positions, and where the Book's neighbours are.
from . import peers
from . import notes
from . import positions

uses: peers
uses: notes


@internal
@view
def _earned(loan: uint256, holder: address) -> (uint256, uint256, uint256, uint256):
    """
    @notice Returns the position after a claim, and what the claim would pay.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return The position's word after it.
    @return Principal, in minor units of the token, rounded down.
    @return Interest and late charges, in minor units, rounded down.
    @return Principal that will never come, in minor units: once, when the loan has ended.
    """
    units_total: uint256 = 0
    principal_total: uint256 = 0
    interest_total: uint256 = 0
    ended: bool = False
    units_total, principal_total, interest_total, ended = staticcall IServicing(
        peers.servicing
    ).totals(loan)
    return positions._settle(
        notes.positions_of[holder][loan], units_total, principal_total, interest_total, ended
    )


@internal
def _claim(loan: uint256, holder: address) -> uint256:
    """
    @notice Settles one position and pays it; the choke point for what notes earn.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return What was paid, in minor units of the token; 0 when nothing is there.
    """
    word: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    lost: uint256 = 0
    word, principal, interest, lost = self._earned(loan, holder)
    notes.positions_of[holder][loan] = word
    if principal + interest + lost != 0:
        extcall IEscrow(peers.escrow).pay(holder, principal, interest, lost, loan)
    return principal + interest
