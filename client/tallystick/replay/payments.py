"""Issued loans, rebuilt from Servicing's events, and each figure recomputed by the rules."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans import default as workout
from tallystick.loans import repayment as ledger
from tallystick.loans.dates import local_day
from tallystick.loans.rounding import TermsError
from tallystick.loans.state import LoanError, LoanState, Mode, Status
from tallystick.replay.money import MoveReason
from tallystick.replay.records import (
    ACTIVE,
    DEFAULTED,
    RECOVERED,
    REPAID,
    WRITTEN_OFF,
    LoanRecord,
)

if TYPE_CHECKING:
    from tallystick.loans.allocation import Payment
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.history import History
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.people import People
    from tallystick.replay.source import Clock

__all__ = ["LEGAL", "STATUS_OF", "Payments"]

STATUS_OF = {
    Status.ACTIVE: ACTIVE,
    Status.REPAID: REPAID,
    Status.DEFAULTED: DEFAULTED,
    Status.RECOVERED: RECOVERED,
    Status.WRITTEN_OFF: WRITTEN_OFF,
}
LEGAL = {
    (ACTIVE, REPAID),
    (ACTIVE, DEFAULTED),
    (DEFAULTED, RECOVERED),
    (DEFAULTED, WRITTEN_OFF),
}
_REFUSALS = (LoanError, TermsError, AssertionError, StopIteration)


@dataclass(slots=True)
class _Prepayment:
    """A partial prepayment whose mode comes with the Reamortised event."""

    log: Log
    loan: LoanRecord
    figures: tuple[int, ...]
    today: int


@dataclass(slots=True)
class Payments:
    """Repayments, prepayments, defaults, recoveries, write-offs, fees and released caps.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    causes: Causes
    people: People
    history: History | None = None
    touched: dict[int, LoanRecord] = field(default_factory=dict)
    releasing: set[int] = field(default_factory=set)
    prepayment: _Prepayment | None = None

    def paid(
        self,
        log: Log,
        number: int,
        payer: bytes,
        reason: int,
        principal: int,
        interest: int,
        charges: int,
        fees: int,
        settled: int,
        balance: int,
        total_principal: int,
        total_interest: int,
    ) -> None:
        """Take a payment before default: by the payer, or collected from the borrower.

        Args:
            log: The event's log.
            number: The loan's number.
            payer: Who paid.
            reason: The reason's code: repayment, collection or prepayment.
            principal: The part that is principal.
            interest: The part that is interest.
            charges: The part that is late charges.
            fees: The platform's share of it.
            settled: Instalments settled after it.
            balance: The scheduled balance after it.
            total_principal: Principal received for the lenders after it.
            total_interest: Interest received for the lenders after it.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        debit = principal + interest + charges
        loan.paid_principal += principal
        loan.paid_interest += interest
        loan.paid_charges += charges
        loan.total_principal += principal
        loan.total_interest += interest + charges - fees
        loan.fees += fees
        self._check_totals(log, loan, total_principal, total_interest)
        self.causes.call_for(payer, self.places.servicing, reason, number, debit)
        if reason == MoveReason.COLLECT and payer != loan.borrower:
            self.findings.differ("loans.rules", f"loan {number}: collected from another", log)
        figures = (principal, interest, charges, fees, settled, balance)
        today = local_day(self.clock.time(log), self.offset)
        if reason == MoveReason.PREPAY and balance:
            self.prepayment = _Prepayment(log, loan, figures, today)
            return
        calls: dict[int, Callable[[LoanState], tuple[LoanState, Payment]]] = {
            MoveReason.REPAY: lambda state: ledger.repay(state, today, debit),
            MoveReason.COLLECT: lambda state: ledger.collect(state, today, debit),
            MoveReason.PREPAY: lambda state: ledger.prepay(state, today, debit, Mode.SMALLER),
        }
        self._recompute(log, loan, figures, calls.get(reason))

    def reamortised(
        self, log: Log, number: int, mode: int, balance: int, level: int, version: int
    ) -> None:
        """Take the event that a partial prepayment began a new version of the schedule.

        Args:
            log: The event's log.
            number: The loan's number.
            mode: 0 smaller instalments, 1 a shorter loan.
            balance: The new balance.
            level: The new level amount.
            version: The new version.
        """
        waiting, self.prepayment = self.prepayment, None
        if waiting is None or waiting.loan.number != number or mode > Mode.SHORTER:
            self.findings.differ("loans.rules", f"loan {number}: reamortised without cause", log)
            return
        debit = sum(waiting.figures[:3])
        self._recompute(waiting.log, waiting.loan, waiting.figures,
                        lambda state: ledger.prepay(state, waiting.today, debit, Mode(mode)),
                        )  # fmt: skip
        rules = waiting.loan.rules
        if rules is not None:
            what = f"loan {number}'s new balance, level and version"
            rebuilt = (rules.balance, rules.level, rules.version)
            self.findings.same("loans.rules", what, (balance, level, version), rebuilt, log)

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
        loan = self._loan(log, number)
        if loan is None:
            return
        today = local_day(self.clock.time(log), self.offset)
        self._follow(log, loan, lambda state: workout.default(state, today))
        if loan.rules is not None:
            what = f"what loan {number} owes at default"
            owed = (loan.rules.owed_principal, loan.rules.owed_interest, loan.rules.owed_charges)
            self.findings.same("loans.rules", what, (principal, interest, charges), owed, log)

    def covered(self, log: Log, number: int, amount: int, total_principal: int) -> None:
        """Take the event that the reserve paid a loan's lenders; it is their principal.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
            total_principal: Principal received for the lenders after it.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        loan.cover += amount
        loan.total_principal += amount
        self._check_totals(log, loan, total_principal, loan.total_interest)
        self._follow(log, loan, lambda state: workout.cover(state, amount))

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
        loan = self._loan(log, number)
        if loan is None:
            return
        debit = principal + interest + charges
        lenders_principal = principal - min(principal, fee + returned)
        loan.paid_principal += principal
        loan.paid_interest += interest
        loan.paid_charges += charges
        loan.total_principal += lenders_principal
        loan.total_interest += debit - fee - returned - lenders_principal
        loan.fees += fee
        loan.recovery_fees += fee
        loan.returned += returned
        self._check_totals(log, loan, total_principal, total_interest)
        pot, reserve = self.places.servicing, self.places.reserve
        self.causes.call_for(payer, pot, MoveReason.RECOVERY, number, debit)
        self.causes.call_for(pot, reserve, MoveReason.COVER_RETURN, number, returned)
        today = local_day(self.clock.time(log), self.offset)
        if loan.rules is None:
            return
        try:
            loan.rules, payment = workout.recover(loan.rules, today, debit)
        except _REFUSALS as wrong:
            self._break(log, loan, wrong)
            return
        debited = (payment.principal, payment.interest, payment.charges)
        rebuilt = (*debited, payment.recovery_fee, payment.coverers)
        figures = (principal, interest, charges, fee, returned)
        what = f"the recovery of loan {number}"
        if not self.findings.same("loans.rules", what, figures, rebuilt, log):
            self._give_up(loan)

    def status_changed(self, log: Log, number: int, status: int) -> None:
        """Take the event that a loan was repaid, defaulted, recovered or written off.

        Args:
            log: The event's log.
            number: The loan's number.
            status: The new status.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        sentence = f"loan {number} went from status {loan.status} to {status}"
        self.findings.holds("loans.states", (loan.status, status) in LEGAL, sentence, log)
        loan.status = status
        if status == WRITTEN_OFF:
            today = local_day(self.clock.time(log), self.offset)
            self._follow(log, loan, lambda state: workout.write_off(state, today))

    def fees_swept(self, log: Log, number: int, amount: int) -> None:
        """Take the event that the platform's fees of a loan go to the treasury.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        self.findings.same("loans.running", f"loan {number}'s fees", amount, loan.fees, log)
        loan.fees -= amount
        loan.fees_swept += amount
        self.causes.fees_swept(amount)

    def released(self, log: Log, number: int, amount: int) -> None:
        """Take the event that repaid principal no longer counts against the borrower's caps.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
        """
        loan = self._loan(log, number)
        if loan is None:
            return
        loan.released += amount
        if loan.rules is not None and loan.released != loan.principal - loan.rules.outstanding:
            # The last payment releases all before its own event.
            self.releasing.add(number)
        self.people.release(loan, amount)

    def close(self, log: Log) -> None:
        """End a transaction: statuses and released caps are what the rules say.

        Args:
            log: The transaction's last log.
        """
        if self.prepayment is not None:
            number = self.prepayment.loan.number
            self.findings.differ("loans.rules", f"loan {number} prepaid and not reamortised", log)
            self._give_up(self.prepayment.loan)
            self.prepayment = None
        for loan in self.touched.values():
            if loan.rules is not None:
                what, status = f"loan {loan.number}'s status", STATUS_OF[loan.rules.status]
                self.findings.same("loans.states", what, loan.status, status, log)
                self._check_released(log, loan, loan.rules)
                if self.history is not None:
                    self.history.note(loan, local_day(self.clock.time(log), self.offset))
        self.touched.clear()
        self.releasing.clear()

    def _check_released(self, log: Log, loan: LoanRecord, state: LoanState) -> None:
        repaid = loan.principal - state.outstanding
        final = state.status in {Status.REPAID, Status.RECOVERED}
        all_released = loan.released == loan.principal
        fits = all_released if final or loan.number in self.releasing else loan.released <= repaid
        sentence = f"loan {loan.number} released {loan.released} of {repaid} repaid"
        self.findings.holds("loans.rules", fits, sentence, log)

    def _loan(self, log: Log, number: int) -> LoanRecord | None:
        loan = self.loans.get(number)
        if loan is None or (loan.rules is None and not loan.broken):
            self.findings.differ("loans.states", f"loan {number} was never issued", log)
            return None
        self.touched[number] = loan
        return loan

    def _check_totals(
        self, log: Log, loan: LoanRecord, total_principal: int, total_interest: int
    ) -> None:
        what, totals = f"loan {loan.number}'s totals", (loan.total_principal, loan.total_interest)
        self.findings.same("loans.running", what, (total_principal, total_interest), totals, log)

    def _recompute(
        self,
        log: Log,
        loan: LoanRecord,
        figures: tuple[int, ...],
        call: Callable[[LoanState], tuple[LoanState, Payment]] | None,
    ) -> None:
        """Make the same payment by the rules and compare every figure."""
        if loan.rules is None:
            return
        if call is None:
            self._break(log, loan, ValueError("a payment for no known reason"))
            return
        try:
            after, payment = call(loan.rules)
        except _REFUSALS as wrong:
            self._break(log, loan, wrong)
            return
        loan.rules = after
        debited = (payment.principal, payment.interest, payment.charges)
        rebuilt = (*debited, payment.fees, after.settled, after.balance)
        what = f"the payment on loan {loan.number}"
        if not self.findings.same("loans.rules", what, figures, rebuilt, log):
            self._give_up(loan)

    def _follow(self, log: Log, loan: LoanRecord, step: Callable[[LoanState], LoanState]) -> None:
        if loan.rules is None:
            return
        self.findings.count("loans.rules")
        try:
            loan.rules = step(loan.rules)
        except _REFUSALS as wrong:
            self._break(log, loan, wrong)

    def _break(self, log: Log, loan: LoanRecord, wrong: Exception) -> None:
        self.findings.differ("loans.rules", f"loan {loan.number}: the rules refuse ({wrong})", log)
        self._give_up(loan)

    @staticmethod
    def _give_up(loan: LoanRecord) -> None:
        """After a first difference the rules cannot say what would follow."""
        loan.rules, loan.broken = None, True
