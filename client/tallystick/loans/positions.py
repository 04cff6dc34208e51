"""A lender's share of what a loan has received, to the last unit and however often it is claimed.

A position holds units (one unit = one minor unit of original principal). The loan keeps two
totals, principal and interest received for all lenders. Settling one kind takes
x = units x (total - seen) + fraction, pays floor(x / U) and keeps x mod U as the next fraction, so
that nothing is lost, and less than one minor unit per holder and kind waits in the pot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tallystick.loans.rounding import div_ceil, require_int
from tallystick.loans.schedule import PRINCIPAL_MAX

__all__ = ["ENDED", "INTEREST_MAX", "RETRACTED", "Claim", "Position", "settle", "transfer"]

UNITS_BITS = 50
PRINCIPAL_BITS = 50
INTEREST_BITS = 56
FRACTION_BITS = 50
INTEREST_MAX = 2**INTEREST_BITS - 1
# In place of the principal seen: of a holder who has retracted funding, and so has seen nothing;
# and of one who has settled a loan that has ended, and so has seen all.
RETRACTED = 2**PRINCIPAL_BITS - 1
ENDED = 2**PRINCIPAL_BITS - 2


@dataclass(frozen=True, slots=True)
class Claim:
    """What settling a position pays, by kind.

    lost: principal that will never come, counted once when the loan has ended.
    """

    principal: int
    interest: int
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """One holder's units of one loan; its five numbers fit the 256 bits of one storage word.

    units: 50 bits. seen_principal, seen_interest: the loan's totals at the last settlement, 50 and
    56 bits; the first may be RETRACTED or ENDED. fraction_principal, fraction_interest: what was
    not yet a whole minor unit, as a numerator over U, 50 bits each. Raises TypeError or TermsError
    for a number that does not fit.
    """

    units: int = 0
    seen_principal: int = 0
    seen_interest: int = 0
    fraction_principal: int = 0
    fraction_interest: int = 0

    def __post_init__(self) -> None:
        for name, bits in (
            ("units", UNITS_BITS),
            ("seen_principal", PRINCIPAL_BITS),
            ("seen_interest", INTEREST_BITS),
            ("fraction_principal", FRACTION_BITS),
            ("fraction_interest", FRACTION_BITS),
        ):
            require_int(name, getattr(self, name), 0, 2**bits - 1, scope="POSITION")


def settle(
    position: Position,
    total_principal: int,
    total_interest: int,
    units_total: int,
    *,
    ended: bool = False,
) -> tuple[Position, Claim]:
    """Return the position settled at the loan's totals, and what that pays.

    Of each kind it pays floor((units x (total - seen) + fraction) / U) and keeps the remainder.
    Settling an empty position only moves it to the totals.

    Args:
        position: The holder's position.
        total_principal: Principal that the loan has received for all lenders, in minor units.
        total_interest: Interest that the loan has received for all lenders, in minor units.
        units_total: U, all units of the loan, 1 to 10^15.
        ended: Whether no more principal will come.

    Returns:
        The position at the new totals, and the claim in minor units, rounded down; what is lost is
        rounded up.

    Raises:
        TermsError: `POSITION:...` for totals below those already seen, or more units than U.
        TypeError: When a value is not an integer.
    """
    require_int("units_total", units_total, 1, PRINCIPAL_MAX, scope="POSITION")
    require_int("units", position.units, 0, units_total, scope="POSITION")
    seen, mark, lost, newly_ended = position.seen_principal, total_principal, 0, False
    if seen == RETRACTED:
        seen = 0
    if ended:
        mark = ENDED
        if seen == ENDED:
            seen = total_principal
        else:
            newly_ended = True
    require_int("total_principal", total_principal, seen, ENDED - 1, scope="POSITION")
    require_int(
        "total_interest", total_interest, position.seen_interest, INTEREST_MAX, scope="POSITION"
    )
    received_principal = total_principal - seen
    principal, fraction_principal = divmod(
        position.units * received_principal + position.fraction_principal, units_total
    )
    if newly_ended:
        # With the fraction that stays behind: what was paid and what was lost are the whole.
        missing = position.units * (units_total - total_principal) + fraction_principal
        lost = div_ceil(missing, units_total)
    received_interest = total_interest - position.seen_interest
    interest, fraction_interest = divmod(
        position.units * received_interest + position.fraction_interest, units_total
    )
    settled = Position(position.units, mark, total_interest, fraction_principal, fraction_interest)
    return settled, Claim(principal, interest, lost)


def transfer(
    seller: Position,
    buyer: Position,
    *,
    units: int,
    total_principal: int,
    total_interest: int,
    units_total: int,
) -> tuple[Position, Position, Claim, Claim]:
    """Move units from seller to buyer, after both positions were settled.

    What was received before the move stays the seller's, fraction included.

    Args:
        seller: The position that gives the units.
        buyer: The position that receives them.
        units: How many to move, 0 to the seller's units.
        total_principal: Principal that the loan has received for all lenders, in minor units.
        total_interest: Interest that the loan has received for all lenders, in minor units.
        units_total: U, all units of the loan, 1 to 10^15.

    Returns:
        The seller's and the buyer's positions after the move, then the seller's and the buyer's
        claims in minor units, rounded down.

    Raises:
        TermsError: POSITION:UNITS when the seller has fewer units; otherwise as `settle`.
        TypeError: When a value is not an integer.
    """
    require_int("units", units, 0, seller.units, scope="POSITION")
    seller, seller_claim = settle(seller, total_principal, total_interest, units_total)
    buyer, buyer_claim = settle(buyer, total_principal, total_interest, units_total)
    return (
        replace(seller, units=seller.units - units),
        replace(buyer, units=buyer.units + units),
        seller_claim,
        buyer_claim,
    )
