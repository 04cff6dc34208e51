"""What a borrower does to a loan: repay, collect, prepay. The arithmetic of the contract, exactly.

Pure functions from a state to the next state and the payment. A refused call raises `LoanError`
with the contract's code and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans.allocation import Payment, receive
from tallystick.loans.default import recover
from tallystick.loans.instalments import Due, advance, dues, end_row, running_row
from tallystick.loans.payoff import Payoff, accrued_interest, payoff
from tallystick.loans.schedule import INSTALMENTS_MAX, Method
from tallystick.loans.state import (
    ROWS_PER_CALL_MAX,
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


def repay(state: LoanState, today: int, max_amount: int) -> tuple[LoanState, Payment]:
    """Pay what is payable, oldest first; never prepays.

    Settles at most 12 instalments whose period has begun, the last one perhaps in part: its late
    charge, then interest, then principal. After default the payment is a recovery.

    Args:
        state: The loan.
        today: The day of the payment, not before the issue day.
        max_amount: The most to pay, in minor units, at least 1.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:REPAY:ZERO for an amount of 0, SERV:REPAY:STATUS when the loan has ended,
            SERV:REPAY:NOTHING when nothing is payable or owed.
        TermsError: LOAN:TODAY or LOAN:MAX_AMOUNT when a value is out of bounds.
        TypeError: When the day or the amount is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
    if max_amount == 0:
        raise LoanError("SERV:REPAY:ZERO", "a repayment needs at least 1 unit", {"max": 0})
    if state.status in {Status.DEFAULTED, Status.WRITTEN_OFF}:
        return recover(state, today, max_amount)
    if state.status is not Status.ACTIVE:
        raise LoanError(
            "SERV:REPAY:STATUS", "nothing is owed on this loan", {"status": state.status.value}
        )
    paid, payment = _settle(state, today, max_amount, ROWS_PER_CALL_MAX, ahead=True)
    if payment.debit == 0:
        raise LoanError(
            "SERV:REPAY:NOTHING", "no instalment is payable before its period", {"today": today}
        )
    return receive(paid, payment)


def collect(state: LoanState, today: int, available: int) -> tuple[LoanState, Payment]:
    """Take what is due (due <= today) from the borrower's free balance, as far as that goes.

    Settles at most 12 instalments. After a default all that is owed is due: a recovery.

    Args:
        state: The loan.
        today: The day of the collection, not before the issue day.
        available: The borrower's free balance, in minor units.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:COLLECT:NOTHING when nothing is due or owed, or nothing is available.
        TermsError: LOAN:TODAY or LOAN:AVAILABLE when a value is out of bounds.
        TypeError: When the day or the amount is not an integer.
    """
    require_today(state, today)
    require_amount("available", available)
    if state.status in {Status.DEFAULTED, Status.WRITTEN_OFF} and state.owed and available:
        return recover(state, today, available)
    paid, payment = _settle(state, today, available, ROWS_PER_CALL_MAX, ahead=False)
    if payment.debit == 0:
        raise LoanError(
            "SERV:COLLECT:NOTHING",
            "nothing is due on the loan, or the balance is empty",
            {"status": state.status.value, "today": today, "available": available},
        )
    return receive(paid, payment)


def prepay(state: LoanState, today: int, max_amount: int, mode: Mode) -> tuple[LoanState, Payment]:
    """Pay everything due, then the running instalment or its accrued interest, then principal.

    With max_amount >= payoff the loan is paid off, else all of max_amount is taken and a new
    schedule version starts: smaller instalments, or the same ones and an earlier end.

    Args:
        state: An active loan.
        today: The day of the prepayment, not before the issue day.
        max_amount: The most to pay, in minor units.
        mode: What a partial prepayment makes of the rest.

    Returns:
        The state after the payment, and the payment with its shares; the platform's round down.

    Raises:
        LoanError: SERV:PREPAY:STATUS when the loan is not active. Below the payoff also
            SERV:PREPAY:MODE (interest-only and bullet loans only get smaller), SERV:PREPAY:MANY
            when more than 12 instalments are due, and SERV:PREPAY:SHORT when less than 1 unit would
            reduce the balance.
        TermsError: LOAN:TODAY or LOAN:MAX_AMOUNT when a value is out of bounds.
        TypeError: When `mode` is not a Mode, or another value is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
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
    needed = sum(row.total for row in due)
    if max_amount < needed:
        raise _short(max_amount, needed)
    after, payment = _settle(state, today, max_amount, ROWS_PER_CALL_MAX, ahead=False)
    after, payment = _bring_to_today(after, today, payment, max_amount)
    rest = max_amount - payment.debit
    after = _reamortise(after, today, rest, mode)
    paid = replace(payment, principal=payment.principal + rest, prepaid=rest)
    return receive(after, paid)


def _require_mode(state: LoanState, mode: Mode) -> None:
    method = state.terms.schedule.method
    if mode is Mode.SHORTER and method in {Method.INTEREST_ONLY, Method.BULLET}:
        raise LoanError(
            "SERV:PREPAY:MODE",
            "principal that is due at the end cannot end the loan earlier",
            {"method": method.name.lower(), "mode": mode.name.lower()},
        )


def _short(max_amount: int, needed: int) -> LoanError:
    return LoanError(
        "SERV:PREPAY:SHORT",
        "the amount must exceed what is due and the running interest",
        {"max": max_amount, "needed": needed + 1},
    )


def _settle(
    state: LoanState, today: int, available: int, rows_max: int, *, ahead: bool
) -> tuple[LoanState, Payment]:
    """Settle rows oldest first while money and the limit last; zero rows when they are due."""
    left, settled = available, 0
    interest = principal = charges = 0
    for due in dues(state, today, ahead=ahead):
        if due.row.payment:
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
    return state, payment


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
    after, payment = _settle(state, today, quote.total, INSTALMENTS_MAX, ahead=False)
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
    # The last dues alone count as a prepayment too: the call decides, not the day.
    after = replace(after, version=after.version + 1)
    closing = replace(payment, principal=quote.principal, interest=quote.interest)
    return receive(after, closing)


def _bring_to_today(
    state: LoanState, today: int, payment: Payment, max_amount: int
) -> tuple[LoanState, Payment]:
    """Complete the running instalment when it was begun, else pay its interest up to today.

    Leaves at least 1 unit of max_amount or raises SERV:PREPAY:SHORT.
    """
    running = running_row(state, today)
    assert running is not None, "a prepayment below the payoff leaves a row that is not due"
    begun = None
    if running == state.settled + 1 and state.part_interest + state.part_principal > 0:
        begun = next(dues(state, today, ahead=True))
    interest = begun.interest if begun else accrued_interest(state, today)
    principal = begun.principal if begun else 0
    needed = payment.debit + interest + principal
    if max_amount <= needed:
        raise _short(max_amount, needed)
    return advance(state, begun.row) if begun else state, replace(
        payment,
        interest=payment.interest + interest,
        principal=payment.principal + principal,
        settled=payment.settled + (1 if begun else 0),
    )


def _reamortise(state: LoanState, today: int, rest: int, mode: Mode) -> LoanState:
    """Take `rest` off the balance and start the next schedule version."""
    plan = state.terms.schedule
    balance = state.balance - rest
    assert balance > 0, "a prepayment that leaves no balance is a payoff"
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
        version=state.version + 1,
    )
