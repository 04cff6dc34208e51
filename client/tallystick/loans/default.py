"""What follows when a loan is not repaid: default, recovery, write-off; `cover` has the cover."""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans.allocation import Payment, add_to_totals
from tallystick.loans.guarantees import guarantor_part
from tallystick.loans.payoff import days_past_due, instalments_past_due, payoff
from tallystick.loans.repayment import collect
from tallystick.loans.rounding import div_floor
from tallystick.loans.schedule import INSTALMENTS_MAX
from tallystick.loans.state import (
    PPM,
    WORST_DPD_MAX,
    LoanError,
    LoanState,
    Status,
    require_amount,
    require_today,
)

__all__ = [
    "WIND_DOWN_WRITE_OFF_DAYS",
    "WRITE_OFF_DAYS",
    "declare_default",
    "default",
    "recover",
    "write_off",
]

WRITE_OFF_DAYS = 3 * 365
WIND_DOWN_WRITE_OFF_DAYS = 365


def declare_default(state: LoanState, today: int, available: int) -> tuple[LoanState, Payment]:
    """Collect what the borrower's free balance covers, then declare default of what that left.

    Args:
        state: An active loan.
        today: The day of default, at least `default_dpd` days past due.
        available: The borrower's free balance, in minor units.

    Returns:
        The defaulted loan, or the active one that the collection has cured; and the collection.

    Raises:
        LoanError: As `default`.
        TermsError: LOAN:TODAY or LOAN:AVAILABLE when a value is out of bounds.
        TypeError: When the day or the amount is not an integer.
    """
    _require_overdue(state, today)
    require_amount("available", available)
    if available == 0:
        return default(state, today), Payment()
    after, payment = collect(state, today, available, INSTALMENTS_MAX)
    if days_past_due(after, today) < after.terms.default_dpd:
        return after, payment
    return default(after, today), payment


def default(state: LoanState, today: int) -> LoanState:
    """Put a loan in default; the payoff of that day is frozen as what is owed, nothing collected.

    Args:
        state: An active loan.
        today: The day of default, at least `default_dpd` days past due.

    Returns:
        The defaulted loan.

    Raises:
        LoanError: WORKOUT:DEFAULT:STATUS when the loan is not active, WORKOUT:DEFAULT:EARLY when it
            is not overdue for long enough.
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    _require_overdue(state, today)
    owed = payoff(state, today)
    dpd = instalments_past_due(state, today)
    return replace(
        state,
        status=Status.DEFAULTED,
        version=state.version + 1,
        worst_dpd=min(max(state.worst_dpd, dpd), WORST_DPD_MAX),
        default_day=today,
        principal_at_default=owed.principal,
        owed_principal=owed.principal,
        owed_interest=owed.interest,
        owed_charges=owed.charges,
    )


def _require_overdue(state: LoanState, today: int) -> None:
    require_today(state, today)
    if state.status is not Status.ACTIVE:
        raise LoanError(
            "WORKOUT:DEFAULT:STATUS",
            "only an active loan can default",
            {"status": state.status.value},
        )
    dpd = days_past_due(state, today)
    if dpd < state.terms.default_dpd:
        raise LoanError(
            "WORKOUT:DEFAULT:EARLY",
            "the oldest unpaid instalment is not overdue for long enough",
            {"days_past_due": dpd, "default_dpd": state.terms.default_dpd},
        )


def recover(
    state: LoanState, today: int, max_amount: int, *, distributed: bool = False
) -> tuple[LoanState, Payment]:
    """Pay what is owed since default: principal, then interest, then charges.

    The platform keeps recovery_ppm. Of all net recoveries R the coverers get
    floor(R x cover / principal at default) until the cover is repaid, never more than one payment
    brings after the fee, split between guarantor and reserve by what each has paid; the lenders get
    the rest. What a recovery of principal leaves them counts as principal; after a write-off all of
    it is income. After the reserve's last distribution nobody but the lenders gets a part. A
    defaulted loan with nothing owed is RECOVERED, a written-off one stays so.

    Args:
        state: A defaulted or written-off loan.
        today: The day of the payment, not before the issue day.
        max_amount: The most to pay, in minor units, at least 1.
        distributed: Whether the reserve's last distribution has begun.

    Returns:
        The state after the payment, and the payment with its shares; the platform's, the coverers'
        and the guarantor's of those round down.

    Raises:
        LoanError: WORKOUT:RECOVER:NOTHING for an amount of 0, or when nothing is owed since a
            default.
        TermsError: LOAN:TODAY or LOAN:MAX_AMOUNT when a value is out of bounds.
        TypeError: When the day or the amount is not an integer.
    """
    require_today(state, today)
    require_amount("max_amount", max_amount)
    if max_amount == 0 or state.owed == 0:
        raise LoanError(
            "WORKOUT:RECOVER:NOTHING",
            "a recovery needs at least 1 unit, and a debt since a default",
            {"max": max_amount, "owed": state.owed},
        )
    if distributed:
        # What was covered is forgotten: the reserve and the guarantor have had their end.
        state = replace(state, cover=0, guaranteed=0, cover_returned=0, recovered_net=0)
    principal = min(max_amount, state.owed_principal)
    interest = min(max_amount - principal, state.owed_interest)
    charges = min(max_amount - principal - interest, state.owed_charges)
    fee_ppm = 0 if distributed else state.terms.recovery_ppm
    payment = _share_recovery(state, (principal, interest, charges), fee_ppm)
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


def _share_recovery(state: LoanState, parts: tuple[int, int, int], fee_ppm: int) -> Payment:
    principal, interest, charges = parts
    paid = sum(parts)
    fee = div_floor(paid * fee_ppm, PPM)
    recovered = state.recovered_net + paid - fee
    share = min(div_floor(recovered * state.cover, state.principal_at_default), state.cover)
    # Recoveries before the cover make the share jump; one payment can give only what it brings.
    coverers = min(share - state.cover_returned, paid - fee)
    lenders = paid - fee - coverers
    lenders_principal = principal - min(principal, fee + coverers)
    if state.status is Status.WRITTEN_OFF:
        lenders_principal = 0
    return Payment(
        principal=principal,
        interest=interest,
        charges=charges,
        recovery_fee=fee,
        coverers=coverers,
        guarantor=guarantor_part(state, coverers),
        lenders_principal=lenders_principal,
        lenders_interest=lenders - lenders_principal,
    )


def write_off(state: LoanState, today: int, *, wind_down: bool = False) -> LoanState:
    """Write off a defaulted loan 3 years after default or later, 1 in a wind-down; the debt stays.

    Args:
        state: A defaulted loan.
        today: The day of the write-off, at least 1,095 days after default, or 365.
        wind_down: Whether the platform is being wound down.

    Returns:
        The loan written off.

    Raises:
        LoanError: WORKOUT:WRITEOFF:EARLY before the days have passed, WORKOUT:WRITEOFF:STATUS when
            the loan is not in default.
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    wait = WIND_DOWN_WRITE_OFF_DAYS if wind_down else WRITE_OFF_DAYS
    if state.default_day and today < state.default_day + wait:
        raise LoanError(
            "WORKOUT:WRITEOFF:EARLY",
            "a loan is written off 3 years after default, 1 year in a wind-down",
            {"today": today, "from": state.default_day + wait},
        )
    if state.status is not Status.DEFAULTED:
        raise LoanError(
            "WORKOUT:WRITEOFF:STATUS",
            "only a defaulted loan is written off",
            {"status": state.status.value},
        )
    return replace(state, status=Status.WRITTEN_OFF, version=state.version + 1)
