# pragma version 0.4.3
"""
@title Freezes: how long, and on whose word
@license MIT
@notice A short freeze is one COMPLIANCE key's: 72 hours at most, once per
        person in 30 days. A long one is M attestors' on the hash of a lawful
        order: 30 days at most from the day it is set, renewable.
"""


# @dev We import the signature domain for the order's digest.
from . import signatures


struct Order:
    wallet: address
    until: uint256
    order: bytes32  # hash of the lawful order's text
    expiry: uint256  # the last second on which the order may be brought


ORDER_TYPEHASH: constant(bytes32) = keccak256(
    "FreezeOrder(address wallet,uint256 until,bytes32 order,uint256 expiry)"
)
SHORT_MAX: constant(uint256) = 72 * 3_600
SHORT_REST: constant(uint256) = 30 * 86_400
LONG_MAX: constant(uint256) = 30 * 86_400


@internal
@view
def _digest(order: Order) -> bytes32:
    return signatures._digest(keccak256(abi_encode(ORDER_TYPEHASH, order)))


@internal
@view
def _check_short(until: uint256):
    assert until > block.timestamp, "REG:FREEZE:PAST"
    assert until <= block.timestamp + SHORT_MAX, "REG:FREEZE:LONG"


@internal
@view
def _check_long(order: Order):
    assert order.order != empty(bytes32), "REG:FREEZE:ORDER"
    assert order.expiry >= block.timestamp, "REG:FREEZE:EXPIRED"
    assert order.until > block.timestamp, "REG:FREEZE:PAST"
    assert order.until <= block.timestamp + LONG_MAX, "REG:FREEZE:LONG"
