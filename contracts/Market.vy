# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Market: notes change hands against their price
@custom:contract-name Market
@license MIT
@notice A holder signs an ask; anyone who may lend to the loan fills it, whole
        or in part, in one transaction: units against price, inside the Escrow.
        The Market holds no money and no notes.
@dev Trust: nobody. An ask is bound to this chain and contract, to an expiry, and
     to the loan's order version: an instalment, a prepayment or a change of
     status makes it void, so that nobody trades on a state that has passed.
     Invariants: no more units of an ask are sold than were signed; a cancelled
     ask stays cancelled.
     Storage: the units sold of each ask.
     Roles: none.
     Wind-down: nothing changes; selling is an exit.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IMarket
from interfaces import IServicing

# @dev We import asks and their signatures, and the rounding functions.
from modules import asks
from modules import constants
from modules import rounding
from modules import signatures

implements: IMarket


# The highest price, in ppm of the units' outstanding principal: ten times.
PRICE_MAX: constant(uint256) = 10 * 10 ** 6

# The Book's address.
BOOK: immutable(address)
# Servicing's address.
SERVICING: immutable(address)

# Units sold of an ask, in minor units, by the ask's digest; 2^256 - 1: cancelled.
filled: public(HashMap[bytes32, uint256])


event Filled:
    loan: indexed(uint256)  # the loan's number, from 1
    digest: indexed(bytes32)  # the ask's EIP-712 digest
    units: uint256  # sold now, in minor units of original principal
    filled: uint256  # sold in all, in minor units


event Cancelled:
    seller: indexed(address)  # whose ask
    digest: indexed(bytes32)  # the ask's EIP-712 digest


@deploy
def __init__(book: address, servicing: address):
    """
    @notice Fixes the contracts that the Market deals with, for ever.
    @param book The Book's address.
    @param servicing Servicing's address.
    """
    BOOK = book
    SERVICING = servicing


# ---- Views -------------------------------------------------------


@external
@view
def peers() -> (address, address):
    """
    @notice Returns the contracts that the Market deals with, fixed at deployment.
    @return The Book's address.
    @return Servicing's address.
    """
    return BOOK, SERVICING


@external
@view
def ask_digest(ask: asks.Ask) -> bytes32:
    """
    @notice Returns the EIP-712 digest that a seller signs.
    @param ask The terms of the sale.
    @return The digest, for this chain and this contract.
    """
    return asks._digest(ask)


@external
@view
def quote(ask: asks.Ask, units: uint256) -> (uint256, uint256):
    """
    @notice Prices units of an ask now, and reverts as a fill would for the loan's state.
    @param ask The terms of the sale.
    @param units Units to price, in minor units of original principal, from 0.
    @return The price, in minor units of the token, fee included, rounded up.
    @return The market fee within the price, in minor units, rounded down.
    @custom:error MARKET:FILL:DPD when the loan is further past due than dpd_max.
                  MARKET:FILL:VERSION when the loan has changed since the ask was signed.
    """
    return self._price(ask, units)


# ---- Entry points ------------------------------------------------


@external
def fill(
    ask: asks.Ask, signature: signatures.Signature, units: uint256, price_max: uint256
) -> uint256:
    """
    @notice Buys units of a signed ask for the caller, out of their balance.
    @dev price = ceil(floor(units * outstanding / U) * price_ppm / 10^6); the market fee
         rounds down, out of the seller's price.
    @param ask The terms of the sale, as signed.
    @param signature The seller's signature of the ask's digest.
    @param units Units to buy, in minor units of original principal, from 1 to what is left
            of the ask.
    @param price_max The most the caller would pay, in minor units of the token.
    @return The price paid, in minor units, fee included, rounded up.
    @custom:error MARKET:FILL:DPD when the loan is further past due than dpd_max.
                  MARKET:FILL:EXPIRED when the ask has expired.
                  MARKET:FILL:MAXIMUM when the price is above price_max.
                  MARKET:FILL:PRICE when price_ppm is above 10,000,000.
                  MARKET:FILL:SIGNATURE when the signature is not the seller's.
                  MARKET:FILL:UNITS when less is left of the ask, or it was cancelled.
                  MARKET:FILL:VERSION when the loan has changed since the ask was signed.
                  MARKET:FILL:ZERO when units is 0.
    """
    assert ask.expiry >= block.timestamp, "MARKET:FILL:EXPIRED"
    assert ask.price_ppm <= PRICE_MAX, "MARKET:FILL:PRICE"
    digest: bytes32 = asks._digest(ask)
    signer: address = signatures._signer(digest, signature)
    assert signer == ask.seller and signer != empty(address), "MARKET:FILL:SIGNATURE"
    sold: uint256 = self.filled[digest]
    assert units != 0, "MARKET:FILL:ZERO"
    assert sold <= ask.units and units <= ask.units - sold, "MARKET:FILL:UNITS"
    price: uint256 = 0
    fee: uint256 = 0
    price, fee = self._price(ask, units)
    assert price <= price_max, "MARKET:FILL:MAXIMUM"
    self.filled[digest] = sold + units
    log Filled(loan=ask.loan, digest=digest, units=units, filled=sold + units)
    extcall IBook(BOOK).assign(ask.seller, msg.sender, ask.loan, units, price, fee)
    return price


@external
def cancel(ask: asks.Ask):
    """
    @notice Takes back what is left of the caller's own ask, for ever.
    @param ask The terms of the sale, as signed.
    @custom:error MARKET:CANCEL:SELLER when the caller is not the ask's seller.
    """
    assert msg.sender == ask.seller, "MARKET:CANCEL:SELLER"
    digest: bytes32 = asks._digest(ask)
    self.filled[digest] = max_value(uint256)
    log Cancelled(seller=msg.sender, digest=digest)


# ---- Internal functions ------------------------------------------


@internal
@view
def _price(ask: asks.Ask, units: uint256) -> (uint256, uint256):
    """
    @dev Refuses an ask of another version of the loan, or one past due beyond its bound.
    """
    version: uint256 = 0
    overdue: uint256 = 0
    outstanding: uint256 = 0
    total: uint256 = 0
    fee_ppm: uint256 = 0
    version, overdue, outstanding, total, fee_ppm = staticcall IServicing(
        SERVICING
    ).sale_terms(ask.loan)
    assert version == ask.version, "MARKET:FILL:VERSION"
    assert overdue <= ask.dpd_max, "MARKET:FILL:DPD"
    worth: uint256 = rounding._div_floor(units * outstanding, total)
    price: uint256 = rounding._div_ceil(worth * ask.price_ppm, constants.PPM)
    return price, rounding._div_floor(price * fee_ppm, constants.PPM)
