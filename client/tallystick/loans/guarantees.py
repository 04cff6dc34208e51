"""What a guarantor's stake pays of a default, and what recoveries give back of it."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.loans.rounding import div_floor, require_int
from tallystick.loans.schedule import PRINCIPAL_MAX
from tallystick.loans.state import PPM, LoanError, LoanState, Status, require_amount

__all__ = ["Guarantee", "guarantor_part", "pay_guarantee", "stake_max"]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What a stake comes to on a default: to the lenders, and back to the guarantor."""

    paid: int
    returned: int


def stake_max(principal: int, guarantee_max_ppm: int) -> int:
    """Return the most that a guarantor may lock for a loan.

    Args:
        principal: The loan's principal, in minor units, 1 to 10^15.
        guarantee_max_ppm: The council's share of it, 0 to 1,000,000 ppm.

    Returns:
        In minor units, rounded down.

    Raises:
        TermsError: LOAN:PRINCIPAL or LOAN:GUARANTEE_MAX_PPM when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_int("principal", principal, 1, PRINCIPAL_MAX, scope="LOAN")
    require_int("guarantee_max_ppm", guarantee_max_ppm, 0, PPM, scope="LOAN")
    return div_floor(principal * guarantee_max_ppm, PPM)


def pay_guarantee(state: LoanState, stake: int, last_day: int) -> Guarantee:
    """Return what a stake pays of a default: what the lenders miss of the principal, if it reaches.

    `cover(state, paid, guaranteed=True)` is the loan after it.

    Args:
        state: The loan.
        stake: What is locked, in minor units.
        last_day: The local day up to which a default is guaranteed.

    Returns:
        What the lenders get, and what goes back at once.

    Raises:
        LoanError: RESERVE:GUARANTEE:NONE when nothing is locked, the loan is not in default,
            defaulted after the last day, or its lenders miss nothing.
        TermsError: LOAN:STAKE or LOAN:LAST_DAY when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("stake", stake)
    require_amount("last_day", last_day)
    missing = state.terms.schedule.principal - state.total_principal
    guaranteed = state.status is Status.DEFAULTED and state.default_day <= last_day
    if not guaranteed or min(stake, missing) == 0:
        raise LoanError(
            "RESERVE:GUARANTEE:NONE",
            "a stake pays for a default up to its last day, as far as lenders miss principal",
            {"status": state.status.value, "stake": stake, "missing": missing},
        )
    paid = min(stake, missing)
    return Guarantee(paid, stake - paid)


def guarantor_part(state: LoanState, returned: int) -> int:
    """Return the guarantor's part of what a recovery gives back to those who covered.

    Args:
        state: The loan before the recovery.
        returned: What the recovery gives back, in minor units, at most the cover not yet returned.

    Returns:
        In minor units: floor(all returned x guaranteed / cover), less the same before it.
    """
    if state.guaranteed == 0:
        return 0
    before = div_floor(state.cover_returned * state.guaranteed, state.cover)
    return div_floor((state.cover_returned + returned) * state.guaranteed, state.cover) - before
