"""A slow, literal reading of the rules of paying: fractions, calendar dates, one day at a time.

It shares no code with the client or the contracts. Every schedule version is an explicit list of
rows, every day that passes is walked, and late exposure is added row by row as the day begins.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from fractions import Fraction

from reference.loan_rows import MILLION, Receipt, ReferenceRow, ReferenceTerms

ONE_DAY = datetime.timedelta(days=1)
CALL_LIMIT = 12


class RefusedError(Exception):
    """The rules refuse a call; the argument is the contract's code."""


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


@dataclass
class ReferenceLoan:
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
        return self.total(asking[:CALL_LIMIT])

    def due_now(self) -> int:
        return self.total(self.due_rows()) if self.status == "active" else self.owed_total()

    def owed_total(self) -> int:
        return sum(self.owed.values())

    def days_past_due(self) -> int:
        if self.status != "active" and not self.owed_total():
            return 0
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
        parts = {"principal": 0, "interest": 0, "charges": 0}
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

    # Paying

    def pay_rows(self, rows: list[ReferenceRow], money: int, limit: int = CALL_LIMIT) -> Receipt:
        receipt = Receipt()
        for row in rows:
            if row.payment and (receipt.settled == limit or receipt.debit == money):
                break
            if not row.payment and row.due > self.today:
                break
            left = money - receipt.debit
            charge = min(left, self.charge(row))
            interest = min(left - charge, row.interest - row.paid_interest)
            principal = min(left - charge - interest, row.principal - row.paid_principal)
            row.paid_charge += charge
            row.paid_interest += interest
            row.paid_principal += principal
            receipt.charges += charge
            receipt.interest += interest
            receipt.principal += principal
            if row.unpaid or self.charge(row):
                break
            row.settled = True
            if row.payment:
                receipt.settled += 1
        return receipt

    def share_out(self, receipt: Receipt, late: int) -> Receipt:
        self.worst_dpd = max(self.worst_dpd, late)
        self.instalments_paid += receipt.settled
        platform = math.floor(Fraction(receipt.interest * self.terms.servicing_ppm, MILLION))
        platform += math.floor(Fraction(receipt.charges * self.terms.late_share_ppm, MILLION))
        self.to_platform += platform
        self.to_lenders_principal += receipt.principal
        self.to_lenders_interest += receipt.interest + receipt.charges - platform
        if not any(row.unpaid for row in self.open_rows()):
            self.status = "repaid"
            self.version += 1
        return receipt

    def repay(self, money: int, through: int, *, only_due: bool) -> Receipt:
        if not money:
            raise RefusedError("SERV:REPAY:ZERO")
        if self.status != "active":
            raise RefusedError("SERV:REPAY:STATUS")
        rows = self.due_rows() if only_due else self.begun_rows()
        rows = [row for row in rows if row.number <= through]
        if not self.total(rows) or not any(row.payment for row in rows):
            raise RefusedError("SERV:REPAY:NOTHING")
        late = self.days_past_due()
        return self.share_out(self.pay_rows(rows, money), late)

    def collect(self, money: int, limit: int = CALL_LIMIT) -> Receipt:
        if self.status != "active" or not money or not self.due_now():
            raise RefusedError("SERV:COLLECT:NOTHING")
        late = self.days_past_due()
        return self.share_out(self.pay_rows(self.due_rows(), money, limit), late)

    def prepay(self, money: int, mode: str, ticket: int) -> Receipt:
        if self.status != "active":
            raise RefusedError("SERV:PREPAY:STATUS")
        if money >= sum(self.payoff().values()):
            return self.pay_off()
        if mode == "shorter" and self.terms.method in {"interest_only", "bullet"}:
            raise RefusedError("SERV:PREPAY:MODE")
        due, late = self.due_rows(), self.days_past_due()
        if sum(1 for row in due if row.unpaid) > CALL_LIMIT:
            raise RefusedError("SERV:PREPAY:MANY")
        left = max(0, money - self.total(due))
        balance = sum(row.principal for row in self.open_rows() if row.due > self.today)
        running, asked, ahead = self.running(), 0, 0
        if running is not None and not running.settled:
            accrued = self.accrued(running)
            asked = max(0, accrued - running.paid_interest)
            ahead = max(0, running.paid_interest - accrued) + running.paid_principal
        interest = min(left, asked)
        lowers = left - interest
        if not lowers or lowers < min(balance, max(ticket, math.ceil(Fraction(balance, 100)))):
            raise RefusedError("SERV:PREPAY:CRUMB")
        assert running is not None
        receipt = self.pay_rows(due, self.total(due))
        receipt.interest += interest
        receipt.principal += lowers
        self.start_version(running, max(1, balance - lowers - ahead), mode)
        return self.share_out(receipt, late)

    def start_version(self, running: ReferenceRow, balance: int, mode: str) -> None:
        settled = [row for row in self.rows if row.settled]
        first = running.number + 1 if running.settled else running.number
        last = self.rows[-1].number
        if mode == "smaller" and self.terms.method in {"annuity", "linear"}:
            last = max(row.number for row in self.rows if row.principal)
            self.level = self.level_for(balance, last - max(first - 1, self.terms.lead))
        self.prepaid_on = self.today
        self.rows = settled + self.build_rows(first, last, balance)

    def pay_off(self) -> Receipt:
        parts, late = self.payoff(), self.days_past_due()
        receipt = self.pay_rows(self.due_rows(), sum(parts.values()), len(self.rows))
        receipt.principal, receipt.interest = parts["principal"], parts["interest"]
        for row in self.rows:
            row.settled = True
        return self.share_out(receipt, late)

    # When it is not repaid

    def default(self, money: int) -> Receipt:
        if self.status != "active":
            raise RefusedError("SERV:DEFAULT:STATUS")
        late = self.days_past_due()
        if late < self.terms.default_dpd:
            raise RefusedError("SERV:DEFAULT:EARLY")
        receipt = self.collect(money, len(self.rows)) if money else Receipt()
        if self.days_past_due() < self.terms.default_dpd:
            return receipt
        self.worst_dpd = max(self.worst_dpd, late)
        self.owed = self.payoff()
        self.principal_at_default = self.owed["principal"]
        self.status = "defaulted"
        self.version += 1
        self.defaulted_on = self.today
        return receipt

    def cover(self, amount: int) -> None:
        if self.status != "defaulted" or self.instalments_paid < 3:
            raise RefusedError("RESERVE:COVER:NONE")
        self.covered += amount
        self.to_lenders_principal += amount

    def recover(self, money: int) -> Receipt:
        if not money or not self.owed_total():
            raise RefusedError("WORKOUT:RECOVER:NOTHING")
        receipt = Receipt()
        for kind in ("principal", "interest", "charges"):
            part = min(self.owed[kind], money - receipt.debit)
            self.owed[kind] -= part
            setattr(receipt, kind, part)
        fee = math.floor(Fraction(receipt.debit * self.terms.recovery_ppm, MILLION))
        net = receipt.debit - fee
        self.recovered += net
        entitled = math.floor(Fraction(self.recovered * self.covered, self.principal_at_default))
        back = min(min(entitled, self.covered) - self.to_coverers, net)
        self.to_platform += fee
        self.to_coverers += back
        as_principal = max(0, receipt.principal - fee - back)
        if self.status == "written_off":
            as_principal = 0
        self.to_lenders_principal += as_principal
        self.to_lenders_interest += net - back - as_principal
        if not self.owed_total() and self.status == "defaulted":
            self.status = "recovered"
            self.version += 1
        return receipt

    def write_off(self) -> None:
        if self.defaulted_on is not None and (self.today - self.defaulted_on).days < 1_095:
            raise RefusedError("WORKOUT:WRITEOFF:EARLY")
        if self.status != "defaulted":
            raise RefusedError("SERV:WRITEOFF:STATUS")
        self.status = "written_off"
        self.version += 1
