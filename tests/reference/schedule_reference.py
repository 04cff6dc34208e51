"""Schedules and due dates once more, from the text of the design alone, in exact rationals.

Shares no line and no idea with the client: fractions instead of fixed point, the standard library's
calendar instead of day arithmetic. Slow, and meant to be.
"""

from __future__ import annotations

import calendar
import datetime
import math
from fractions import Fraction


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def period_rate(rate_ppm: int, period: int, unit: str) -> Fraction:
    year = {"months": 12, "days": 365}[unit]
    return Fraction(rate_ppm, 1_000_000) * Fraction(period, year)


def exact_annuity(principal: int, rate: Fraction, rows: int) -> Fraction:
    if rate == 0:
        return Fraction(principal, rows)
    growth = (1 + rate) ** rows
    return principal * rate * growth / (growth - 1)


def rows(
    principal: int, rate_ppm: int, n: int, period: int, unit: str, method: str, lead: int = 0
) -> list[tuple[int, int]]:
    """Return (interest, principal part) of every row."""
    rate = period_rate(rate_ppm, period, unit)
    spread = n - lead
    result = []
    balance = principal
    for k in range(1, n + 1):
        interest = half_up(balance * rate)
        if method == "bullet":
            interest = half_up(principal * rate * n) if k == n else 0
        if k == n:
            part = balance
        elif method in ("interest_only", "bullet") or k <= lead:
            part = 0
        elif method == "annuity":
            part = min(half_up(exact_annuity(principal, rate, spread)) - interest, balance)
        else:
            part = min(half_up(Fraction(principal, spread)), balance)
        balance -= part
        result.append((interest, part))
    return result


def due_date(issued: datetime.date, k: int, period: int, unit: str) -> datetime.date:
    if unit == "days":
        return issued + datetime.timedelta(days=k * period)
    months = issued.year * 12 + issued.month - 1 + k * period
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(issued.day, last))
