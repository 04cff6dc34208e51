"""The reserve's last distribution: what each loan's lenders get for what they lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.loans.rounding import div_floor
from tallystick.loans.state import LoanError, LoanState, Status, require_amount

__all__ = ["Distribution", "Loss", "begin", "loss", "share"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What the lenders of a loan miss on the day of its write-off, in minor units."""

    principal: int
    interest: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """What is given to lost principal, to lost interest, and to the treasury; and all losses."""

    for_principal: int
    for_interest: int
    to_treasury: int
    lost: Loss


def loss(state: LoanState) -> Loss:
    """Return what a loan's lenders miss when it is written off.

    Args:
        state: The loan on the day of its write-off.

    Returns:
        Principal that neither payments nor covers brought, and the interest still owed.

    Raises:
        LoanError: WORKOUT:WRITEOFF:STATUS when the loan is neither in default nor written off.
    """
    if state.status not in {Status.DEFAULTED, Status.WRITTEN_OFF}:
        raise LoanError(
            "WORKOUT:WRITEOFF:STATUS",
            "only a loan that was written off has lost anything",
            {"status": state.status.value},
        )
    missing = state.terms.schedule.principal - state.total_principal
    return Loss(missing, state.owed_interest)


def begin(funds: int, losses: Sequence[Loss]) -> Distribution:
    """Return what the free reserve is given to: principal first, then interest, then the treasury.

    Args:
        funds: What is free, in minor units.
        losses: What the lenders of every loan that was written off miss.

    Returns:
        The parts, which add up to the funds.

    Raises:
        TermsError: LOAN:FUNDS, LOAN:PRINCIPAL or LOAN:INTEREST when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("funds", funds)
    for portion in losses:
        require_amount("principal", portion.principal)
        require_amount("interest", portion.interest)
    lost = Loss(
        sum(portion.principal for portion in losses), sum(portion.interest for portion in losses)
    )
    for_principal = min(funds, lost.principal)
    for_interest = min(funds - for_principal, lost.interest)
    return Distribution(for_principal, for_interest, funds - for_principal - for_interest, lost)


def share(distribution: Distribution, portion: Loss) -> int:
    """Return what one loan's lenders get, as income.

    Args:
        distribution: The distribution.
        portion: The loan's loss, one of those it began with.

    Returns:
        In minor units: its part of each kind, each rounded down.
    """
    lost, amount = distribution.lost, 0
    if lost.principal:
        amount += div_floor(distribution.for_principal * portion.principal, lost.principal)
    if lost.interest:
        amount += div_floor(distribution.for_interest * portion.interest, lost.interest)
    return amount
