# pragma version 0.4.3
"""
@title Freeze orders: what attestors sign on the hash of a lawful order
@license MIT
@notice Whom, until when and why, in one EIP-712 message.
"""


# @dev We import the signature domain.
from . import signatures


struct Order:
    wallet: address  # a wallet of the person
    until: uint256  # Unix second
    order: bytes32  # hash of the lawful order's text
    expiry: uint256  # the last Unix second on which the order may be brought


ORDER_TYPEHASH: constant(bytes32) = keccak256(
    "FreezeOrder(address wallet,uint256 until,bytes32 order,uint256 expiry)"
)


@internal
@view
def _digest(order: Order) -> bytes32:
    """
    @notice Returns the EIP-712 digest of an order.
    @param order Whom, until when and why.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(ORDER_TYPEHASH, order)))
