# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Stakes: what a guarantor has promised
@license MIT
@notice A guarantor of another group than borrower and lenders locks a stake for
        a listed loan before anyone has funded it: the transaction names loan,
        amount and end. It pays before the reserve, gets its part of recoveries,
        and comes back when the loan ends well, is not issued, or the promise
        has ended.
@dev Layout, from the low bit: guarantor 160, amount 50, last day 20; 26 bits free.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IBook
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IRegistry
from ..interfaces import IServicing
from ..interfaces import IWorkouts

# @dev We import the shapes of a loan's words, and why money moves.
from . import constants
from . import listing_packing
from . import peers
from . import loan_progress
from . import reasons
from . import default_packing
from . import reserve_sums
from . import rounding
from . import statuses

uses: peers
uses: reserve_sums


struct Stake:
    guarantor: address  # who has promised; zero: nobody
    amount: uint256  # still locked, minor units
    last_day: uint256  # local day up to which a default is guaranteed


# A loan's number, from 1 -> its stake's word.
stakes: HashMap[uint256, uint256]


event Pledged:
    loan: indexed(uint256)  # the loan's number, from 1
    guarantor: indexed(address)  # who promises
    amount: uint256  # locked, in minor units of the token
    last_day: uint256  # local day up to which a default is guaranteed


event GuaranteePaid:
    loan: indexed(uint256)  # the loan's number, from 1
    guarantor: indexed(address)  # whose stake pays
    amount: uint256  # to the lenders, in minor units of the token
    returned: uint256  # what is over, to the guarantor, in minor units


event StakeReleased:
    loan: indexed(uint256)  # the loan's number, from 1
    guarantor: indexed(address)  # who gets it back
    amount: uint256  # in minor units of the token


# ---- Views -------------------------------------------------------


@external
@view
def stake_of(loan: uint256) -> Stake:
    """
    @notice Returns what a guarantor has locked for a loan.
    @param loan The loan's number, from 1.
    @return The stake; the amount 0 once it has paid or was released.
    """
    return self._stake(loan)


@external
@view
def guarantor_of(loan: uint256) -> address:
    """
    @notice Returns who guarantees a loan.
    @param loan The loan's number, from 1.
    @return The guarantor's wallet; zero: nobody.
    """
    return self._stake(loan).guarantor


@external
@view
def is_guarantee_open(loan: uint256, default_day: uint256) -> bool:
    """
    @notice Returns whether a stake guarantees a default of a day and has not paid yet.
    @param loan The loan's number, from 1.
    @param default_day Local day of the default, days since 1970-01-01.
    @return Whether it does.
    """
    stake: Stake = self._stake(loan)
    return stake.amount != 0 and default_day <= stake.last_day


# ---- Entry points ------------------------------------------------


@external
def pledge(loan: uint256, amount: uint256, last_day: uint256):
    """
    @notice Locks a stake of the caller's for a listed loan that nobody has funded yet.
    @dev Reverts in the Registry when the caller is not enrolled, or is frozen, or their
         credential has expired.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1 to the council's share of the
            principal.
    @param last_day Local day up to which a default is guaranteed, after today.
    @custom:error RESERVE:PLEDGE:AGAIN when the loan has a guarantor.
                  RESERVE:PLEDGE:AMOUNT when the amount is 0 or above the council's share.
                  RESERVE:PLEDGE:DAY when last_day is not after today, or above 2^20 - 1.
                  RESERVE:PLEDGE:RELATED when the caller is, or is related to, the borrower.
                  RESERVE:PLEDGE:STATUS when the loan is not listed, or funded in part.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    assert (
        listing_packing._status(side) == statuses.LISTED
        and listing_packing._funded(funding) == 0
        and listing_packing._funded_at(funding) == 0
    ), "RESERVE:PLEDGE:STATUS"
    assert self.stakes[loan] == 0, "RESERVE:PLEDGE:AGAIN"
    ceilings: uint256 = 0
    limits: uint256 = 0
    ceilings, limits = staticcall IGovernor(peers.governor).offer_rules()
    most: uint256 = rounding._div_floor(
        listing_packing._principal(funding) * (limits >> 210), constants.PPM
    )
    assert amount != 0 and amount <= most, "RESERVE:PLEDGE:AMOUNT"
    today: uint256 = staticcall IServicing(peers.servicing).today()
    assert last_day > today and last_day <= constants.BITS_20, "RESERVE:PLEDGE:DAY"
    borrower: address = listing_packing._borrower(side)
    assert not staticcall IRegistry(peers.registry).is_payer_of(
        msg.sender, borrower
    ), "RESERVE:PLEDGE:RELATED"
    assert not staticcall IRegistry(peers.registry).is_related(
        msg.sender, borrower
    ), "RESERVE:PLEDGE:RELATED"
    self._write(loan, Stake(guarantor=msg.sender, amount=amount, last_day=last_day))
    reserve_sums._lock(amount)
    log Pledged(loan=loan, guarantor=msg.sender, amount=amount, last_day=last_day)
    extcall IBook(peers.book).mark_guaranteed(loan)
    extcall IEscrow(peers.escrow).give(msg.sender, amount, reasons.STAKE, loan)


@external
def pay_guarantee(loan: uint256) -> uint256:
    """
    @notice Pays a defaulted loan's lenders out of its guarantor's stake, by anyone: what
            they miss of the principal, as far as the stake goes; the rest goes back.
    @param loan The loan's number, from 1.
    @return What was paid, in minor units of the token.
    @custom:error RESERVE:GUARANTEE:NONE when no stake guarantees this default.
    """
    paid: uint256 = self._pay_guarantee(loan)
    assert paid != 0, "RESERVE:GUARANTEE:NONE"
    return paid


@external
def release_stake(loan: uint256):
    """
    @notice Gives a stake back, by anyone, once its loan has ended or was not issued, or the
            promise has ended without a default.
    @param loan The loan's number, from 1.
    @custom:error RESERVE:RELEASE:EARLY when the promise still holds.
                  RESERVE:RELEASE:NONE when no stake is locked.
    """
    stake: Stake = self._stake(loan)
    assert stake.amount != 0, "RESERVE:RELEASE:NONE"
    assert self._is_over(loan, stake.last_day), "RESERVE:RELEASE:EARLY"
    amount: uint256 = stake.amount
    stake.amount = 0
    self._write(loan, stake)
    reserve_sums._unlock(amount)
    log StakeReleased(loan=loan, guarantor=stake.guarantor, amount=amount)
    extcall IEscrow(peers.escrow).move(
        self, stake.guarantor, amount, reasons.STAKE_RETURN, loan
    )


# ---- Internal functions ------------------------------------------


@internal
def _pay_guarantee(loan: uint256) -> uint256:
    """
    @notice Pays what a stake guarantees of a default.
    @param loan The loan's number, from 1.
    @return What was paid, in minor units of the token; 0 when no stake guarantees it.
    """
    stake: Stake = self._stake(loan)
    if stake.amount == 0:
        return 0
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    debt: default_packing.Debt = staticcall IWorkouts(peers.workouts).debt_of(loan)
    if (
        loan_progress._status(words[2]) != statuses.DEFAULTED or debt.default_day > stake.last_day
    ):
        return 0
    missing: uint256 = (words[0] & constants.BITS_50) - loan_progress._principal(words[5])
    amount: uint256 = min(stake.amount, missing)
    over: uint256 = stake.amount - amount
    reserve_sums._unlock(stake.amount)
    stake.amount = 0
    self._write(loan, stake)
    log GuaranteePaid(loan=loan, guarantor=stake.guarantor, amount=amount, returned=over)
    if amount != 0:
        extcall IWorkouts(peers.workouts).record_cover(loan, amount, True)
        extcall IEscrow(peers.escrow).move(self, peers.servicing, amount, reasons.COVER, loan)
    if over != 0:
        extcall IEscrow(peers.escrow).move(
            self, stake.guarantor, over, reasons.STAKE_RETURN, loan
        )
    return amount


@internal
@view
def _is_over(loan: uint256, last_day: uint256) -> bool:
    """
    @dev Whether a promise has ended.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    listing: uint256 = listing_packing._status(side)
    if listing == statuses.EXPIRED or listing == statuses.CANCELLED:
        return True
    status: uint256 = loan_progress._status(staticcall IServicing(peers.servicing).progress_word(loan))
    if status == statuses.DEFAULTED:
        return (staticcall IWorkouts(peers.workouts).debt_of(loan)).default_day > last_day
    if status == statuses.ACTIVE:
        return staticcall IServicing(peers.servicing).today() > last_day
    return status != 0


@internal
@view
def _stake(loan: uint256) -> Stake:
    """
    @dev Unpacks a loan's stake.
    """
    word: uint256 = self.stakes[loan]
    return Stake(
        guarantor=convert(word & constants.BITS_160, address),
        amount=(word >> 160) & constants.BITS_50,
        last_day=word >> 210,
    )


@internal
def _write(loan: uint256, stake: Stake):
    """
    @dev Packs a stake into its word.
    """
    self.stakes[loan] = (
        convert(stake.guarantor, uint256) | (stake.amount << 160) | (stake.last_day << 210)
    )
