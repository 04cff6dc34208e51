"""The instalments of a live loan: their rows, what each still needs on a day, its late charge.

Everything is derived from the stored integers of `LoanState`, as in the Servicing contract: the
balance, the level amount, the day of the last prepayment and what the oldest unpaid instalment has
received. Nothing is kept per row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tallystick.loans.dates import due_day
from tallystick.loans.rounding import div_ceil, div_floor, div_half_up, require_int
from tallystick.loans.schedule import Method
from tallystick.loans.state import PPM, LoanState, LoanTerms, Status

__all__ = [
    "Due",
    "Instalment",
    "advance",
    "dues",
    "end_row",
    "instalment",
    "late_charge",
    "oldest_unpaid",
    "periods_between",
    "rows_ahead",
    "running_row",
]

DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of the current version. Its period runs from `start` to `due`.

    accrues_from is the day from which it bears interest; balance is the scheduled balance before
    it; interest and principal are the full scheduled parts.
    """

    number: int
    start: int
    due: int
    accrues_from: int
    balance: int
    interest: int
    principal: int

    @property
    def payment(self) -> int:
        """Interest and principal together."""
        return self.interest + self.principal


@dataclass(frozen=True, slots=True)
class Due:
    """What one instalment still needs on a day: late charge, interest, principal.

    exposure is the unpaid amount x days on which the charge rests, today included.
    """

    row: Instalment
    charge: int
    interest: int
    principal: int
    exposure: int

    @property
    def total(self) -> int:
        """Charge, interest and principal together."""
        return self.charge + self.interest + self.principal


def instalment(state: LoanState, number: int) -> Instalment:
    """Return an unsettled row of the current version by its number.

    Args:
        state: An active loan.
        number: Number of the row, from the first unsettled to the last.

    Returns:
        The row with its full scheduled parts.

    Raises:
        IndexError: When the loan is not active.
        TermsError: LOAN:NUMBER when the row is settled or beyond the last.
        TypeError: When the number is not an integer.
    """
    require_int("number", number, state.settled + 1, state.last, scope="LOAN")
    return rows_ahead(state)[number - state.settled - 1]


def rows_ahead(state: LoanState) -> tuple[Instalment, ...]:
    """Return every unsettled row of the current version, the partly paid one with its full parts.

    Args:
        state: The loan.

    Returns:
        The rows in order, those after the balance has reached 0 with zero amounts; none when the
        loan is not active.
    """
    if state.status is not Status.ACTIVE:
        return ()
    return tuple(_walk(state))


def oldest_unpaid(state: LoanState) -> Instalment:
    """Return the first row that needs money; after default the one that led to it.

    Args:
        state: A loan that is not repaid.

    Returns:
        The row with its full scheduled parts.

    Raises:
        StopIteration: When no row needs money.
    """
    return next(row for row in _walk(state) if row.payment)


def _walk(state: LoanState) -> Iterator[Instalment]:
    balance = state.balance
    for number in range(state.settled + 1, state.last + 1):
        row = _row(state, number, balance)
        yield row
        balance -= row.principal
    assert balance == 0, "the last row pays the whole balance"


def _due(state: LoanState, number: int) -> int:
    plan = state.terms.schedule
    return due_day(state.issue_day, number, plan.period, plan.unit)


def _row(state: LoanState, number: int, balance: int) -> Instalment:
    plan = state.terms.schedule
    start, due = _due(state, number - 1), _due(state, number)
    last = number == state.last
    if plan.method is Method.BULLET:
        since = state.last_prepay_day or state.issue_day
        interest = 0
        if last:
            days, period_days = periods_between(state, since, due)
            interest = div_half_up(balance * plan.num * days, plan.den * period_days)
        return Instalment(number, start, due, since, balance, interest, balance if last else 0)
    since = state.last_prepay_day if start < state.last_prepay_day < due else start
    interest = div_half_up(balance * plan.num * (due - since), plan.den * (due - start))
    if last:
        principal = balance
    elif number <= plan.lead or plan.method is Method.INTEREST_ONLY:
        principal = 0
    elif plan.method is Method.ANNUITY:
        principal = min(state.level - interest, balance)
    else:
        principal = min(state.level, balance)
    assert 0 <= principal <= balance, "no row is negative"
    return Instalment(number, start, due, since, balance, interest, principal)


def periods_between(state: LoanState, start: int, end: int) -> tuple[int, int]:
    """Return the periods elapsed between two days as one fraction.

    Whole periods count 1, a part of a period its days over the days of that period, so that the
    measure is additive over days. A day on a due date begins the next period, except that the last
    due date ends the last period.

    Args:
        state: The loan whose due dates bound the periods.
        start: First day, not before the issue day; not checked.
        end: Last day, from `start` to the last due date; not checked.

    Returns:
        Numerator and denominator of the number of periods, not reduced.
    """
    first, final = _period_of(state, start), _period_of(state, end)
    first_due, final_start = _due(state, first), _due(state, final - 1)
    first_days = first_due - _due(state, first - 1)
    if first == final:
        return end - start, first_days
    final_days = _due(state, final) - final_start
    whole = final - first - 1
    numerator = (
        (first_due - start) * final_days
        + whole * first_days * final_days
        + (end - final_start) * first_days
    )
    return numerator, first_days * final_days


def _period_of(state: LoanState, day: int) -> int:
    """Number of the period that contains a day; the last due date counts into the last period."""
    low, high = 1, state.last
    while low < high:
        middle = (low + high) // 2
        if _due(state, middle) > day:
            high = middle
        else:
            low = middle + 1
    return low


def running_row(state: LoanState, today: int) -> int | None:
    """Return the number of the first row that is due after today, settled or not.

    Args:
        state: The loan.
        today: The day to look from, not before the issue day.

    Returns:
        The number of the row; None from the last due date on.
    """
    number = _period_of(state, today)
    return number if _due(state, number) > today else None


def end_row(state: LoanState) -> int:
    """Return the number of the row with which the current version's balance reaches 0.

    It is before `last` once a prepayment shortened the loan, or where rounding up ends it early.

    Args:
        state: A loan that is not repaid.

    Returns:
        The number of the row.
    """
    for row in _walk(state):
        if row.balance == row.principal:
            return row.number
    raise AssertionError("the last row pays the whole balance")


def dues(state: LoanState, today: int, *, ahead: bool) -> Iterator[Due]:
    """Yield what the unsettled rows need today, oldest first, zero rows included.

    Args:
        state: The loan.
        today: The day to reckon for.
        ahead: Whether to include every row whose period has begun (start <= today), else only rows
            with due <= today.

    Yields:
        What each row still needs, in minor units; the charge as in `late_charge`.
    """
    for row in rows_ahead(state):
        if (row.start if ahead else row.due) > today:
            return
        part_paid = row.number == state.settled + 1
        interest = row.interest - (state.part_interest if part_paid else 0)
        principal = row.principal - (state.part_principal if part_paid else 0)
        exposure = state.late_exposure if part_paid else 0
        counted = max(row.due + state.terms.grace_days, state.counted_day if part_paid else 0)
        exposure += (interest + principal) * max(0, today - counted)
        charged = late_charge(state.terms, row.payment, exposure)
        charge = max(0, charged - (state.charge_paid if part_paid else 0))
        yield Due(row, charge, interest, principal, exposure)


def late_charge(terms: LoanTerms, payment: int, exposure: int) -> int:
    """Return all that an instalment has been charged for being late.

    The charge is exposure x rate / (365 x 10^6), at most a share of the instalment.

    Args:
        terms: The terms with the rate and the cap.
        payment: Interest and principal of the instalment, in minor units.
        exposure: Unpaid amount x days late, in minor units x days.

    Returns:
        The charge in minor units, rounded up; its cap is rounded down.
    """
    charge = div_ceil(exposure * terms.late_rate_ppm, DAYS_PER_YEAR * PPM)
    return min(charge, div_floor(payment * terms.late_cap_ppm, PPM))


def advance(state: LoanState, row: Instalment) -> LoanState:
    """Return the state with its oldest unsettled row settled.

    Args:
        state: An active loan.
        row: Its oldest unsettled row.

    Returns:
        The state after that row, REPAID when the balance has reached 0.
    """
    assert row.number == state.settled + 1, "rows are settled in order"
    paid = 1 if row.payment else 0
    balance = state.balance - row.principal
    repaid = balance == 0
    return replace(
        state,
        settled=row.number,
        paid_count=state.paid_count + paid,
        balance=balance,
        status=Status.REPAID if repaid else Status.ACTIVE,
        version=state.version + (1 if repaid else 0),
        part_interest=0,
        part_principal=0,
        charge_paid=0,
        late_exposure=0,
        counted_day=0,
    )
