"""Defaults, covers and recoveries, rebuilt from the events of Workouts."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans import default as workout
from tallystick.loans.dates import local_day
from tallystick.loans.reserve_cover import cover
from tallystick.replay.money import MoveReason
from tallystick.replay.payments import REFUSALS
from tallystick.replay.records import WRITTEN_OFF, LoanRecord

if TYPE_CHECKING:
    from tallystick.replay.collateral import Collaterals
    from tallystick.replay.decoding import Log
    from tallystick.replay.distribution import Losses
    from tallystick.replay.findings import Findings
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.payments import Payments
    from tallystick.replay.reserve import Fund
    from tallystick.replay.source import Clock
    from tallystick.replay.stakes import Stakes

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
    stakes: Stakes
    collateral: Collaterals
    losses: Losses

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
        """Take the event that the reserve, or before it a guarantor, paid a loan's lenders.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
            total_principal: Principal received for the lenders after it.
        """
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        guaranteed = self.stakes.count(number, amount)
        loan.cover += amount
        loan.guaranteed += amount if guaranteed else 0
        loan.total_principal += amount
        self.payments.check_totals(log, loan, total_principal, loan.total_interest)
        if not guaranteed:
            self.fund.count(number, amount)
        self.payments.follow(log, loan, lambda state: cover(state, amount, guaranteed=guaranteed))

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
        """Take a payment after default: to the platform, to those who covered, to the lenders.

        Args:
            log: The event's log.
            number: The loan's number.
            payer: Who paid.
            principal: The part that is principal.
            interest: The part that is interest.
            charges: The part that is late charges.
            fee: The platform's share.
            returned: What goes back to the guarantor and the reserve.
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
        self.causes.call_for(payer, self.places.servicing, MoveReason.RECOVERY, number, debit)
        self.collateral.settle(log, loan, payer, debit)
        self.findings.holds(
            "distribution.rules",
            not (self.losses.begun and fee + returned),
            f"loan {number}: {fee + returned} were kept of a recovery after the last distribution",
            log,
        )
        self.payments.payers.check(log, loan, payer, MoveReason.RECOVERY)
        self._give_back(loan, returned)
        self._recompute(log, loan, (principal, interest, charges, fee, returned))

    def _give_back(self, loan: LoanRecord, returned: int) -> None:
        """Call for what goes back: to the guarantor by what each has paid, the rest to the reserve.

        A cover that comes after a recovery lowers the guarantor's part, and what they got counts.
        """
        pot, number, to_guarantor = self.places.servicing, loan.number, 0
        if loan.guaranteed:
            due = loan.returned * loan.guaranteed // loan.cover - loan.returned_to_guarantor
            to_guarantor = min(max(0, due), returned)
        loan.returned_to_guarantor += to_guarantor
        if loan.stake is not None:
            self.causes.call_for(
                pot, loan.stake.guarantor, MoveReason.COVER_RETURN, number, to_guarantor
            )
        self.causes.call_for(
            pot, self.places.reserve, MoveReason.COVER_RETURN, number, returned - to_guarantor
        )

    def _recompute(self, log: Log, loan: LoanRecord, figures: tuple[int, ...]) -> None:
        """Make the same recovery by the rules and compare every figure."""
        if loan.rules is None:
            return
        distributed = self.losses.begun is not None
        today = local_day(self.clock.time(log), self.offset)
        try:
            loan.rules, payment = workout.recover(
                loan.rules, today, sum(figures[:3]), distributed=distributed
            )
        except REFUSALS as wrong:
            self.payments.break_off(log, loan, wrong)
            return
        debited = (payment.principal, payment.interest, payment.charges)
        rebuilt = (*debited, payment.recovery_fee, payment.coverers)
        what = f"the recovery of loan {loan.number}"
        if not self.findings.same("loans.rules", what, figures, rebuilt, log):
            self.payments.give_up(loan)
