"""A slow, literal reading of the rules of paying: fractions, calendar dates, one day at a time.

It shares no code with the client or the contracts. Every schedule version is an explicit list of
rows, every day that passes is walked, and late exposure is added row by row as the day begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile

from reference.loan_course import CALL_LIMIT, ReferenceCourse
from reference.loan_rows import MILLION, Receipt, ReferenceRow


class RefusedError(Exception):
    """The rules refuse a call; the argument is the contract's code."""


@dataclass
class ReferenceLoan(ReferenceCourse):
    # Paying

    def pay_arrears(self, money: int, *, now: bool) -> Receipt:
        receipt, before = Receipt(), self.arrears_total()
        if now or self.arrears_due():
            for kind in ("charges", "interest"):
                part = min(self.arrears[kind], money - receipt.debit)
                self.arrears[kind] -= part
                setattr(receipt, kind, part)
        receipt.ended_arrears = bool(before) and not self.arrears_total()
        return receipt

    def pay_rows(
        self,
        rows: list[ReferenceRow],
        money: int,
        limit: int = CALL_LIMIT,
        *,
        now: bool = False,
    ) -> Receipt:
        receipt = self.pay_arrears(money, now=now)
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
        repaid = not any(row.unpaid for row in self.open_rows())
        ahead = self.open_rows()[:1]
        waits = self.first_due() if self.arrears_total() else ahead[0].due if ahead else None
        # A crumb paid ahead is no full payment, and ends no flag.
        whole = receipt.settled or repaid or receipt.ended_arrears
        if self.flagged and whole and (repaid or (waits is not None and waits > self.today)):
            self.flagged = False
            self.version += 1
        if repaid:
            self.status = "repaid"
            self.version += 1
        return receipt

    def repay(self, money: int, through: int, *, only_due: bool) -> Receipt:
        if not money:
            raise RefusedError("SERV:REPAY:ZERO")
        if self.status != "active":
            raise RefusedError("SERV:REPAY:STATUS")
        rows = self.due_rows() if only_due else self.begun_rows()
        # Rows that ask for nothing are passed on the way, not beyond one that stays open.
        rows = list(takewhile(lambda row: row.number <= through or not row.payment, rows))
        arrears = self.arrears_total() if self.arrears_due() or not only_due else 0
        if not arrears + self.total(rows):
            raise RefusedError("SERV:REPAY:NOTHING")
        late = max([0, *((self.today - row.due).days for row in rows if row.unpaid)])
        return self.share_out(self.pay_rows(rows, money, now=not only_due), late)

    def collect(self, money: int, limit: int = CALL_LIMIT) -> Receipt:
        if self.status != "active" or not money or not self.due_now():
            raise RefusedError("SERV:COLLECT:NOTHING")
        late = self.rows_past_due()
        return self.share_out(self.pay_rows(self.due_rows(), money, limit), late)

    def prepay(self, money: int, mode: str, ticket: int) -> Receipt:
        if self.status != "active":
            raise RefusedError("SERV:PREPAY:STATUS")
        if money >= sum(self.payoff().values()):
            return self.pay_off()
        if mode == "shorter" and self.terms.method in {"interest_only", "bullet"}:
            raise RefusedError("SERV:PREPAY:MODE")
        due, late = self.due_rows(), self.rows_past_due()
        if sum(1 for row in due if row.unpaid) > CALL_LIMIT:
            raise RefusedError("SERV:PREPAY:MANY")
        needed = self.arrears_total() + self.total(due)
        left = max(0, money - needed)
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
        receipt = self.pay_rows(due, needed, now=True)
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
        parts, late = self.payoff(), self.rows_past_due()
        receipt = self.pay_rows(self.due_rows(), sum(parts.values()), len(self.rows), now=True)
        receipt.principal, receipt.interest = parts["principal"], parts["interest"]
        for row in self.rows:
            row.settled = True
        return self.share_out(receipt, late)

    # When it is not repaid

    def default(self, money: int) -> Receipt:
        if self.status != "active":
            raise RefusedError("WORKOUT:DEFAULT:STATUS")
        late = self.days_past_due()
        if late < self.terms.default_dpd:
            raise RefusedError("WORKOUT:DEFAULT:EARLY")
        receipt = self.collect(money, len(self.rows)) if money else Receipt()
        if self.days_past_due() < self.terms.default_dpd:
            return receipt
        self.worst_dpd = max(self.worst_dpd, self.rows_past_due())
        self.owed = self.payoff()
        self.principal_at_default = self.owed["principal"]
        self.status = "defaulted"
        self.version += 1
        self.defaulted_on = self.today
        return receipt

    def cover(self, amount: int, *, guaranteed: bool = False) -> None:
        if self.status != "defaulted" or (self.instalments_paid < 3 and not guaranteed):
            raise RefusedError("RESERVE:COVER:NONE")
        self.covered += amount
        self.guaranteed += amount if guaranteed else 0
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
        if self.guaranteed:
            share = Fraction(self.guaranteed, self.covered)
            before = math.floor(self.to_coverers * share)
            self.to_guarantor += math.floor((self.to_coverers + back) * share) - before
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
            raise RefusedError("WORKOUT:WRITEOFF:STATUS")
        self.status = "written_off"
        self.version += 1

    # When its terms change

    def restructure(self, rate_ppm: int, n: int, period: int, lead: int) -> None:
        if self.status != "active":
            raise RefusedError("BALLOT:PROPOSE:STATUS")
        longest = 480 if self.terms.unit == "months" else 14_640
        if not 0 <= lead < n or n * period > longest or rate_ppm > MILLION:
            raise RefusedError("BALLOT:PROPOSE:TERMS")
        if lead and self.terms.method not in {"annuity", "linear"}:
            raise RefusedError("BALLOT:PROPOSE:TERMS")
        parts, late = self.payoff(), self.rows_past_due()
        self.terms = replace(self.terms, rate_ppm=rate_ppm, n=n, period=period, lead=lead)
        self.arrears = {"charges": parts["charges"], "interest": parts["interest"]}
        self.worst_dpd = max(self.worst_dpd, late)
        self.issued, self.prepaid_on = self.today, None
        self.level = self.level_for(parts["principal"], n - lead)
        self.rows = self.build_rows(1, n, parts["principal"])
        self.version += 1

    def flag(self, *, on: bool) -> None:
        if self.status != "active" or self.flagged == on:
            raise RefusedError("WORKOUT:IMPAIR:STATUS")
        self.flagged = on
        self.version += 1
