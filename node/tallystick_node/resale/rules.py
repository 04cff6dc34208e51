"""Rules of orders for notes, without a database or a chain: bounds, sides, what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "DAY_SECONDS", "DPD_KEPT_MAX", "EXPIRED", "EXPIRY_DAYS_MAX", "ORDERS_MAX", "PRICE_PPM_MAX",
    "SOLD_OUT", "UNCOVERED", "VERSION", "OrderFact", "OrderSide", "OrderTerms", "coverable",
]  # fmt: skip

# Of one wallet and side, not ended.
ORDERS_MAX = 50
EXPIRY_DAYS_MAX = 90
PRICE_PPM_MAX = 10_000_000
DAY_SECONDS = 86_400
# A bound of days past due can be any number; beyond this one they say the same.
DPD_KEPT_MAX = 1_000_000
# Why an order is over for good, in the contracts' own codes.
EXPIRED, SOLD_OUT, VERSION = "MARKET:FILL:EXPIRED", "MARKET:FILL:UNITS", "MARKET:FILL:VERSION"
UNCOVERED = "ESCROW:SETTLE:BALANCE"


class OrderSide(StrEnum):
    """Who has signed: the seller of a note, or its buyer."""

    ASK = "ask"
    BID = "bid"


class OrderFact(StrEnum):
    """What the log says of an order."""

    PLACED = "placed"  # it was put on the board
    WITHDRAWN = "withdrawn"  # its maker has taken it off the board
    EXECUTED = "executed"  # units of it were sold on the chain
    CANCELLED = "cancelled"  # its maker has ended it on the chain
    EXPIRED = "expired"  # its last second has passed
    ENDED = "ended"  # the contract would not take it any more, for the reason that is said
    UNDONE = "undone"  # the chain has taken back what an earlier entry says


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What is public of an order; units in minor units of original principal."""

    side: OrderSide
    digest: str
    loan: int
    units: int
    price_ppm: int
    dpd_max: int
    expiry: int


def coverable(units: int, price: int, balance: int) -> int:
    """Return how many units a balance pays for.

    Args:
        units: How many are sought, from 0.
        price: What all of them cost, in minor units, rounded up.
        balance: What there is, in minor units.

    Returns:
        Units, rounded down: what they cost, rounded up, is at most the balance.
    """
    return units if price <= balance else units * balance // price
