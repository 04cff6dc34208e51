"""New terms of a live loan, and a servicer's flag on it: what each makes of the state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.loans.payoff import instalments_past_due, payoff
from tallystick.loans.positions import INTEREST_MAX
from tallystick.loans.rounding import TermsError, div_floor
from tallystick.loans.state import (
    PPM,
    WORST_DPD_MAX,
    LoanError,
    LoanState,
    Status,
    level_amount,
    require_today,
)

if TYPE_CHECKING:
    from tallystick.loans.schedule import Terms

__all__ = [
    "IMPAIRED_DAYS",
    "IMPAIRED_REST_DAYS",
    "impair",
    "lift_impairment",
    "restructure",
    "restructured_plan",
]

# Days after which anyone takes a flag off, and further ones before the loan is flagged again.
IMPAIRED_DAYS = 90
IMPAIRED_REST_DAYS = 30


def restructured_plan(plan: Terms, rate_ppm: int, n: int, period: int, lead: int) -> Terms:
    """Return a schedule's terms with those that a restructuring changes.

    Args:
        plan: The terms so far; principal, unit and method stay.
        rate_ppm: The rate, 0 to 1,000,000 ppm a year.
        n: Instalments from now on, 1 to 480.
        period: Months, 1 to 12, or days, 1 to 366, as before.
        lead: First instalments without principal, below n; 0 but for annuity and linear.

    Returns:
        The new terms.

    Raises:
        LoanError: BALLOT:PROPOSE:TERMS when they are out of bounds.
        TypeError: When a value is not an integer.
    """
    try:
        return replace(plan, rate_ppm=rate_ppm, n=n, period=period, lead=lead)
    except TermsError as error:
        raise LoanError(
            "BALLOT:PROPOSE:TERMS",
            f"the new terms are out of bounds: {error.rule}",
            {"rate_ppm": rate_ppm, "n": n, "period": period, "lead": lead},
        ) from None


def restructure(
    state: LoanState, today: int, *, rate_ppm: int, n: int, period: int, lead: int = 0
) -> LoanState:
    """Put the unpaid principal on a new schedule that begins today.

    What the running row has received is merged. Interest accrued to the day and late charges that
    are unpaid become arrears, which bear nothing and are due with row 1. Units never change.

    Args:
        state: An active loan.
        today: The day on which it is carried out, not before the issue day.
        rate_ppm: The rate, 0 to 1,000,000 ppm a year.
        n: Instalments from now on, 1 to 480.
        period: Months, 1 to 12, or days, 1 to 366, as before.
        lead: First instalments without principal, below n; 0 but for annuity and linear.

    Returns:
        The loan with its new rows, the level rounded half up.

    Raises:
        LoanError: BALLOT:PROPOSE:STATUS when the loan is not active, BALLOT:PROPOSE:TERMS when the
            terms are out of bounds, BALLOT:PROPOSE:INTEREST when they could earn 2^56 or more.
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_today(state, today)
    _require_active(state, "BALLOT:PROPOSE:STATUS")
    plan = restructured_plan(state.terms.schedule, rate_ppm, n, period, lead)
    owed = payoff(state, today)
    earned = owed.interest + div_floor(owed.principal * plan.num * n, plan.den) + n
    charged = owed.charges + div_floor((owed.principal + earned) * state.terms.late_cap_ppm, PPM)
    if state.total_interest + earned + charged > INTEREST_MAX:
        raise LoanError(
            "BALLOT:PROPOSE:INTEREST",
            "interest and charges have to stay below 2^56",
            {"received": state.total_interest, "earned": earned, "charged": charged},
        )
    return replace(
        state,
        terms=replace(state.terms, schedule=plan),
        issue_day=today,
        last=n,
        balance=owed.principal,
        level=level_amount(plan, owed.principal, plan.bearing_rows),
        settled=0,
        last_prepay_day=0,
        part_interest=0,
        part_principal=0,
        charge_paid=0,
        late_exposure=0,
        counted_day=0,
        version=state.version + 1,
        worst_dpd=min(max(state.worst_dpd, instalments_past_due(state, today)), WORST_DPD_MAX),
        arrears_interest=owed.interest,
        arrears_charges=owed.charges,
    )


def impair(state: LoanState) -> LoanState:
    """Flag an active loan as impaired; it ends with the next payment that leaves nothing due.

    Args:
        state: An active loan without the flag.

    Returns:
        The loan with the flag; orders for it are void.

    Raises:
        LoanError: WORKOUT:IMPAIR:STATUS when the loan is not active, or flagged already.
    """
    return _flagged(state, impaired=True)


def lift_impairment(state: LoanState) -> LoanState:
    """Take the flag off.

    Args:
        state: An active loan with the flag.

    Returns:
        The loan without it; orders for it are void.

    Raises:
        LoanError: WORKOUT:IMPAIR:STATUS when the loan is not active, or not flagged.
    """
    return _flagged(state, impaired=False)


def _flagged(state: LoanState, *, impaired: bool) -> LoanState:
    _require_active(state, "WORKOUT:IMPAIR:STATUS")
    if state.impaired == impaired:
        raise LoanError(
            "WORKOUT:IMPAIR:STATUS",
            "a loan is flagged once, and cleared when it is flagged",
            {"impaired": str(state.impaired).lower()},
        )
    return replace(state, impaired=impaired, version=state.version + 1)


def _require_active(state: LoanState, code: str) -> None:
    if state.status is not Status.ACTIVE:
        raise LoanError(code, "the loan has to be active", {"status": state.status.value})
