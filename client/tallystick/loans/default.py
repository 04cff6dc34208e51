"""What follows when a loan is not repaid: default, cover, recovery, write-off."""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans.allocation import Payment, add_to_totals
from tallystick.loans.payoff import days_past_due, payoff
from tallystick.loans.rounding import div_floor, require_int
from tallystick.loans.state import PPM, LoanError, LoanState, Status, require_amount, require_today

__all__ = [
    "PAID_BEFORE_COVER_MIN",
    "WRITE_OFF_DAYS",
    "cover",
    "default",
    "recover",
    "reserve_cover",
    "write_off",
]

PAID_BEFORE_COVER_MIN = 3
WRITE_OFF_DAYS = 3 * 365


def default(state: LoanState, today: int) -> LoanState:
    """Declare default; the payoff of that day is frozen as what is owed.

    Args:
        state: An active loan.
        today: The day of default, at least `default_dpd` days past due.

    Returns:
        The defaulted loan.

    Raises:
        LoanError: SERV:DEFAULT:STATUS when the loan is not active, SERV:DEFAULT:EARLY when it is
            not overdue for long enough.
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    if state.status is not Status.ACTIVE:
        raise LoanError(
            "SERV:DEFAULT:STATUS",
            "only an active loan can default",
            {"status": state.status.value},
        )
    dpd = days_past_due(state, today)
    if dpd < state.terms.default_dpd:
        raise LoanError(
            "SERV:DEFAULT:EARLY",
            "the oldest unpaid instalment is not overdue for long enough",
            {"days_past_due": dpd, "default_dpd": state.terms.default_dpd},
        )
    owed = payoff(state, today)
    return replace(
        state,
        status=Status.DEFAULTED,
        version=state.version + 1,
        default_day=today,
        principal_at_default=owed.principal,
        owed_principal=owed.principal,
        owed_interest=owed.interest,
        owed_charges=owed.charges,
    )


def reserve_cover(
    state: LoanState, free_reserve: int, reserve_share_ppm: int, allowance: int
) -> int:
    """Return what the reserve may pay: the least of three bounds.

    They are cover_cap_ppm of the unpaid principal, reserve_share_ppm of the free reserve, and
    what is left of the borrower group's allowance.

    Args:
        state: A defaulted loan.
        free_reserve: What the reserve holds, in minor units.
        reserve_share_ppm: The most that one loan may take of it, 0 to 1,000,000 ppm.
        allowance: What is left of the borrower group's allowance, in minor units.

    Returns:
        The cover in minor units, both shares rounded down.

    Raises:
        TermsError: LOAN:FREE_RESERVE, LOAN:ALLOWANCE or LOAN:RESERVE_SHARE_PPM when a value is out
            of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("free_reserve", free_reserve)
    require_amount("allowance", allowance)
    require_int("reserve_share_ppm", reserve_share_ppm, 0, PPM, scope="LOAN")
    return min(
        div_floor(state.owed_principal * state.terms.cover_cap_ppm, PPM),
        div_floor(free_reserve * reserve_share_ppm, PPM),
        allowance,
    )


def cover(state: LoanState, amount: int) -> LoanState:
    """Pay the lenders a part of the unpaid principal from guarantor and reserve, once per loan.

    The borrower's debt does not change.

    Args:
        state: A defaulted loan of which at least 3 instalments were paid.
        amount: What is paid, in minor units, 1 to the unpaid principal.

    Returns:
        The loan after its cover.

    Raises:
        LoanError: SERV:COVER:STATUS when the loan is not in default, SERV:COVER:TWICE when it was
            covered, SERV:COVER:EARLY before 3 instalments were paid, RESERVE:COVER:EMPTY for an
            amount of 0.
        TermsError: LOAN:AMOUNT when the amount is above the unpaid principal.
        TypeError: When the amount is not an integer.
    """
    if state.status is not Status.DEFAULTED:
        raise LoanError(
            "SERV:COVER:STATUS",
            "only a defaulted loan is covered",
            {"status": state.status.value},
        )
    if state.cover:
        raise LoanError("SERV:COVER:TWICE", "a loan is covered once", {"cover": state.cover})
    if state.paid_count < PAID_BEFORE_COVER_MIN:
        raise LoanError(
            "SERV:COVER:EARLY",
            "no cover before 3 instalments were paid",
            {"paid": state.paid_count},
        )
    if amount == 0:
        raise LoanError("RESERVE:COVER:EMPTY", "there is nothing to cover with", {"amount": 0})
    require_int("amount", amount, 1, state.owed_principal, scope="LOAN")
    total_principal = state.total_principal + amount
    assert total_principal <= state.terms.schedule.principal, "lenders get principal back once"
    return replace(state, cover=amount, total_principal=total_principal)


def recover(state: LoanState, today: int, max_amount: int) -> tuple[LoanState, Payment]:
    """Pay what is owed since default: principal, then interest, then charges.

    The platform keeps recovery_ppm. Of all net recoveries R the coverers get
    floor(R x cover / principal at default) until the cover is repaid, never more than one payment
    brings after the fee; the lenders get the rest. What a recovery of principal leaves them counts
    as principal. A defaulted loan with nothing owed is RECOVERED, a written-off one stays so.

    Args:
        state: A defaulted or written-off loan.
        today: The day of the payment, not before the issue day.
        max_amount: The most to pay, in minor units, at least 1.

    Returns:
        The state after the payment, and the payment with its shares; the platform's and the
        coverers' round down.

    Raises:
        LoanError: SERV:REPAY:ZERO for an amount of 0, SERV:REPAY:STATUS when the loan is not in
            default, SERV:REPAY:NOTHING when nothing is owed any more.
        TermsError: LOAN:TODAY or LOAN:MAX_AMOUNT when a value is out of bounds.
        TypeError: When the day or the amount is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
    if max_amount == 0:
        raise LoanError("SERV:REPAY:ZERO", "a repayment needs at least 1 unit", {"max": 0})
    if state.status not in {Status.DEFAULTED, Status.WRITTEN_OFF}:
        raise LoanError(
            "SERV:REPAY:STATUS", "the loan is not in default", {"status": state.status.value}
        )
    if state.owed == 0:
        raise LoanError("SERV:REPAY:NOTHING", "nothing is owed any more", {"owed": 0})
    principal = min(max_amount, state.owed_principal)
    interest = min(max_amount - principal, state.owed_interest)
    charges = min(max_amount - principal - interest, state.owed_charges)
    payment = _share_recovery(state, principal, interest, charges)
    after = replace(
        add_to_totals(state, payment),
        owed_principal=state.owed_principal - principal,
        owed_interest=state.owed_interest - interest,
        owed_charges=state.owed_charges - charges,
        recovered_net=state.recovered_net + payment.debit - payment.recovery_fee,
        cover_returned=state.cover_returned + payment.coverers,
    )
    assert after.cover_returned <= after.cover, "coverers get back what they paid, no more"
    if after.owed == 0 and after.status is Status.DEFAULTED:
        after = replace(after, status=Status.RECOVERED, version=after.version + 1)
    return after, payment


def _share_recovery(state: LoanState, principal: int, interest: int, charges: int) -> Payment:
    paid = principal + interest + charges
    fee = div_floor(paid * state.terms.recovery_ppm, PPM)
    recovered = state.recovered_net + paid - fee
    share = min(div_floor(recovered * state.cover, state.principal_at_default), state.cover)
    # Recoveries before the cover make the share jump; one payment can give only what it brings.
    coverers = min(share - state.cover_returned, paid - fee)
    lenders = paid - fee - coverers
    lenders_principal = principal - min(principal, fee + coverers)
    return Payment(
        principal=principal,
        interest=interest,
        charges=charges,
        recovery_fee=fee,
        coverers=coverers,
        lenders_principal=lenders_principal,
        lenders_interest=lenders - lenders_principal,
    )


def write_off(state: LoanState, today: int) -> LoanState:
    """Write off a defaulted loan 3 years (1,095 days) after default or later; the debt stays.

    Args:
        state: A defaulted loan.
        today: The day of the write-off, at least 1,095 days after default.

    Returns:
        The loan written off.

    Raises:
        LoanError: SERV:WRITEOFF:STATUS when the loan is not in default, SERV:WRITEOFF:EARLY before
            3 years have passed.
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    if state.status is not Status.DEFAULTED:
        raise LoanError(
            "SERV:WRITEOFF:STATUS",
            "only a defaulted loan is written off",
            {"status": state.status.value},
        )
    if today < state.default_day + WRITE_OFF_DAYS:
        raise LoanError(
            "SERV:WRITEOFF:EARLY",
            "a loan is written off 3 years after default",
            {"today": today, "from": state.default_day + WRITE_OFF_DAYS},
        )
    return replace(state, status=Status.WRITTEN_OFF, version=state.version + 1)
