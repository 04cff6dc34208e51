# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Collateral: a token that secures a loan, and its auction
@custom:contract-name Collateral
@license MIT
@notice The borrower of an offer that names collateral locks an ERC-721 of an
        allowed collection before the issue. It comes back when nothing is owed,
        or nothing was issued. From 30 days after a default anyone starts an
        auction whose price falls by the second over 14 days, from one and a
        half times what is owed to the agreed floor.
@dev Trust: the collection, for its own loan only: a token that reverts or lies
     blocks its own auction and nothing else.
     Invariants: a token leaves to its borrower when nothing is owed, or to a
     buyer who has paid the price; money never lies here.
     Storage: what secures each loan, and its auction.
     Roles: none; Ballots lowers a floor that lenders have voted on.
     Wind-down: nothing changes.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import ICollateral
from interfaces import IERC721
from interfaces import IGovernor
from interfaces import IOffers
from interfaces import IRegistry
from interfaces import IServicing
from interfaces import IWorkouts

# @dev We import the shapes of a loan's words, and the rounding.
from modules import constants
from modules import listing_packing
from modules import peers
from modules import loan_progress
from modules import default_packing
from modules import rounding
from modules import statuses

implements: ICollateral

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


struct Lock:
    collection: address  # the ERC-721 contract; zero: nothing locked
    token_id: uint256  # the token's number
    floor_price: uint256  # the least price, minor units
    lowered: bool  # whether lenders have lowered it, which they may once
    started_at: uint256  # Unix second of the auction's start; 0: none
    start_price: uint256  # minor units


# Days from the default to the first auction.
WAIT_DAYS: constant(uint256) = 30
# Seconds over which the price falls: 14 days.
FALL: constant(uint256) = 14 * 86_400
# The first price, in ppm of what is owed.
START_PPM: constant(uint256) = 1_500_000

# A loan's number, from 1 -> what secures it.
locks: HashMap[uint256, Lock]


event Locked:
    loan: indexed(uint256)  # the loan's number, from 1
    borrower: indexed(address)  # whose token
    collection: address  # the ERC-721 contract
    token_id: uint256  # the token's number
    floor_price: uint256  # the least price, in minor units of the settlement token


event Released:
    loan: indexed(uint256)  # the loan's number, from 1
    receiver: indexed(address)  # the borrower, or who has bought it


event AuctionStarted:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call
    start_price: uint256  # in minor units of the settlement token, rounded up
    floor_price: uint256  # the price after 14 days, in minor units


event Sold:
    loan: indexed(uint256)  # the loan's number, from 1
    buyer: indexed(address)  # who pays and gets the token
    price: uint256  # in minor units of the settlement token, rounded up


event FloorLowered:
    loan: indexed(uint256)  # the loan's number, from 1
    floor_price: uint256  # the lower floor, in minor units of the settlement token


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Collateral deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def lock_of(loan: uint256) -> Lock:
    """
    @notice Returns what secures a loan, and how its auction stands.
    @param loan The loan's number, from 1.
    @return The lock; all zero when nothing is locked.
    """
    return self.locks[loan]


@external
@view
def is_locked(loan: uint256) -> bool:
    """
    @notice Returns whether a loan's collateral is locked.
    @param loan The loan's number, from 1.
    @return Whether it is.
    """
    return self.locks[loan].collection != empty(address)


@external
@view
def may_lower(loan: uint256, floor_price: uint256) -> bool:
    """
    @notice Returns whether lenders may vote on a floor: the auction is over and unsold, the
            floor is lower, and was not lowered before.
    @param loan The loan's number, from 1.
    @param floor_price The lower floor, in minor units of the settlement token.
    @return Whether they may.
    """
    lock: Lock = self.locks[loan]
    return (
        lock.collection != empty(address)
        and lock.started_at != 0
        and block.timestamp > lock.started_at + FALL
        and not lock.lowered
        and floor_price < lock.floor_price
    )


@external
@view
def price_of(loan: uint256) -> uint256:
    """
    @notice Returns what a loan's collateral costs now.
    @param loan The loan's number, from 1.
    @return In minor units of the settlement token, rounded up; 2^256 - 1: not for sale.
    """
    return self._price(loan, self.locks[loan])


# ---- Entry points ------------------------------------------------


@external
def lock(loan: uint256, collection: address, token_id: uint256, floor_price: uint256):
    """
    @notice Locks the collateral that the caller's offer names, before the loan is issued;
            the caller has approved this contract.
    @param loan The loan's number, from 1.
    @param collection The ERC-721 contract, which the council allows.
    @param token_id The token's number.
    @param floor_price The agreed least price of an auction, in minor units of the settlement
            token.
    @custom:error COLL:LOCK:AGAIN when it is locked already.
                  COLL:LOCK:BORROWER when the caller is not the loan's borrower.
                  COLL:LOCK:COLLECTION when the council does not allow the collection.
                  COLL:LOCK:OFFER when the offer names another collateral, or none.
                  COLL:LOCK:STATUS when the loan is neither listed nor funded.
                  COLL:LOCK:TOKEN when the token does not lie here afterwards.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    status: uint256 = listing_packing._status(side)
    assert status == statuses.LISTED or status == statuses.FUNDED, "COLL:LOCK:STATUS"
    assert msg.sender == listing_packing._borrower(side), "COLL:LOCK:BORROWER"
    assert self.locks[loan].collection == empty(address), "COLL:LOCK:AGAIN"
    assert staticcall IOffers(peers.offers).collateral_of(loan) == keccak256(
        abi_encode(collection, token_id, floor_price)
    ), "COLL:LOCK:OFFER"
    assert staticcall IGovernor(peers.governor).is_collection(collection), "COLL:LOCK:COLLECTION"
    self.locks[loan] = Lock(
        collection=collection, token_id=token_id, floor_price=floor_price, lowered=False, started_at=0,
        start_price=0,
    )
    log Locked(
        loan=loan, borrower=msg.sender, collection=collection, token_id=token_id, floor_price=floor_price
    )
    extcall IERC721(collection).transferFrom(msg.sender, self, token_id)
    assert staticcall IERC721(collection).ownerOf(token_id) == self, "COLL:LOCK:TOKEN"


@external
def release(loan: uint256):
    """
    @notice Gives the collateral back to the borrower, by anyone, once nothing is owed or the
            loan was not issued.
    @param loan The loan's number, from 1.
    @custom:error COLL:RELEASE:NONE when nothing is locked.
                  COLL:RELEASE:STATUS when the loan may still need it.
    """
    lock: Lock = self.locks[loan]
    assert lock.collection != empty(address), "COLL:RELEASE:NONE"
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    listing: uint256 = listing_packing._status(side)
    status: uint256 = loan_progress._status(staticcall IServicing(peers.servicing).progress_word(loan))
    debt: default_packing.Debt = staticcall IWorkouts(peers.workouts).debt_of(loan)
    assert (
        listing == statuses.EXPIRED
        or listing == statuses.CANCELLED
        or status == statuses.REPAID
        or status == statuses.RECOVERED
        or (
            status == statuses.WRITTEN_OFF and debt.principal + debt.interest + debt.charges == 0
        )
    ), "COLL:RELEASE:STATUS"
    self._send(loan, lock, listing_packing._borrower(side))


@external
def start_auction(loan: uint256):
    """
    @notice Starts the auction of a defaulted loan's collateral, by anyone, from 30 days
            after the default on.
    @param loan The loan's number, from 1.
    @custom:error COLL:AUCTION:AGAIN when it was started already.
                  COLL:AUCTION:EARLY when 30 days have not passed.
                  COLL:AUCTION:NONE when nothing is locked.
                  COLL:AUCTION:STATUS when nothing is owed after a default.
    """
    lock: Lock = self.locks[loan]
    assert lock.collection != empty(address), "COLL:AUCTION:NONE"
    assert lock.started_at == 0, "COLL:AUCTION:AGAIN"
    debt: default_packing.Debt = staticcall IWorkouts(peers.workouts).debt_of(loan)
    owed: uint256 = debt.principal + debt.interest + debt.charges
    assert owed != 0, "COLL:AUCTION:STATUS"
    today: uint256 = staticcall IServicing(peers.servicing).today()
    assert today >= debt.default_day + WAIT_DAYS, "COLL:AUCTION:EARLY"
    self._start(loan, lock, max(rounding._div_ceil(owed * START_PPM, constants.PPM), lock.floor_price))


@external
def buy(loan: uint256, price_max: uint256) -> uint256:
    """
    @notice Buys a loan's collateral at its price of now, out of the caller's balance: a
            recovery, and what is over goes to the borrower.
    @dev Reverts in the Registry when the caller is not enrolled, or is frozen, or their
         credential has expired.
    @param loan The loan's number, from 1.
    @param price_max The most the caller would pay, in minor units of the settlement token.
    @return The price paid, in minor units, rounded up.
    @custom:error COLL:BUY:CLOSED when it is not for sale.
                  COLL:BUY:MAXIMUM when the price is above price_max.
                  COLL:BUY:RELATED when the caller is, or is related to, the borrower.
    """
    lock: Lock = self.locks[loan]
    price: uint256 = self._price(loan, lock)
    assert price != max_value(uint256), "COLL:BUY:CLOSED"
    assert price <= price_max, "COLL:BUY:MAXIMUM"
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    borrower: address = listing_packing._borrower(side)
    assert not staticcall IRegistry(peers.registry).is_payer_of(
        msg.sender, borrower
    ), "COLL:BUY:RELATED"
    assert not staticcall IRegistry(peers.registry).is_related(
        msg.sender, borrower
    ), "COLL:BUY:RELATED"
    log Sold(loan=loan, buyer=msg.sender, price=price)
    if price != 0:
        extcall IWorkouts(peers.workouts).receive_price(loan, msg.sender, price)
    self._send(loan, lock, msg.sender)
    return price


@external
def lower_floor(loan: uint256, floor_price: uint256):
    """
    @notice Lowers the floor that lenders have voted on, once: the price falls on from the
            floor before, over 14 days.
    @param loan The loan's number, from 1.
    @param floor_price The lower floor, in minor units of the settlement token.
    @custom:error COLL:FLOOR:CALLER when the caller is not Ballots.
    """
    assert msg.sender == peers.ballots, "COLL:FLOOR:CALLER"
    lock: Lock = self.locks[loan]
    # Sold or lowered meanwhile: there is nothing to lower.
    if lock.collection == empty(address) or lock.lowered or floor_price >= lock.floor_price:
        return
    before: uint256 = lock.floor_price
    lock.floor_price = floor_price
    lock.lowered = True
    log FloorLowered(loan=loan, floor_price=floor_price)
    self._start(loan, lock, before)


# ---- Internal functions ------------------------------------------


@internal
def _start(loan: uint256, lock: Lock, start_price: uint256):
    """
    @dev From now on the price falls.
    """
    started: Lock = lock
    started.started_at = block.timestamp
    started.start_price = start_price
    self.locks[loan] = started
    log AuctionStarted(loan=loan, by=msg.sender, start_price=start_price, floor_price=lock.floor_price)


@internal
@view
def _price(loan: uint256, lock: Lock) -> uint256:
    """
    @dev start - (start - floor) * seconds / 14 days, the fall rounded down; the floor after
         that, for as long as nobody buys. What is owed no more is not sold: the collateral
         is the borrower's again.
    """
    if lock.collection == empty(address) or lock.started_at == 0 or self._owed(loan) == 0:
        return max_value(uint256)
    passed: uint256 = min(block.timestamp - lock.started_at, FALL)
    return lock.start_price - rounding._div_floor(
        (lock.start_price - lock.floor_price) * passed, FALL
    )


@internal
@view
def _owed(loan: uint256) -> uint256:
    """
    @dev What is still owed after a default, in minor units of the settlement token.
    """
    debt: default_packing.Debt = staticcall IWorkouts(peers.workouts).debt_of(loan)
    return debt.principal + debt.interest + debt.charges


@internal
def _send(loan: uint256, lock: Lock, receiver: address):
    """
    @dev The lock is gone before the token is called.
    """
    self.locks[loan] = empty(Lock)
    log Released(loan=loan, receiver=receiver)
    extcall IERC721(lock.collection).transferFrom(self, receiver, lock.token_id)
