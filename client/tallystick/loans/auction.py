"""What a defaulted loan's collateral costs: a price that falls by the second to its floor."""

from __future__ import annotations

from tallystick.loans.rounding import div_ceil, div_floor, require_int
from tallystick.loans.state import PPM, require_amount

__all__ = ["AUCTION_SECONDS", "AUCTION_WAIT_DAYS", "price", "start_price"]

# From the default to the first auction.
AUCTION_WAIT_DAYS = 30
AUCTION_SECONDS = 14 * 86_400
_START_PPM = 1_500_000


def start_price(owed: int, floor_price: int) -> int:
    """Return the first price of an auction: one and a half times what is owed.

    Args:
        owed: What is owed since the default, in minor units.
        floor_price: The agreed least price, in minor units.

    Returns:
        In minor units, rounded up; never below the floor.

    Raises:
        TermsError: LOAN:OWED or LOAN:FLOOR_PRICE when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("owed", owed)
    require_amount("floor_price", floor_price)
    return max(div_ceil(owed * _START_PPM, PPM), floor_price)


def price(first: int, floor_price: int, seconds: int) -> int:
    """Return the price some seconds after the start; the floor from 14 days on.

    Args:
        first: The first price, in minor units.
        floor_price: The least one, in minor units, at most the first.
        seconds: How long the auction runs, from 0.

    Returns:
        In minor units; what it has fallen by is rounded down, so the price up.

    Raises:
        TermsError: LOAN:FIRST, LOAN:FLOOR_PRICE or LOAN:SECONDS when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("first", first)
    require_int("floor_price", floor_price, 0, first, scope="LOAN")
    require_amount("seconds", seconds)
    passed = min(seconds, AUCTION_SECONDS)
    return first - div_floor((first - floor_price) * passed, AUCTION_SECONDS)
