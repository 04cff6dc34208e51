# pragma version 0.4.3
"""
@title Orders: what sellers and buyers of notes sign
@license MIT
@notice The terms of one sale in one EIP-712 message: an ask is a seller's, a bid
        is a buyer's.
"""


# @dev We import the signature domain.
from . import signatures


struct Ask:
    seller: address  # who sells, and signs
    buyer: address  # who alone may buy; zero: anyone who may lend to the loan
    loan: uint256  # the loan's number, from 1
    units: uint256  # the most to sell, in minor units of original principal
    price_ppm: uint256  # ppm of the units' outstanding principal, 0 to 10,000,000
    dpd_max: uint256  # days; void when the loan is further past due
    version: uint256  # the loan's order version, 0 to 65,535
    nonce: uint256  # tells equal orders apart; void below the maker's floor
    expiry: uint256  # the last Unix second on which it may be filled


struct Bid:
    buyer: address  # who buys, and signs
    loan: uint256  # the loan's number, from 1
    units: uint256  # the most to buy, in minor units of original principal
    price_ppm: uint256  # ppm of the units' outstanding principal, 0 to 10,000,000
    dpd_max: uint256  # days; void when the loan is further past due
    version: uint256  # the loan's order version, 0 to 65,535
    nonce: uint256  # tells equal orders apart; void below the maker's floor
    expiry: uint256  # the last Unix second on which it may be filled


struct Seen:
    dpd_max: uint256  # days past due up to which the taker would deal
    principal: uint256  # T_p that the taker has seen, in minor units of the token
    interest: uint256  # T_i that the taker has seen, in minor units


ASK_TYPEHASH: constant(bytes32) = keccak256(
    "Ask(address seller,address buyer,uint256 loan,uint256 units,uint256 price_ppm,uint256 dpd_max,uint256 version,uint256 nonce,uint256 expiry)"
)
BID_TYPEHASH: constant(bytes32) = keccak256(
    "Bid(address buyer,uint256 loan,uint256 units,uint256 price_ppm,uint256 dpd_max,uint256 version,uint256 nonce,uint256 expiry)"
)


@internal
@view
def _ask_digest(ask: Ask) -> bytes32:
    """
    @notice Returns the EIP-712 digest of an ask.
    @param ask The terms of the sale.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(ASK_TYPEHASH, ask)))


@internal
@view
def _bid_digest(bid: Bid) -> bytes32:
    """
    @notice Returns the EIP-712 digest of a bid.
    @param bid The terms of the purchase.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(BID_TYPEHASH, bid)))
