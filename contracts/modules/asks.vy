# pragma version 0.4.3
"""
@title Asks: what sellers of notes sign
@license MIT
@notice The terms of one sale in one EIP-712 message.
"""


# @dev We import the signature domain.
from . import signatures


struct Ask:
    seller: address  # who sells, and signs
    loan: uint256  # the loan's number, from 1
    units: uint256  # the most to sell, in minor units of original principal
    price_ppm: uint256  # ppm of the units' outstanding principal, 0 to 10,000,000
    dpd_max: uint256  # days; void when the loan is further past due
    version: uint256  # the loan's order version, 0 to 65,535
    nonce: uint256  # any number, to tell equal asks apart
    expiry: uint256  # the last Unix second on which it may be filled


ASK_TYPEHASH: constant(bytes32) = keccak256(
    "Ask(address seller,uint256 loan,uint256 units,uint256 price_ppm,uint256 dpd_max,uint256 version,uint256 nonce,uint256 expiry)"
)


@internal
@view
def _digest(ask: Ask) -> bytes32:
    """
    @notice Returns the EIP-712 digest of an ask.
    @param ask The terms of the sale.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(ASK_TYPEHASH, ask)))
