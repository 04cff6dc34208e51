"""What the slow reference of a loan is made of: its terms, its rows, and a receipt."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from fractions import Fraction

MILLION = 1_000_000


@dataclass
class ReferenceTerms:
    principal: int
    rate_ppm: int
    n: int
    period: int
    unit: str  # "months" or "days"
    method: str  # "annuity", "linear", "interest_only" or "bullet"
    lead: int = 0
    grace_days: int = 0
    late_rate_ppm: int = 0
    late_cap_ppm: int = 0
    default_dpd: int = 91
    servicing_ppm: int = 0
    late_share_ppm: int = 0
    recovery_ppm: int = 0

    @property
    def rate(self) -> Fraction:
        """Interest of one period on 1."""
        year = 12 if self.unit == "months" else 365
        return Fraction(self.rate_ppm * self.period, year * MILLION)

    def due_date(self, issued: datetime.date, k: int) -> datetime.date:
        if self.unit == "days":
            return issued + datetime.timedelta(days=k * self.period)
        year, month = issued.year, issued.month
        for _ in range(k * self.period):
            month += 1
            if month == 13:
                year, month = year + 1, 1
        return datetime.date(year, month, min(issued.day, calendar.monthrange(year, month)[1]))


@dataclass
class ReferenceRow:
    number: int
    start: datetime.date
    due: datetime.date
    interest: int
    principal: int
    balance_before: int
    paid_interest: int = 0
    paid_principal: int = 0
    paid_charge: int = 0
    exposure: int = 0
    settled: bool = False

    @property
    def payment(self) -> int:
        return self.interest + self.principal

    @property
    def unpaid(self) -> int:
        return self.payment - self.paid_interest - self.paid_principal

    @property
    def begun(self) -> bool:
        return self.paid_interest + self.paid_principal > 0


@dataclass
class Receipt:
    principal: int = 0
    interest: int = 0
    charges: int = 0
    settled: int = 0
    ended_arrears: bool = False

    @property
    def debit(self) -> int:
        return self.principal + self.interest + self.charges
