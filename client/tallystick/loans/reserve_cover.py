"""What the reserve pays the lenders of defaulted loans, month by month of their defaults.

The loans that default in one calendar month share what is set aside for it in proportion to their
caps. The first cover after the month fixes what they share; see `dates.month_of` for its number.
"""

from __future__ import annotations

from dataclasses import replace

from tallystick.loans.rounding import div_floor, require_int
from tallystick.loans.state import PPM, LoanError, LoanState, Status, require_amount, require_today

__all__ = [
    "COVER_AGAIN_DAYS",
    "DAYS_BEFORE_COVER_MIN",
    "PAID_BEFORE_COVER_MIN",
    "cover",
    "cover_cap",
    "month_funds",
    "month_share",
    "reserve_part",
]

PAID_BEFORE_COVER_MIN = 3
DAYS_BEFORE_COVER_MIN = 90
# Days after the default up to which what is left of the cap may enter a later month.
COVER_AGAIN_DAYS = 365


def cover_cap(state: LoanState, today: int) -> int:
    """Return the most that a loan may ever be covered with.

    Args:
        state: The loan.
        today: The day on which it would enter a month, not before the issue day.

    Returns:
        In minor units, cover_cap_ppm of the principal at default, rounded down; 0 when the loan is
        not in default, fewer than 3 instalments were paid or 90 days have not passed since the
        issue.

    Raises:
        TermsError: LOAN:TODAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_today(state, today)
    if (
        state.status is not Status.DEFAULTED
        or state.paid_count < PAID_BEFORE_COVER_MIN
        or today < state.issue_day + DAYS_BEFORE_COVER_MIN
    ):
        return 0
    return div_floor(state.principal_at_default * state.terms.cover_cap_ppm, PPM)


def month_funds(caps: int, free_reserve: int, share_ppm: int) -> int:
    """Return what the loans of a month share, fixed by the first cover after it.

    Args:
        caps: The sum of their caps, in minor units.
        free_reserve: What the reserve holds and has not set aside, in minor units.
        share_ppm: The council's share of it for one month, 0 to 1,000,000 ppm.

    Returns:
        In minor units, the share rounded down; no more than the caps.

    Raises:
        TermsError: LOAN:CAPS, LOAN:FREE_RESERVE or LOAN:SHARE_PPM when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("caps", caps)
    require_amount("free_reserve", free_reserve)
    require_int("share_ppm", share_ppm, 0, PPM, scope="LOAN")
    return min(caps, div_floor(free_reserve * share_ppm, PPM))


def month_share(cap: int, funds: int, caps: int) -> int:
    """Return what one loan gets of its month, before the bounds of debt and allowance.

    Args:
        cap: The loan's cap in the month, in minor units, at most `caps`.
        funds: What the month's loans share, in minor units.
        caps: The sum of their caps, in minor units, at least 1.

    Returns:
        In minor units, cap x funds / caps rounded down.

    Raises:
        TermsError: LOAN:CAPS, LOAN:CAP or LOAN:FUNDS when a value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("caps", caps)
    require_int("cap", cap, 0, caps, scope="LOAN")
    require_int("funds", funds, 0, caps, scope="LOAN")
    return div_floor(cap * funds, max(1, caps))


def reserve_part(share: int, missing: int, allowance: int, cap: int, group_caps: int) -> int:
    """Return what the reserve pays of a loan's share, once the guarantor has paid.

    Args:
        share: The loan's share of its month, as from `month_share`, in minor units.
        missing: Principal that its lenders still miss, in minor units.
        allowance: What the borrower's group may still draw: what it has given times the council's
            multiple, less what it drew, in minor units.
        cap: The loan's cap in the month, in minor units, at most `group_caps`.
        group_caps: The caps of the group's loans that are still to be covered in that month, this
            one included, in minor units, at least 1.

    Returns:
        In minor units: no more than what is missing, nor than allowance x cap / group_caps rounded
        down.

    Raises:
        TermsError: LOAN:SHARE, LOAN:MISSING, LOAN:ALLOWANCE, LOAN:GROUP_CAPS or LOAN:CAP when a
            value is out of bounds.
        TypeError: When a value is not an integer.
    """
    require_amount("share", share)
    require_amount("missing", missing)
    require_amount("allowance", allowance)
    require_amount("group_caps", group_caps)
    require_int("cap", cap, 0, group_caps, scope="LOAN")
    return min(share, missing, div_floor(allowance * cap, max(1, group_caps)))


def cover(state: LoanState, amount: int, *, guaranteed: bool = False) -> LoanState:
    """Pay the lenders a part of the unpaid principal; the borrower's debt does not change.

    Args:
        state: A defaulted loan; the reserve asks for 3 paid instalments at least.
        amount: What is paid, in minor units, 1 to the unpaid principal.
        guaranteed: Whether a guarantor's stake pays it, which asks for no paid instalments.

    Returns:
        The loan after it, its cover the sum of all.

    Raises:
        LoanError: RESERVE:COVER:NONE when the loan may not be covered.
        TermsError: LOAN:AMOUNT when the amount is above the unpaid principal.
        TypeError: When the amount is not an integer.
    """
    enough = guaranteed or state.paid_count >= PAID_BEFORE_COVER_MIN
    if state.status is not Status.DEFAULTED or not enough:
        raise LoanError(
            "RESERVE:COVER:NONE",
            "the reserve covers loans in default of which 3 instalments were paid",
            {"status": state.status.value, "paid": state.paid_count},
        )
    require_int("amount", amount, 1, state.owed_principal, scope="LOAN")
    total_principal = state.total_principal + amount
    assert total_principal <= state.terms.schedule.principal, "lenders get principal back once"
    return replace(
        state,
        cover=state.cover + amount,
        guaranteed=state.guaranteed + (amount if guaranteed else 0),
        total_principal=total_principal,
    )
