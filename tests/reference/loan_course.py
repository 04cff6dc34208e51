"""The course of the reference loan: its rows, walked day by day, and what they need."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from fractions import Fraction

from reference.loan_rows import MILLION, ReferenceRow, ReferenceTerms

ONE_DAY = datetime.timedelta(days=1)
CALL_LIMIT = 12


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


@dataclass
class ReferenceCourse:
    terms: ReferenceTerms
    issued: datetime.date
    today: datetime.date = field(init=False)
    rows: list[ReferenceRow] = field(init=False)
    status: str = "active"
    version: int = 0
    worst_dpd: int = 0
    instalments_paid: int = 0
    prepaid_on: datetime.date | None = None
    level: int = 0
    to_lenders_principal: int = 0
    to_lenders_interest: int = 0
    to_platform: int = 0
    to_coverers: int = 0
    owed: dict[str, int] = field(default_factory=dict)
    principal_at_default: int = 0
    covered: int = 0
    recovered: int = 0
    defaulted_on: datetime.date | None = None
    arrears: dict[str, int] = field(default_factory=lambda: {"charges": 0, "interest": 0})
    flagged: bool = False
    guaranteed: int = 0
    to_guarantor: int = 0

    def __post_init__(self) -> None:
        terms = self.terms
        self.today = self.issued
        self.level = self.level_for(terms.principal, terms.n - terms.lead)
        self.rows = self.build_rows(1, terms.n, terms.principal)

    # The schedule

    def level_for(self, balance: int, m: int) -> int:
        rate = self.terms.rate
        if self.terms.method == "annuity" and rate:
            return half_up(balance * rate / (1 - (1 + rate) ** -m))
        if self.terms.method in {"annuity", "linear"}:
            return half_up(Fraction(balance, m))
        return 0

    def build_rows(self, first: int, last: int, balance: int) -> list[ReferenceRow]:
        terms, rows = self.terms, []
        for k in range(first, last + 1):
            start = terms.due_date(self.issued, k - 1)
            due = terms.due_date(self.issued, k)
            if terms.method == "bullet":
                share = self.periods(self.prepaid_on or self.issued, due) if k == last else 0
            elif self.prepaid_on is not None and start <= self.prepaid_on < due:
                share = Fraction((due - self.prepaid_on).days, (due - start).days)
            else:
                share = Fraction(1)
            interest = half_up(balance * terms.rate * share)
            if k == last:
                principal = balance
            elif terms.method == "annuity" and k > terms.lead:
                principal = min(self.level - interest, balance)
            elif terms.method == "linear" and k > terms.lead:
                principal = min(self.level, balance)
            else:
                principal = 0
            rows.append(ReferenceRow(k, start, due, interest, principal, balance))
            balance -= principal
        assert balance == 0
        return rows

    def periods(self, start: datetime.date, end: datetime.date) -> Fraction:
        """Each day is that part of a period which the period it lies in gives it."""
        elapsed, k, day = Fraction(0), 1, start
        while day < end:
            while self.terms.due_date(self.issued, k) <= day:
                k += 1
            period_start = self.terms.due_date(self.issued, k - 1)
            period_end = self.terms.due_date(self.issued, k)
            upto = min(end, period_end)
            elapsed += Fraction((upto - day).days, (period_end - period_start).days)
            day = upto
        return elapsed

    # Time

    def advance_to(self, day: datetime.date) -> None:
        while self.today < day:
            self.today += ONE_DAY
            if self.status != "active":
                self.today = day
                return
            for row in self.rows:
                late = not row.settled and (self.today - row.due).days > self.terms.grace_days
                if late:
                    row.exposure += row.unpaid

    # Reading

    def charge(self, row: ReferenceRow) -> int:
        uncapped = math.ceil(Fraction(row.exposure * self.terms.late_rate_ppm, 365 * MILLION))
        cap = math.floor(Fraction(row.payment * self.terms.late_cap_ppm, MILLION))
        return max(0, min(uncapped, cap) - row.paid_charge)

    def open_rows(self) -> list[ReferenceRow]:
        return [row for row in self.rows if not row.settled]

    def open_principal(self) -> int:
        return sum(row.principal for row in self.open_rows())

    def total(self, rows: list[ReferenceRow]) -> int:
        return sum(row.unpaid + self.charge(row) for row in rows)

    def begun_rows(self) -> list[ReferenceRow]:
        return [row for row in self.open_rows() if row.start <= self.today]

    def due_rows(self) -> list[ReferenceRow]:
        return [row for row in self.open_rows() if row.due <= self.today]

    def payable(self) -> int:
        if self.status != "active":
            return self.owed_total()
        asking = [row for row in self.begun_rows() if row.payment]
        return self.total(asking[:CALL_LIMIT]) + self.arrears_total()

    def due_now(self) -> int:
        if self.status != "active":
            return self.owed_total()
        return self.total(self.due_rows()) + (self.arrears_total() if self.arrears_due() else 0)

    def arrears_total(self) -> int:
        return sum(self.arrears.values())

    def arrears_due(self) -> bool:
        return bool(self.arrears_total()) and self.first_due() <= self.today

    def first_due(self) -> datetime.date:
        return self.terms.due_date(self.issued, 1)

    def owed_total(self) -> int:
        return sum(self.owed.values())

    def days_past_due(self) -> int:
        if self.status != "active" and not self.owed_total():
            return 0
        late = [self.rows_past_due()]
        if self.arrears_total():
            late.append((self.today - self.first_due()).days)
        return max(late)

    def rows_past_due(self) -> int:
        late = [(self.today - row.due).days for row in self.open_rows() if row.unpaid]
        return max([0, *late])

    def running(self) -> ReferenceRow | None:
        return next((row for row in self.rows if row.due > self.today), None)

    def accrued(self, row: ReferenceRow) -> int:
        if self.terms.method == "bullet":
            share = self.periods(self.prepaid_on or self.issued, self.today)
        else:
            since = max(row.start, self.prepaid_on or row.start)
            share = Fraction(max(0, (self.today - since).days), (row.due - row.start).days)
        return half_up(row.balance_before * self.terms.rate * share)

    def payoff(self) -> dict[str, int]:
        if self.status != "active":
            return dict(self.owed) or {"principal": 0, "interest": 0, "charges": 0}
        parts = {"principal": 0, **self.arrears}
        for row in self.due_rows():
            parts["principal"] += row.principal - row.paid_principal
            parts["interest"] += row.interest - row.paid_interest
            parts["charges"] += self.charge(row)
        running = self.running()
        if running is not None and running.settled:
            parts["principal"] += self.open_principal()
        elif running is not None:
            parts["principal"] += running.balance_before - running.paid_principal
            parts["interest"] += max(0, self.accrued(running) - running.paid_interest)
        return parts
