"""The instalment table of a loan: one exact integer definition, the same as the contract's.

Amounts are minor units of the settlement token, rates are ppm a year. The rate of one period is the
fraction num / den: annual x months / 12 (30/360) or annual x days / 365. Interest of a row is
rounded half up to the unit on the scheduled balance; the last payment absorbs all rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from tallystick.loans.dates import Unit, due_day
from tallystick.loans.rounding import TermsError, div_ceil, div_half_up, require_int

__all__ = [
    "INSTALMENTS_MAX",
    "PRINCIPAL_MAX",
    "RATE_PPM_MAX",
    "Method",
    "Row",
    "Schedule",
    "Terms",
    "Unit",
    "annuity_payment",
    "linear_part",
    "row_interest",
    "schedule",
]

PPM = 1_000_000
PRINCIPAL_MAX = 10**15
RATE_PPM_MAX = 1_000_000
INSTALMENTS_MAX = 480
PERIOD_MAX = {Unit.MONTHS: 12, Unit.DAYS: 366}
TERM_MAX = {Unit.MONTHS: 480, Unit.DAYS: 14_640}
PERIODS_PER_YEAR = {Unit.MONTHS: 12, Unit.DAYS: 365}

_SCALE = 10**36  # fixed-point one of the discount factor


class Method(IntEnum):
    """How principal is spread over the rows; the values are those of the contracts."""

    ANNUITY = 0
    LINEAR = 1
    INTEREST_ONLY = 2
    BULLET = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that fix a schedule; every bound is checked when they are made.

    principal: minor units, 1 to 10^15. rate_ppm: yearly, 0 to 1,000,000. n: instalments, 1 to 480.
    period: 1 to 12 months or 1 to 366 days; n x period at most 480 months or 14,640 days.
    lead: first rows that bear interest only; less than n, and only with annuity or linear.
    Raises TypeError for a value of the wrong type, TermsError (`SCHED:...`) for one out of bounds.
    """

    principal: int
    rate_ppm: int
    n: int
    period: int
    unit: Unit
    method: Method
    lead: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.unit, Unit):
            raise TypeError(f"unit must be a Unit, not {type(self.unit).__name__}")
        if not isinstance(self.method, Method):
            raise TypeError(f"method must be a Method, not {type(self.method).__name__}")
        require_int("principal", self.principal, 1, PRINCIPAL_MAX)
        require_int("rate_ppm", self.rate_ppm, 0, RATE_PPM_MAX)
        require_int("n", self.n, 1, INSTALMENTS_MAX)
        require_int("period", self.period, 1, PERIOD_MAX[self.unit])
        require_int("lead", self.lead, 0, self.n - 1)
        unit_name = self.unit.name.lower()
        if self.n * self.period > TERM_MAX[self.unit]:
            raise TermsError(
                "SCHED:TERM",
                f"n x period must be at most {TERM_MAX[self.unit]} {unit_name}",
                {"n": self.n, "period": self.period},
            )
        if self.lead and self.method not in (Method.ANNUITY, Method.LINEAR):
            raise TermsError(
                "SCHED:LEAD",
                "rows that pay interest only may lead an annuity or a linear schedule, no other",
                {"lead": self.lead, "method": self.method.name.lower()},
            )

    @property
    def num(self) -> int:
        """Numerator of the rate of one period."""
        return self.rate_ppm * self.period

    @property
    def den(self) -> int:
        """Denominator of the rate of one period."""
        return PERIODS_PER_YEAR[self.unit] * PPM

    @property
    def bearing_rows(self) -> int:
        """Rows after the leading ones, m = n - lead: those over which principal is spread."""
        return self.n - self.lead

    def due_days(self, issue_day: int) -> tuple[int, ...]:
        """Return the due day of every row.

        Args:
            issue_day: The day on which the loan was issued, in days since 1970-01-01.

        Returns:
            The n due days in order, in days since 1970-01-01.

        Raises:
            TermsError: DATES:DAY when the issue day or a due day is out of bounds.
            TypeError: When the issue day is not an integer.
        """
        return tuple(due_day(issue_day, k, self.period, self.unit) for k in range(1, self.n + 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment: payment = interest + principal; `balance` is what is owed after it."""

    k: int
    payment: int
    interest: int
    principal: int
    balance: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The n rows of a loan. The principal parts add up to the principal, the last balance is 0."""

    terms: Terms
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def payments(self) -> tuple[int, ...]:
        """The payment of every row, in order."""
        return tuple(row.payment for row in self.rows)

    @property
    def interest_total(self) -> int:
        """All interest the schedule charges."""
        return sum(row.interest for row in self.rows)


def row_interest(balance: int, num: int, den: int) -> int:
    """Return the interest of one whole period on a balance.

    Args:
        balance: In minor units.
        num: Numerator of the rate of one period, at least 0.
        den: Denominator of the rate of one period, at least 1.

    Returns:
        The interest in minor units, rounded half up.

    Raises:
        TermsError: SCHED:PERIOD_RATE when the rate is none.
    """
    _require_rate(num, den)
    return div_half_up(balance * num, den)


def linear_part(balance: int, m: int) -> int:
    """Return the principal part of a row of a linear schedule: the balance spread over m rows.

    Args:
        balance: In minor units.
        m: Number of rows, at least 1.

    Returns:
        The principal part in minor units, rounded half up.

    Raises:
        TermsError: SCHED:ROWS when `m` is 0 or negative.
    """
    _require_rows(m)
    return div_half_up(balance, m)


def annuity_payment(balance: int, num: int, den: int, m: int) -> int:
    """Return the level payment that clears a balance in m rows.

    With r = num / den it is  balance * r / (1 - (1 + r)^-m),  or balance / m when the rate is 0.
    The discount factor (den / (den + num))^m is kept with 36 decimals and every product is rounded
    up, so the divisor is never too large and an exact half is always rounded up. The result differs
    from the exact quotient's rounding only where that lies below a half by less than the arithmetic
    can tell (under 10^-12 of a unit), and then upwards, in the contract too.

    Args:
        balance: In minor units.
        num: Numerator of the rate of one period, at least 0.
        den: Denominator of the rate of one period, at least 1.
        m: Number of rows, at least 1.

    Returns:
        The payment in minor units, rounded half up.

    Raises:
        TermsError: SCHED:ROWS when `m` is 0 or negative, SCHED:PERIOD_RATE when the rate is none.
    """
    _require_rows(m)
    _require_rate(num, den)
    if num == 0:
        return div_half_up(balance, m)
    discount = _power_up(div_ceil(_SCALE * den, den + num), m)
    return div_half_up(balance * num * _SCALE, den * (_SCALE - discount))


def schedule(terms: Terms) -> Schedule:
    """Return the instalment table of the terms.

    Args:
        terms: The terms of the loan.

    Returns:
        The schedule: exactly n rows, no amount negative, in minor units; the interest of a row is
        rounded half up and the last row pays the rest of the principal.
    """
    rows: list[Row] = []
    balance = terms.principal
    level = _level(terms)
    for k in range(1, terms.n + 1):
        interest = _interest(terms, k, balance)
        principal = _principal(terms, k, balance, level, interest)
        balance -= principal
        rows.append(Row(k, interest + principal, interest, principal, balance))
    return Schedule(terms, tuple(rows))


def _level(terms: Terms) -> int:
    """The amount every bearing row shares: the annuity payment or the linear part, else 0."""
    if terms.method is Method.ANNUITY:
        return annuity_payment(terms.principal, terms.num, terms.den, terms.bearing_rows)
    if terms.method is Method.LINEAR:
        return linear_part(terms.principal, terms.bearing_rows)
    return 0


def _interest(terms: Terms, k: int, balance: int) -> int:
    if terms.method is not Method.BULLET:
        return row_interest(balance, terms.num, terms.den)
    if k < terms.n:
        return 0
    # One fraction for the whole term: a sum of rounded rows would round n times.
    return row_interest(balance, terms.num * terms.n, terms.den)


def _principal(terms: Terms, k: int, balance: int, level: int, interest: int) -> int:
    if k == terms.n:
        return balance
    if k <= terms.lead:
        return 0
    if terms.method is Method.ANNUITY:
        return min(level - interest, balance)
    if terms.method is Method.LINEAR:
        return min(level, balance)
    return 0


def _require_rows(m: int) -> None:
    if m < 1:
        raise TermsError("SCHED:ROWS", "a balance is spread over at least 1 row", {"m": m})


def _require_rate(num: int, den: int) -> None:
    if num < 0 or den < 1:
        raise TermsError(
            "SCHED:PERIOD_RATE",
            "the rate of a period has a numerator from 0 and a denominator from 1",
            {"num": num, "den": den},
        )


def _power_up(base: int, exponent: int) -> int:
    """Return base^exponent in 36-decimal fixed point, every product rounded up. exponent >= 1."""
    result = _SCALE
    square = base
    while exponent:
        if exponent & 1:
            result = div_ceil(result * square, _SCALE)
        exponent >>= 1
        if exponent:
            square = div_ceil(square * square, _SCALE)
    return result
