# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The last distribution of the reserve
@license MIT
@notice When the platform has wound down and no loan is live, what is free goes to
        the lenders' losses: to principal that nobody covered in proportion,
        floor(F * loss / L) a loan; what is over to their interest likewise; and
        what is still over to the treasury.
@dev A loss, from the low bit: principal 64, interest 64.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IServicing
from ..interfaces import IWorkouts

# @dev We import where they are, why money moves, and the rounding.
from . import constants
from . import peers
from . import reasons
from . import reserve_sums
from . import rounding

uses: peers
uses: reserve_sums


# Principal that lenders miss over all loans that were written off, in minor units.
lost_principal: public(uint256)
# Interest that they miss over these loans, in minor units.
lost_interest: public(uint256)
# What the distribution gives to lost principal, in minor units.
for_principal: public(uint256)
# What it gives to lost interest, in minor units.
for_interest: public(uint256)
# A loan's number, from 1 -> its loss's word; 0 once it has got its part.
losses: HashMap[uint256, uint256]


event LossNoted:
    loan: indexed(uint256)  # the loan's number, from 1
    principal: uint256  # what its lenders miss, in minor units of the token
    interest: uint256  # what they miss, in minor units


event DistributionBegun:
    by: indexed(address)  # who sent the call
    for_principal: uint256  # in minor units of the token
    for_interest: uint256  # in minor units
    to_treasury: uint256  # in minor units


event Distributed:
    loan: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # to its lenders, in minor units of the token, rounded down


# ---- Views -------------------------------------------------------


@external
@view
def loss_of(loan: uint256) -> (uint256, uint256):
    """
    @notice Returns what the lenders of a loan that was written off miss.
    @param loan The loan's number, from 1.
    @return Principal, in minor units of the token; 0 once the loan has got its part.
    @return Interest, in minor units.
    """
    word: uint256 = self.losses[loan]
    return word & constants.BITS_64, word >> 64


# ---- Entry points ------------------------------------------------


@external
@reentrant
def note_loss(loan: uint256, principal: uint256, interest: uint256):
    """
    @notice Notes what the lenders of a loan miss on the day of its write-off.
    @dev Only Workouts calls, and nobody is called from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param principal In minor units of the token.
    @param interest In minor units.
    @custom:error RESERVE:LOSS:CALLER when the caller is not Workouts.
    """
    assert msg.sender == peers.workouts, "RESERVE:LOSS:CALLER"
    self.losses[loan] = principal | (interest << 64)
    self.lost_principal += principal
    self.lost_interest += interest
    log LossNoted(loan=loan, principal=principal, interest=interest)


@external
def distribute(loan: uint256) -> uint256:
    """
    @notice Pays a loan's part of the last distribution into its pot, by anyone.
    @param loan The loan's number, from 1.
    @return What was paid, in minor units of the token, each part rounded down.
    @custom:error RESERVE:DISTRIBUTE:EARLY when the distribution has not begun.
                  RESERVE:DISTRIBUTE:NONE when the loan has no loss, or has got its part.
    """
    assert not reserve_sums._is_covering(
        reserve_sums.sums_word
    ), "RESERVE:DISTRIBUTE:EARLY"
    word: uint256 = self.losses[loan]
    assert word != 0, "RESERVE:DISTRIBUTE:NONE"
    self.losses[loan] = 0
    amount: uint256 = 0
    if self.lost_principal != 0:
        amount += rounding._div_floor(
            self.for_principal * (word & constants.BITS_64), self.lost_principal
        )
    if self.lost_interest != 0:
        amount += rounding._div_floor(self.for_interest * (word >> 64), self.lost_interest)
    log Distributed(loan=loan, amount=amount)
    if amount != 0:
        extcall IWorkouts(peers.workouts).record_distribution(loan, amount)
        extcall IEscrow(peers.escrow).move(
            self, peers.servicing, amount, reasons.DISTRIBUTION, loan
        )
    return amount


# ---- Internal functions ------------------------------------------


@internal
def _begin(funds: uint256):
    """
    @notice Begins the distribution when the platform has wound down.
    @param funds What is free, in minor units of the token.
    """
    assert staticcall IGovernor(peers.governor).wind_down(), "RESERVE:DISTRIBUTE:OPEN"
    assert staticcall IServicing(peers.servicing).live_loans() == 0, "RESERVE:DISTRIBUTE:LIVE"
    self.for_principal = min(funds, self.lost_principal)
    self.for_interest = min(funds - self.for_principal, self.lost_interest)
    over: uint256 = funds - self.for_principal - self.for_interest
    log DistributionBegun(
        by=msg.sender, for_principal=self.for_principal, for_interest=self.for_interest,
        to_treasury=over,
    )
    if over != 0:
        extcall IEscrow(peers.escrow).move(
            self, staticcall IGovernor(peers.governor).treasury(), over, reasons.DISTRIBUTION, 0
        )
