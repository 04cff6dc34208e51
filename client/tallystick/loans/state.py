"""One issued loan: its frozen terms and the handful of integers that are stored of it.

Amounts are minor units, rates are ppm a year, days are the platform's own (see `dates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from tallystick.errors import TallystickError
from tallystick.loans.dates import DAY_MAX
from tallystick.loans.rounding import require_int
from tallystick.loans.schedule import Method, Terms, annuity_payment, linear_part

__all__ = [
    "PPM",
    "ROWS_PER_CALL_MAX",
    "WORST_DPD_MAX",
    "LoanError",
    "LoanState",
    "LoanTerms",
    "Mode",
    "Status",
    "issue",
    "level_amount",
    "require_amount",
    "require_today",
]

PPM = 1_000_000
ROWS_PER_CALL_MAX = 12  # instalments that one call settles, zero ones left out
GRACE_DAYS_MAX = 366
DEFAULT_DPD_MIN = 30
DEFAULT_DPD_MAX = 1_000
AMOUNT_MAX = 2**256 - 1
RECOVERY_PPM_MAX = 250_000
WORST_DPD_MAX = 1_023


class Status(Enum):
    """Where an issued loan stands. LATE is not a status: it follows from the day."""

    ACTIVE = "active"
    REPAID = "repaid"
    DEFAULTED = "defaulted"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"


class Mode(IntEnum):
    """What a partial prepayment makes of the rest: smaller instalments, or a shorter loan."""

    SMALLER = 0
    SHORTER = 1


class LoanError(TallystickError, ValueError):
    """Raised when the rules refuse an action on a loan; nothing was changed.

    `code` is the contract's own code (`SERV:...`), `rule` the sentence for people, `values` the
    values that broke it.
    """

    def __init__(self, code: str, rule: str, values: Mapping[str, int | str]) -> None:
        self.rule = rule
        self.values = dict(values)
        pairs = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(code, f"{rule} (given {pairs})" if pairs else rule)

    def __reduce__(self) -> tuple[type[LoanError], tuple[str, str, dict[str, int | str]]]:
        return (type(self), (self.code, self.rule, self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """All that is frozen when a loan is listed; every bound is checked when they are made.

    grace_days: days past due that bear no late charge, at most 366. late_rate_ppm: yearly rate of
    the late charge on what is overdue. late_cap_ppm: most that one instalment is charged, as a
    share of it. default_dpd: days past due, 30 to 1,000, from which anyone may declare default.
    servicing_ppm: the platform's share of interest received. late_share_ppm: its share of late
    charges. recovery_ppm: its share of recoveries, at most 250,000. cover_cap_ppm: most that the
    reserve covers, as a share of unpaid principal. Rates and shares are 0 to 1,000,000 ppm unless
    another bound is named. Raises TypeError for a value of the wrong type, TermsError for one out
    of bounds.
    """

    schedule: Terms
    grace_days: int
    late_rate_ppm: int
    late_cap_ppm: int
    default_dpd: int
    servicing_ppm: int
    late_share_ppm: int
    recovery_ppm: int
    cover_cap_ppm: int

    def __post_init__(self) -> None:
        if not isinstance(self.schedule, Terms):
            raise TypeError(f"schedule must be Terms, not {type(self.schedule).__name__}")
        require_int("grace_days", self.grace_days, 0, GRACE_DAYS_MAX, scope="LOAN")
        require_int("default_dpd", self.default_dpd, DEFAULT_DPD_MIN, DEFAULT_DPD_MAX, scope="LOAN")
        require_int("recovery_ppm", self.recovery_ppm, 0, RECOVERY_PPM_MAX, scope="LOAN")
        for name in (
            "late_rate_ppm",
            "late_cap_ppm",
            "servicing_ppm",
            "late_share_ppm",
            "cover_cap_ppm",
        ):
            require_int(name, getattr(self, name), 0, PPM, scope="LOAN")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanState:
    """What is stored of one issued loan; every other figure follows from it and the day.

    settled: instalments completely paid, zero ones included. paid_count: those of them that were
    not zero. last: number of the last row of the current version. balance: scheduled balance after
    the settled rows. level: the annuity payment or the linear part, else 0. last_prepay_day: 0
    when there was none. part_interest, part_principal, charge_paid: what row settled + 1 received.
    late_exposure: unpaid amount x days of that row, counted up to and including counted_day.
    total_principal, total_interest: received for the lenders (T_p, T_i). fees: kept by the
    platform. version: how often status, flag or terms changed, which orders bind to. worst_dpd: the
    most days past due of an instalment that a payment or the default has found, to 1,023.
    arrears_*: unpaid since a restructuring; they bear nothing, are due with row 1 and paid before
    it. impaired: whether a servicer has flagged the loan. From default on: owed_*, what is still
    owed; principal_at_default, the frozen amount; cover, guaranteed (the guarantor's part of it)
    and cover_returned; recovered_net, cumulative recovery after the platform's share.
    """

    terms: LoanTerms
    issue_day: int
    status: Status
    last: int
    balance: int
    level: int
    settled: int = 0
    paid_count: int = 0
    last_prepay_day: int = 0
    part_interest: int = 0
    part_principal: int = 0
    charge_paid: int = 0
    late_exposure: int = 0
    counted_day: int = 0
    total_principal: int = 0
    total_interest: int = 0
    fees: int = 0
    version: int = 0
    worst_dpd: int = 0
    arrears_interest: int = 0
    arrears_charges: int = 0
    impaired: bool = False
    default_day: int = 0
    principal_at_default: int = 0
    owed_principal: int = 0
    owed_interest: int = 0
    owed_charges: int = 0
    cover: int = 0
    guaranteed: int = 0
    cover_returned: int = 0
    recovered_net: int = 0

    @property
    def outstanding(self) -> int:
        """Principal that the borrower has not paid."""
        if self.status is Status.ACTIVE:
            return self.balance - self.part_principal
        return self.owed_principal

    @property
    def arrears(self) -> int:
        """What is unpaid since a restructuring: interest and charges."""
        return self.arrears_interest + self.arrears_charges

    @property
    def ended(self) -> bool:
        """Whether no more principal will come: repaid, recovered or written off."""
        return self.status not in {Status.ACTIVE, Status.DEFAULTED}

    @property
    def owed(self) -> int:
        """All that is still owed since default: principal, interest and charges."""
        return self.owed_principal + self.owed_interest + self.owed_charges


def issue(terms: LoanTerms, day: int) -> LoanState:
    """Return the state of a loan drawn down on a day.

    Args:
        terms: The frozen terms of the loan.
        day: The issue day, in days since 1970-01-01, at least 1.

    Returns:
        The state before anything was paid.

    Raises:
        TermsError: LOAN:DAY when the day is out of bounds.
        TypeError: When the day is not an integer.
    """
    require_int("day", day, 1, DAY_MAX, scope="LOAN")
    plan = terms.schedule
    return LoanState(
        terms=terms,
        issue_day=day,
        status=Status.ACTIVE,
        last=plan.n,
        balance=plan.principal,
        level=level_amount(plan, plan.principal, plan.bearing_rows),
    )


def level_amount(plan: Terms, balance: int, m: int) -> int:
    """Return what every bearing row shares: the annuity payment or the linear part.

    Args:
        plan: The terms that fix the method and the rate.
        balance: What is to be spread, in minor units.
        m: Number of rows to spread it over, at least 1.

    Returns:
        The amount in minor units, rounded half up; 0 for an interest-only or bullet loan.

    Raises:
        TermsError: SCHED:ROWS when `m` is 0 or negative and the method spreads principal.
    """
    if plan.method is Method.ANNUITY:
        return annuity_payment(balance, plan.num, plan.den, m)
    if plan.method is Method.LINEAR:
        return linear_part(balance, m)
    return 0


def require_today(state: LoanState, today: int) -> None:
    """Check that a day is one on which the loan exists.

    Args:
        state: The loan.
        today: The day to check, in days since 1970-01-01.

    Raises:
        TermsError: LOAN:TODAY when it is before the issue day or after 9999-12-31.
        TypeError: When the day is not an integer.
    """
    require_int("today", today, state.issue_day, DAY_MAX, scope="LOAN")


def require_amount(name: str, value: int) -> None:
    """Check that a value is an amount which a uint256 can hold.

    Args:
        name: What the amount is called in the error.
        value: The amount to check, in minor units.

    Raises:
        TermsError: `LOAN:<NAME>` when it is negative or above 2^256 - 1.
        TypeError: When it is not an integer.
    """
    require_int(name, value, 0, AMOUNT_MAX, scope="LOAN")
