"""Defaults, covers and recoveries, rebuilt from the events of Workouts."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick.loans import default as workout
from tallystick.loans.cover import cover
from tallystick.loans.dates import local_day
from tallystick.loans.state import LoanState, Status
from tallystick.replay.money import MoveReason
from tallystick.replay.payments import REFUSALS
from tallystick.replay.records import WRITTEN_OFF, LoanRecord

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.payments import Payments
    from tallystick.replay.reserve import Fund
    from tallystick.replay.source import Clock

__all__ = ["Defaults"]


@dataclass(slots=True)
class Defaults:
    """From the day of default to the last recovery.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    causes: Causes
    payments: Payments
    fund: Fund

    def defaulted(
        self, log: Log, number: int, by: bytes, principal: int, interest: int, charges: int
    ) -> None:
        """Take the event that anyone declared the default; that day's payoff is frozen.

        Args:
            log: The event's log.
            number: The loan's number.
            by: Who declared it.
            principal: The principal owed.
            interest: The interest owed.
            charges: The late charges owed.
        """
        del by
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        today = local_day(self.clock.time(log), self.offset)
        self.payments.follow(log, loan, lambda state: workout.default(state, today))
        if loan.rules is not None:
            what = f"what loan {number} owes at default"
            owed = (loan.rules.owed_principal, loan.rules.owed_interest, loan.rules.owed_charges)
            self.findings.same("loans.rules", what, (principal, interest, charges), owed, log)
            self.fund.expect(loan, today)

    def covered(self, log: Log, number: int, amount: int, total_principal: int) -> None:
        """Take the event that the reserve paid a loan's lenders.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
            total_principal: Principal received for the lenders after it.
        """
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        loan.cover += amount
        if loan.ended:
            # Whoever has claimed since the end takes no more principal: it is income.
            loan.total_interest += amount
        else:
            loan.total_principal += amount
        self.payments.check_totals(log, loan, total_principal, loan.total_interest)
        self.fund.count(number, amount)
        self.payments.follow(log, loan, lambda state: _covered(state, amount))

    def recovered(
        self,
        log: Log,
        number: int,
        payer: bytes,
        principal: int,
        interest: int,
        charges: int,
        fee: int,
        returned: int,
        total_principal: int,
        total_interest: int,
    ) -> None:
        """Take a payment after default: to the platform its share, to the reserve, to the lenders.

        Args:
            log: The event's log.
            number: The loan's number.
            payer: Who paid.
            principal: The part that is principal.
            interest: The part that is interest.
            charges: The part that is late charges.
            fee: The platform's share.
            returned: The reserve's share.
            total_principal: Principal received for the lenders after it.
            total_interest: Interest received for the lenders after it.
        """
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        debit = principal + interest + charges
        # After a write-off all that lenders get is income.
        lenders_principal = 0
        if loan.status != WRITTEN_OFF:
            lenders_principal = principal - min(principal, fee + returned)
        loan.paid_principal += principal
        loan.paid_interest += interest
        loan.paid_charges += charges
        loan.total_principal += lenders_principal
        loan.total_interest += debit - fee - returned - lenders_principal
        loan.fees += fee
        loan.recovery_fees += fee
        loan.returned += returned
        self.payments.check_totals(log, loan, total_principal, total_interest)
        pot, reserve = self.places.servicing, self.places.reserve
        self.causes.call_for(payer, pot, MoveReason.RECOVERY, number, debit)
        self.causes.call_for(pot, reserve, MoveReason.COVER_RETURN, number, returned)
        self.payments.payers.check(log, loan, payer, MoveReason.RECOVERY)
        self._recompute(log, loan, (principal, interest, charges, fee, returned))

    def _recompute(self, log: Log, loan: LoanRecord, figures: tuple[int, ...]) -> None:
        """Make the same recovery by the rules and compare every figure."""
        if loan.rules is None:
            return
        today = local_day(self.clock.time(log), self.offset)
        try:
            loan.rules, payment = workout.recover(loan.rules, today, sum(figures[:3]))
        except REFUSALS as wrong:
            self.payments.break_off(log, loan, wrong)
            return
        debited = (payment.principal, payment.interest, payment.charges)
        rebuilt = (*debited, payment.recovery_fee, payment.coverers)
        what = f"the recovery of loan {loan.number}"
        if not self.findings.same("loans.rules", what, figures, rebuilt, log):
            self.payments.give_up(loan)


def _covered(state: LoanState, amount: int) -> LoanState:
    """Return a loan after a cover, which after a write-off no longer is principal."""
    if state.status is not Status.WRITTEN_OFF:
        return cover(state, amount)
    return replace(state, cover=state.cover + amount, total_interest=state.total_interest + amount)
