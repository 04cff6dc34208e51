"""What is paid on an active loan: repay, collect, prepay. The arithmetic of the contract, exactly.

Pure functions from a state to the next state and the payment. A refused call raises `LoanError`
with the contract's code and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans.allocation import Payment, receive
from tallystick.loans.dates import due_day
from tallystick.loans.instalments import Due, advance, dues, end_row, running_row
from tallystick.loans.payoff import Payoff, arrears_are_due, interest_to_day, payoff
from tallystick.loans.rounding import div_ceil, require_int
from tallystick.loans.schedule import INSTALMENTS_MAX, PRINCIPAL_MAX, Method
from tallystick.loans.state import (
    ROWS_PER_CALL_MAX,
    WORST_DPD_MAX,
    LoanError,
    LoanState,
    Mode,
    Status,
    issue,
    level_amount,
    require_amount,
    require_today,
)

__all__ = ["collect", "issue", "prepay", "repay"]

# A partial prepayment lowers the balance by one part in so many at least.
PART_MIN = 100


def repay(
    state: LoanState,
    today: int,
    max_amount: int,
    through: int = INSTALMENTS_MAX,
    *,
    only_due: bool = False,
) -> tuple[LoanState, Payment]:
    """Pay instalments, oldest first; never prepays.

    Settles at most 12 instalments and none after `through`, the last one perhaps in part: its late
    charge, then interest, then principal. Arrears of a restructuring come before them. The borrower
    pays those whose period has begun, anybody else only what is due.

    Args:
        state: An active loan; a defaulted one is `recover`ed.
        today: The day of the payment, not before the issue day.
        max_amount: The most to pay, in minor units, at least 1.
        through: The number of the last instalment to settle; every one without it.
        only_due: Whether somebody else than the borrower pays.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:REPAY:ZERO for an amount of 0, SERV:REPAY:STATUS when the loan is not
            active, SERV:REPAY:NOTHING when nothing is payable.
        TermsError: LOAN:TODAY, LOAN:MAX_AMOUNT or LOAN:THROUGH when a value is out of bounds.
        TypeError: When the day or a number is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
    require_amount("through", through)
    if max_amount == 0:
        raise LoanError("SERV:REPAY:ZERO", "a repayment needs at least 1 unit", {"max": 0})
    if state.status is not Status.ACTIVE:
        raise LoanError(
            "SERV:REPAY:STATUS", "only an active loan is repaid", {"status": state.status.value}
        )
    paid, payment = _settle(
        state, today, max_amount, ROWS_PER_CALL_MAX, ahead=not only_due, through=through
    )
    if payment.debit == 0:
        raise LoanError(
            "SERV:REPAY:NOTHING",
            "no instalment is payable before its period, and others than the borrower pay what is"
            " due",
            {"today": today, "through": through},
        )
    return _book(state, paid, payment, today)


def collect(
    state: LoanState, today: int, available: int, rows_max: int = ROWS_PER_CALL_MAX
) -> tuple[LoanState, Payment]:
    """Take what is due (due <= today) from the borrower's free balance, as far as that goes.

    Args:
        state: An active loan; what is owed after a default is a recovery.
        today: The day of the collection, not before the issue day.
        available: The borrower's free balance, in minor units.
        rows_max: The most instalments to settle; all of them when a default is declared.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:COLLECT:NOTHING when the loan is not active, nothing is due, or nothing is
            available.
        TermsError: LOAN:TODAY, LOAN:AVAILABLE or LOAN:ROWS_MAX when a value is out of bounds.
        TypeError: When the day or a number is not an integer.
    """
    require_today(state, today)
    require_amount("available", available)
    require_int("rows_max", rows_max, 1, INSTALMENTS_MAX, scope="LOAN")
    # Arrears that a default has found unpaid are debt, and a recovery's.
    money = available if state.status is Status.ACTIVE else 0
    paid, payment = _settle(state, today, money, rows_max, ahead=False)
    if payment.debit == 0:
        raise LoanError(
            "SERV:COLLECT:NOTHING",
            "nothing is due on the loan, or the balance is empty",
            {"status": state.status.value, "today": today, "available": available},
        )
    return _book(state, paid, payment, today)


def prepay(
    state: LoanState, today: int, max_amount: int, mode: Mode, ticket_min: int = 1
) -> tuple[LoanState, Payment]:
    """Pay everything due, then the interest accrued to today, then principal; the borrower alone.

    With max_amount >= payoff the loan is paid off, else all of max_amount is taken and a new
    schedule version starts: smaller instalments, or the same ones and an earlier end. What was paid
    ahead of the running instalment counts: its interest against what has accrued, the rest of it
    and its principal against the balance.

    Args:
        state: An active loan.
        today: The day of the prepayment, not before the issue day.
        max_amount: The most to pay, in minor units.
        mode: What a partial prepayment makes of the rest.
        ticket_min: The loan's smallest note, in minor units, at least 1.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:PREPAY:STATUS when the loan is not active. Below the payoff also
            SERV:PREPAY:MODE (interest-only and bullet loans only get smaller), SERV:PREPAY:MANY
            when more than 12 instalments are due, and SERV:PREPAY:CRUMB when less than the smallest
            note, or than 1 % of the balance rounded up, would lower it.
        TermsError: LOAN:TODAY, LOAN:MAX_AMOUNT or LOAN:TICKET_MIN when a value is out of bounds.
        TypeError: When `mode` is not a Mode, or another value is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
    require_int("ticket_min", ticket_min, 1, PRINCIPAL_MAX, scope="LOAN")
    if not isinstance(mode, Mode):
        raise TypeError(f"mode must be a Mode, not {type(mode).__name__}")
    if state.status is not Status.ACTIVE:
        raise LoanError(
            "SERV:PREPAY:STATUS",
            "only an active loan can be prepaid",
            {"status": state.status.value},
        )
    quote = payoff(state, today)
    if max_amount >= quote.total:
        return _pay_off(state, today, quote)
    _require_mode(state, mode)
    due = [row for row in dues(state, today, ahead=False) if row.total]
    if len(due) > ROWS_PER_CALL_MAX:
        raise LoanError(
            "SERV:PREPAY:MANY",
            "a prepayment settles at most 12 instalments; repay the oldest first",
            {"due": len(due)},
        )
    needed = state.arrears + sum(row.total for row in due)
    after, payment = _settle(state, today, needed, ROWS_PER_CALL_MAX, ahead=False, arrears=True)
    left = max(0, max_amount - needed)
    accrued, credit = _running_interest(after, today)
    interest = min(left, accrued)
    rest = left - interest
    _require_rest(after, rest, ticket_min, max_amount)
    after = _reamortise(after, today, rest + credit, mode)
    paid = replace(
        payment,
        interest=payment.interest + interest,
        principal=payment.principal + rest,
        prepaid=rest,
    )
    return _book(state, after, paid, today)


def _require_mode(state: LoanState, mode: Mode) -> None:
    method = state.terms.schedule.method
    if mode is Mode.SHORTER and method in {Method.INTEREST_ONLY, Method.BULLET}:
        raise LoanError(
            "SERV:PREPAY:MODE",
            "principal that is due at the end cannot end the loan earlier",
            {"method": method.name.lower(), "mode": mode.name.lower()},
        )


def _require_rest(state: LoanState, rest: int, ticket_min: int, max_amount: int) -> None:
    """Refuse what would lower the balance by a crumb; whatever could not be paid whole left 0."""
    least = min(max(ticket_min, div_ceil(state.balance, PART_MIN)), state.balance)
    if rest == 0 or rest < least:
        raise LoanError(
            "SERV:PREPAY:CRUMB",
            "past what is due and the running interest, a prepayment lowers the balance by the"
            " smallest note and 1 % at least",
            {"max": max_amount, "lowers": rest, "least": max(1, least)},
        )


def _running_interest(state: LoanState, today: int) -> tuple[int, int]:
    """Return what the running instalment still asks for to today, and what was paid beyond that."""
    # What is due may be all that is left, before the last of its rows.
    repaid = state.status is Status.REPAID
    if repaid or running_row(state, today) != state.settled + 1:
        return 0, 0
    accrued = interest_to_day(state, today)
    ahead = state.part_interest
    return max(0, accrued - ahead), max(0, ahead - accrued) + state.part_principal


def _settle(
    state: LoanState,
    today: int,
    available: int,
    rows_max: int,
    *,
    ahead: bool,
    through: int = INSTALMENTS_MAX,
    arrears: bool = False,
) -> tuple[LoanState, Payment]:
    """Settle rows oldest first while money and the limits last; zero rows when they are due.

    Arrears come first: when they are due, and ahead of that for who pays ahead or all.
    """
    left, settled = available, 0
    interest = principal = charges = 0
    before = state
    if arrears or ahead or arrears_are_due(state, today):
        charges = min(left, state.arrears_charges)
        interest = min(left - charges, state.arrears_interest)
        left -= charges + interest
        state = replace(
            state,
            arrears_charges=state.arrears_charges - charges,
            arrears_interest=state.arrears_interest - interest,
        )
    seen = 0
    for due in dues(state, today, ahead=ahead):
        if due.row.payment:
            if due.row.number > through:
                break
            seen = max(seen, today - due.row.due)
            if left == 0 or settled == rows_max:
                break
            charge_part = min(due.charge, left)
            interest_part = min(due.interest, left - charge_part)
            principal_part = min(due.principal, left - charge_part - interest_part)
            paid = charge_part + interest_part + principal_part
            left -= paid
            charges, interest = charges + charge_part, interest + interest_part
            principal += principal_part
            if paid < due.total:
                parts = (charge_part, interest_part, principal_part)
                state = _pay_part(state, today, due, parts)
                break
            settled += 1
        elif due.row.due > today:
            break
        state = advance(state, due.row)
        if state.status is Status.REPAID:
            break
    payment = Payment(principal=principal, interest=interest, charges=charges, settled=settled)
    assert payment.debit + left == available, "what is taken is what was paid"
    return replace(state, worst_dpd=min(max(before.worst_dpd, seen), WORST_DPD_MAX)), payment


def _book(
    before: LoanState, state: LoanState, payment: Payment, today: int
) -> tuple[LoanState, Payment]:
    """Share a payment out, and end an impairment when it leaves nothing due.

    A crumb paid ahead while nothing is due is no full payment, and ends none.
    """
    after, shared = receive(state, payment)
    is_full = payment.settled or after.balance == 0 or (before.arrears and not after.arrears)
    if after.impaired and is_full and not _has_due(after, today):
        # A loan that this repays changes twice: its flag, and its status.
        after = replace(after, impaired=False, version=after.version + 1)
    return after, shared


def _has_due(state: LoanState, today: int) -> bool:
    if state.balance == 0:
        return False
    if state.arrears:
        return arrears_are_due(state, today)
    plan = state.terms.schedule
    return due_day(state.issue_day, state.settled + 1, plan.period, plan.unit) <= today


def _pay_part(state: LoanState, today: int, due: Due, parts: tuple[int, int, int]) -> LoanState:
    charge, interest, principal = parts
    assert due.row.number == state.settled + 1, "only the oldest unpaid row is paid in part"
    return replace(
        state,
        part_interest=state.part_interest + interest,
        part_principal=state.part_principal + principal,
        charge_paid=state.charge_paid + charge,
        late_exposure=due.exposure,
        counted_day=today,
    )


def _pay_off(state: LoanState, today: int, quote: Payoff) -> tuple[LoanState, Payment]:
    """Settle every row that is due, however many, and end the loan with the rest of the quote."""
    after, payment = _settle(state, today, quote.total, INSTALMENTS_MAX, ahead=False, arrears=True)
    assert payment.charges == quote.charges, "only what is due bears charges"
    if after.status is Status.ACTIVE:
        after = replace(
            after,
            status=Status.REPAID,
            balance=0,
            version=after.version + 1,
            part_interest=0,
            part_principal=0,
            charge_paid=0,
            late_exposure=0,
            counted_day=0,
        )
    closing = replace(payment, principal=quote.principal, interest=quote.interest)
    return _book(state, after, closing, today)


def _reamortise(state: LoanState, today: int, amount: int, mode: Mode) -> LoanState:
    """Take an amount off the balance and start the next schedule version.

    Only the payoff closes a loan: what would, leaves one unit.
    """
    plan = state.terms.schedule
    balance = state.balance - min(amount, state.balance - 1)
    level, last = state.level, state.last
    if mode is Mode.SMALLER and plan.method in {Method.ANNUITY, Method.LINEAR}:
        # A loan that was made shorter stays so: the rest is spread up to its own end.
        last = end_row(state)
        level = level_amount(plan, balance, last - max(state.settled, plan.lead))
    return replace(
        state,
        balance=balance,
        level=level,
        last=last,
        last_prepay_day=today,
        part_interest=0,
        part_principal=0,
        charge_paid=0,
        late_exposure=0,
        counted_day=0,
    )
