"""What a loan needs on a day: payable instalments, overdue days, and the sum that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from tallystick.loans.dates import due_day
from tallystick.loans.instalments import (
    dues,
    oldest_unpaid,
    periods_between,
    rows_ahead,
    running_row,
)
from tallystick.loans.rounding import div_half_up
from tallystick.loans.schedule import INSTALMENTS_MAX, Method
from tallystick.loans.state import ROWS_PER_CALL_MAX, LoanState, Status, require_today

__all__ = [
    "Payoff",
    "accrued_interest",
    "arrears_are_due",
    "days_past_due",
    "due_now",
    "instalments_past_due",
    "interest_to_day",
    "payable",
    "payoff",
    "row_to_pay",
]


@dataclass(frozen=True, slots=True)
class Payoff:
    """The sum that ends a loan today, by kind."""

    principal: int
    interest: int
    charges: int

    @property
    def total(self) -> int:
        """Principal, interest and charges together."""
        return self.principal + self.interest + self.charges


def payable(state: LoanState, today: int) -> int:
    """Return the most that one repayment would take today, charges included.

    Args:
        state: The loan.
        today: The day to reckon for, not before the issue day.

    Returns:
        In minor units: of an active loan the oldest 12 instalments whose period has begun, after
        default what is still owed.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    return _needed(state, today, ROWS_PER_CALL_MAX, ahead=True)


def due_now(state: LoanState, today: int) -> int:
    """Return all that is due by today, charges included.

    Args:
        state: The loan.
        today: The day to reckon for, not before the issue day.

    Returns:
        In minor units; after default what is still owed.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    return _needed(state, today, INSTALMENTS_MAX, ahead=False)


def _needed(state: LoanState, today: int, rows_max: int, *, ahead: bool) -> int:
    require_today(state, today)
    if state.status is not Status.ACTIVE:
        return state.owed
    totals = (due.total for due in dues(state, today, ahead=ahead) if due.row.payment)
    arrears = state.arrears if ahead or arrears_are_due(state, today) else 0
    return arrears + sum(islice(totals, rows_max))


def arrears_are_due(state: LoanState, today: int) -> bool:
    """Return whether arrears of a restructuring are unpaid and due, as they are with row 1.

    Args:
        state: The loan.
        today: The day to reckon for; not checked.

    Returns:
        Whether they are.
    """
    return state.arrears != 0 and _first_due(state) <= today


def _first_due(state: LoanState) -> int:
    plan = state.terms.schedule
    return due_day(state.issue_day, 1, plan.period, plan.unit)


def row_to_pay(state: LoanState, today: int) -> int:
    """Return the last instalment that a payment of today is for: the due ones, else the running.

    Args:
        state: An active loan.
        today: The day to reckon for, not before the issue day.

    Returns:
        The number of the last instalment that is due and unpaid; of the running one when none is,
        and of the last one from its due date on. Arrears are due with the first.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    due = [row.row.number for row in dues(state, today, ahead=False) if row.total]
    if not due and arrears_are_due(state, today):
        return 1
    return due[-1] if due else running_row(state, today) or state.last


def days_past_due(state: LoanState, today: int) -> int:
    """Return the days since the oldest unpaid instalment was due.

    Arrears of a restructuring are due with its first instalment. From default on the days go on
    while anything is owed, written off or not.

    Args:
        state: The loan.
        today: The day to reckon for, not before the issue day.

    Returns:
        The number of days; 0 when nothing is overdue.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    if state.status is not Status.ACTIVE and not state.owed:
        return 0
    if state.arrears:
        return max(0, today - _first_due(state))
    return instalments_past_due(state, today)


def instalments_past_due(state: LoanState, today: int) -> int:
    """Return the days since the oldest unpaid instalment was due, whatever arrears there are.

    Args:
        state: A loan that is not repaid.
        today: The day to reckon for; not checked.

    Returns:
        The number of days; 0 when no instalment is overdue.
    """
    return max(0, today - oldest_unpaid(state).due)


def payoff(state: LoanState, today: int) -> Payoff:
    """Return what ends the loan today: all that is due, the balance, and interest accrued to today.

    On a due date it is the balance after that instalment plus the instalment; on the day of issue
    it is the principal alone. Arrears are part of it, due or not. After default it is what is still
    owed.

    Args:
        state: The loan.
        today: The day to reckon for, not before the issue day.

    Returns:
        The sum by kind, in minor units; accrued interest is rounded half up, late charges up.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    if state.status is not Status.ACTIVE:
        return Payoff(state.owed_principal, state.owed_interest, state.owed_charges)
    interest, charges = state.arrears_interest, state.arrears_charges
    overdue_principal = 0
    for due in dues(state, today, ahead=False):
        interest += due.interest
        charges += due.charge
        overdue_principal += due.principal
    interest += accrued_interest(state, today)
    assert overdue_principal <= state.outstanding, "what is due is part of what is owed"
    return Payoff(state.outstanding, interest, charges)


def accrued_interest(state: LoanState, today: int) -> int:
    """Return the running instalment's interest accrued to today, less what was paid of it ahead.

    Args:
        state: An active loan.
        today: The day to reckon for, not before the issue day; not checked.

    Returns:
        In minor units, rounded half up; 0 when the instalment is settled, and from the last due
        date.
    """
    number = running_row(state, today)
    paid_ahead = state.part_interest if number == state.settled + 1 else 0
    return max(0, interest_to_day(state, today) - paid_ahead)


def interest_to_day(state: LoanState, today: int) -> int:
    """Return the running instalment's interest accrued to today, whatever was paid of it.

    Args:
        state: An active loan.
        today: The day to reckon for, not before the issue day; not checked.

    Returns:
        In minor units, rounded half up; 0 when the instalment is settled, and from the last due
        date.
    """
    number = running_row(state, today)
    if number is None or number <= state.settled:
        return 0
    plan = state.terms.schedule
    row = rows_ahead(state)[number - state.settled - 1]
    if plan.method is Method.BULLET:
        days, period_days = periods_between(state, row.accrues_from, today)
    else:
        days, period_days = max(0, today - row.accrues_from), row.due - row.start
    return div_half_up(row.balance * plan.num * days, plan.den * period_days)
