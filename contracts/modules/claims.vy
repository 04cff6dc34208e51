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
from ..interfaces import IRegistry
from ..interfaces import IServicing

# @dev We import the positions, and where the Book's neighbours are.
from . import constants
from . import notes
from . import peers
from . import positions

uses: peers
uses: notes


event ExposureRefreshed:
    wallet: indexed(address)  # whose counter was taken
    returned: uint256  # principal taken off the exposure, in minor units of the token


# ---- Views -------------------------------------------------------


@external
@view
def claimable(loan: uint256, holder: address) -> (uint256, uint256):
    """
    @notice Returns what a claim would pay a holder now.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return Principal, in minor units of the token, rounded down.
    @return Interest and late charges, in minor units, rounded down.
    """
    word: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    lost: uint256 = 0
    word, principal, interest, lost = self._earned(loan, holder)
    return principal, interest


@external
@view
def position_of(loan: uint256, holder: address) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice Returns what is kept of a holder's note; fractions are what a claim has rounded
            off.
    @dev Above 10^15 the principal total is a mark: 2^50 - 1 of a holder who has retracted
         funding, 2^50 - 2 of one who has settled a loan that has ended.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return Units held: minor units of original principal, 0 to 10^15.
    @return The loan's principal total up to which the note is settled, in minor units.
    @return The loan's interest total up to which the note is settled, in minor units.
    @return Principal not yet a whole minor unit, in parts of 1 / the loan's principal.
    @return Interest not yet a whole minor unit, in parts of 1 / the loan's principal.
    """
    word: uint256 = notes.positions_of[holder][loan]
    return (
        word & constants.BITS_50,
        (word >> 50) & constants.BITS_50,
        (word >> 100) & constants.BITS_56,
        (word >> 156) & constants.BITS_50,
        word >> 206,
    )


# ---- Entry points ------------------------------------------------


@external
def refresh_exposure(wallet: address, loans: DynArray[uint256, constants.BATCH_MAX]):
    """
    @notice Lowers a person's exposure, by anyone's call: by the principal that claims have
            paid to a wallet, and by what its notes of loans that have ended will never
            return. Funding and buying from that wallet do the first anyway.
    @param wallet The wallet whose counter is taken; any wallet of the person.
    @param loans Loans that have ended, of which the wallet holds notes: what they have
            earned is paid to it, too; at most 100, from 1.
    @custom:error BOOK:REFRESH:LIVE when a loan has not ended.
    """
    for loan: uint256 in loans:
        units_total: uint256 = 0
        principal_total: uint256 = 0
        interest_total: uint256 = 0
        ended: bool = False
        units_total, principal_total, interest_total, ended = staticcall IServicing(
            peers.servicing
        ).totals(loan)
        assert ended, "BOOK:REFRESH:LIVE"
        self._claim(loan, wallet)
    returned: uint256 = extcall IEscrow(peers.escrow).take_returned(wallet)
    log ExposureRefreshed(wallet=wallet, returned=returned)
    extcall IRegistry(peers.registry).reduce(wallet, returned)


# ---- Internal functions ------------------------------------------


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
