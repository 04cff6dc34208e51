# pragma version 0.4.3
"""
@title Division that says which way it rounds
@license MIT
@notice Every division of money in Tallystick goes through one of these three.
        Integers only; a zero divisor reverts.
"""


@internal
@pure
def _div_floor(numerator: uint256, denominator: uint256) -> uint256:
    """
    @dev floor(a / b): what a platform takes from lenders.
    """
    return numerator // denominator


@internal
@pure
def _div_ceil(numerator: uint256, denominator: uint256) -> uint256:
    """
    @dev ceil(a / b): what a borrower owes in fees.
    """
    return (numerator + denominator - 1) // denominator


@internal
@pure
def _div_half_up(numerator: uint256, denominator: uint256) -> uint256:
    """
    @dev floor((2a + b) / 2b): interest and instalments, on one fraction,
         never rounded twice.
    """
    return (2 * numerator + denominator) // (2 * denominator)
