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
    @notice Divides and rounds down: what a platform takes from lenders.
    @dev floor(a / b)
    @param numerator The dividend, in any unit.
    @param denominator The divisor, from 1.
    @return The quotient, rounded down.
    """
    return numerator // denominator


@internal
@pure
def _div_ceil(numerator: uint256, denominator: uint256) -> uint256:
    """
    @notice Divides and rounds up: what a borrower owes in fees.
    @dev ceil(a / b)
    @param numerator The dividend, in any unit.
    @param denominator The divisor, from 1.
    @return The quotient, rounded up.
    """
    return (numerator + denominator - 1) // denominator


@internal
@pure
def _div_half_up(numerator: uint256, denominator: uint256) -> uint256:
    """
    @notice Divides and rounds half up: interest and instalments, on one fraction, never
            rounded twice.
    @dev floor((2a + b) / 2b)
    @param numerator The dividend, in any unit.
    @param denominator The divisor, from 1.
    @return The quotient, rounded half up.
    """
    return (2 * numerator + denominator) // (2 * denominator)
