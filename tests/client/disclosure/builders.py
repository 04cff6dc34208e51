"""Loans that live by the client's own rules, without a chain, as a replay would keep them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.course import Course
from tallystick.loans.dates import Unit, day_from_date
from tallystick.loans.default import default, recover
from tallystick.loans.payoff import due_now
from tallystick.loans.repayment import issue, prepay, repay
from tallystick.loans.reserve_cover import cover
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanState, LoanTerms, Mode
from tallystick.replay.history import HistoryStep

if TYPE_CHECKING:
    from tallystick.loans.allocation import Payment

__all__ = ["LivedLoan", "day"]


def day(text: str) -> int:
    """A local day from its ISO date."""
    return day_from_date(date.fromisoformat(text))


class LivedLoan:
    """One loan and its steps."""

    def __init__(self, number: int, issued: str, *, principal: int = 120_000, n: int = 12,
                 level: int = 3, **terms: Any) -> None:  # fmt: skip
        plan = Terms(
            principal, terms.get("rate", 120_000), n, 1, Unit.MONTHS,
            terms.get("method", Method.LINEAR), 0,
        )  # fmt: skip
        self.number, self.principal, self.level = number, principal, level
        rules = LoanTerms(
            schedule=plan, grace_days=0, late_rate_ppm=0, late_cap_ppm=0, default_dpd=91,
            servicing_ppm=100_000, late_share_ppm=0, recovery_ppm=0, cover_cap_ppm=500_000,
        )  # fmt: skip
        self.state: LoanState = issue(rules, day(issued))
        self.totals = [0, 0]
        self.steps = [HistoryStep(day(issued), self.state, 0, 0)]

    def pay(self, on: str) -> LivedLoan:
        """Pay what is due on a day."""
        return self._paid(on, *repay(self.state, day(on), due_now(self.state, day(on))))

    def part(self, on: str, amount: int) -> LivedLoan:
        """Pay a part of what has begun."""
        return self._paid(on, *repay(self.state, day(on), amount))

    def prepay(self, on: str, amount: int) -> LivedLoan:
        """Pay ahead to smaller instalments."""
        return self._paid(on, *prepay(self.state, day(on), amount, Mode.SMALLER))

    def fall(self, on: str) -> LivedLoan:
        """Declare the default."""
        self.state = default(self.state, day(on))
        return self._step(on)

    def cover(self, on: str, amount: int) -> LivedLoan:
        """Let the reserve pay lenders."""
        self.state = cover(self.state, amount)
        self.totals[0] += amount
        return self._step(on)

    def recover(self, on: str, amount: int) -> LivedLoan:
        """Pay after default; without covers all of it reaches the lenders."""
        self.state, payment = recover(self.state, day(on), amount)
        self.totals[0] += payment.principal
        self.totals[1] += payment.interest + payment.charges
        return self._step(on)

    def course(self, until: str) -> Course:
        """Return what was by a day."""
        steps = [step for step in self.steps if step.day <= day(until)]
        return Course(self.number, self.principal, self.level, day(until), steps)

    def _paid(self, on: str, state: LoanState, payment: Payment) -> LivedLoan:
        self.state = state
        self.totals[0] += payment.principal
        self.totals[1] += payment.interest + payment.charges - payment.fees
        return self._step(on)

    def _step(self, on: str) -> LivedLoan:
        self.steps.append(HistoryStep(day(on), self.state, *self.totals))
        return self
