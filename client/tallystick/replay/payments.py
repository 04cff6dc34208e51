"""Issued loans, rebuilt from Servicing's events, and each figure recomputed by the rules."""

# ruff: noqa: PLR0917 - a handler takes its event's values in the event's own order
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tallystick.loans import default as workout
from tallystick.loans import repayment as ledger
from tallystick.loans.dates import local_day
from tallystick.loans.rounding import TermsError
from tallystick.loans.state import LoanError, LoanState, Mode, Status
from tallystick.replay.money import MoveReason
from tallystick.replay.payment_calls import calls_of
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
    from tallystick.replay.gate import Gate
    from tallystick.replay.history import History
    from tallystick.replay.lenders import Lenders
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.payers import Payers
    from tallystick.replay.people import People
    from tallystick.replay.source import Clock

__all__ = ["LEGAL", "REFUSALS", "STATUS_OF", "Payments"]

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
REFUSALS = (LoanError, TermsError, AssertionError, StopIteration)


@dataclass(slots=True)
class _Prepayment:
    """A partial prepayment whose mode comes with the Reamortised event."""

    log: Log
    loan: LoanRecord
    figures: tuple[int, ...]
    today: int


@dataclass(slots=True)
class Payments:
    """Repayments, collections, prepayments, ends, fees and released caps.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units. `unflagged`
    are loans whose impairment ended with the payment at hand; `written_off`, those without a loss.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    causes: Causes
    people: People
    lenders: Lenders
    payers: Payers
    gate: Gate
    history: History | None = None
    touched: dict[int, LoanRecord] = field(default_factory=dict)
    releasing: set[int] = field(default_factory=set)
    over: set[int] = field(default_factory=set)
    unflagged: set[int] = field(default_factory=set)
    written_off: set[int] = field(default_factory=set)
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
        loan = self.issued_loan(log, number)
        if loan is None:
            return
        debit = principal + interest + charges
        loan.paid_principal += principal
        loan.paid_interest += interest
        loan.paid_charges += charges
        loan.total_principal += principal
        loan.total_interest += interest + charges - fees
        loan.fees += fees
        self.check_totals(log, loan, total_principal, total_interest)
        self.causes.call_for(payer, self.places.servicing, reason, number, debit)
        figures = (principal, interest, charges, fees, settled, balance)
        today = local_day(self.clock.time(log), self.offset)
        own = self.payers.check(log, loan, payer, reason)
        if reason == MoveReason.PREPAY and balance:
            self.prepayment = _Prepayment(log, loan, figures, today)
            return
        self._recompute(
            log, loan, figures, list(calls_of(loan, figures, reason, own=own, today=today))
        )

    def reamortised(
        self, log: Log, number: int, mode: int, balance: int, level: int, last: int
    ) -> None:
        """Take the event that a partial prepayment began a new version of the schedule.

        Args:
            log: The event's log.
            number: The loan's number.
            mode: 0 smaller instalments, 1 a shorter loan.
            balance: The new balance.
            level: The new level amount.
            last: The number of the last row.
        """
        waiting, self.prepayment = self.prepayment, None
        if waiting is None or waiting.loan.number != number or mode > Mode.SHORTER:
            self.findings.differ("loans.rules", f"loan {number}: reamortised without cause", log)
            return
        debit, ticket = sum(waiting.figures[:3]), int(waiting.loan.offer["ticket_min"])
        calls = [
            lambda state: ledger.prepay(state, waiting.today, debit, Mode(mode), ticket),
        ]
        self._recompute(waiting.log, waiting.loan, waiting.figures, calls)
        rules = waiting.loan.rules
        if rules is not None:
            what = f"loan {number}'s new balance, level and last row"
            rebuilt = (rules.balance, rules.level, rules.last)
            self.findings.same("loans.rules", what, (balance, level, last), rebuilt, log)

    def status_changed(self, log: Log, number: int, status: int) -> None:
        """Take the event that a loan was repaid, defaulted, recovered or written off.

        Args:
            log: The event's log.
            number: The loan's number.
            status: The new status.
        """
        loan = self.issued_loan(log, number)
        if loan is None:
            return
        sentence = f"loan {number} went from status {loan.status} to {status}"
        self.findings.holds("loans.states", (loan.status, status) in LEGAL, sentence, log)
        loan.status = status
        if status == WRITTEN_OFF:
            self.written_off.add(number)
            today, over = local_day(self.clock.time(log), self.offset), self.gate.wind_down
            self.follow(log, loan, lambda state: workout.write_off(state, today, wind_down=over))

    def impairment_ended(self, log: Log, number: int) -> None:
        """Take the event that a payment of all that is due ended an impairment; it follows.

        Args:
            log: The event's log.
            number: The loan's number.
        """
        if self.issued_loan(log, number) is not None:
            self.findings.holds(
                "impairments.rules",
                number not in self.unflagged,
                f"loan {number}'s flag ended twice",
                log,
            )
            self.unflagged.add(number)

    def fees_swept(self, log: Log, number: int, amount: int) -> None:
        """Take the event that the platform's fees of a loan go to the treasury.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
        """
        loan = self.issued_loan(log, number)
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
        loan = self.issued_loan(log, number)
        if loan is None:
            return
        loan.released += amount
        state = loan.rules
        if state is not None and (
            state.status is not Status.ACTIVE or loan.released != loan.principal - state.outstanding
        ):
            # The end of a loan releases all, before its own event.
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
            self.give_up(self.prepayment.loan)
            self.prepayment = None
        for number in self.unflagged:
            self.findings.differ(
                "impairments.rules", f"loan {number}'s flag ended and nobody paid", log
            )
        for number in self.written_off:
            self.findings.differ(
                "distribution.rules", f"loan {number} was written off and no loss was noted", log
            )
        for loan in self.touched.values():
            if loan.rules is not None:
                what, status = f"loan {loan.number}'s status", STATUS_OF[loan.rules.status]
                self.findings.same("loans.states", what, loan.status, status, log)
                self._check_released(log, loan, loan.rules)
                if self.history is not None:
                    self.history.note(loan, local_day(self.clock.time(log), self.offset))
            if loan.ended and loan.number not in self.over:
                self._end(loan)
        self.touched.clear()
        self.releasing.clear()
        self.unflagged.clear()
        self.written_off.clear()

    def _end(self, loan: LoanRecord) -> None:
        """Who has nothing to claim may take a loss off their exposure, and no event says so."""
        self.over.add(loan.number)
        for holder, units in loan.holders.items():
            lost, ahead = units.lost(loan), replace(units)
            due = ahead.settle(loan.total_principal, loan.total_interest, loan.principal)
            if lost and not any(due):
                self.lenders.note_unseen(holder, lost)

    def _check_released(self, log: Log, loan: LoanRecord, state: LoanState) -> None:
        repaid = loan.principal - state.outstanding
        final = state.ended
        all_released = loan.released == loan.principal
        fits = all_released if final or loan.number in self.releasing else loan.released <= repaid
        sentence = f"loan {loan.number} released {loan.released} of {repaid} repaid"
        self.findings.holds("loans.rules", fits, sentence, log)

    def issued_loan(self, log: Log, number: int) -> LoanRecord | None:
        """Return a loan that was issued, which the transaction under way touches.

        Args:
            log: The event's log.
            number: The loan's number.

        Returns:
            The loan; None, which is a difference, when it was never issued.
        """
        loan = self.loans.get(number)
        if loan is None or (loan.rules is None and not loan.broken):
            self.findings.differ("loans.states", f"loan {number} was never issued", log)
            return None
        self.touched[number] = loan
        return loan

    def check_totals(
        self, log: Log, loan: LoanRecord, total_principal: int, total_interest: int
    ) -> None:
        """Compare the totals that an event carries.

        Args:
            log: The event's log.
            loan: The loan.
            total_principal: Principal received for the lenders after it.
            total_interest: Interest received for the lenders after it.
        """
        what, totals = f"loan {loan.number}'s totals", (loan.total_principal, loan.total_interest)
        self.findings.same("loans.running", what, (total_principal, total_interest), totals, log)

    def _recompute(
        self,
        log: Log,
        loan: LoanRecord,
        figures: tuple[int, ...],
        calls: list[Callable[[LoanState], tuple[LoanState, Payment]]],
    ) -> None:
        """Make the same payment by the rules and compare every figure."""
        if loan.rules is None:
            self.unflagged.discard(loan.number)
            return
        refused: Exception = ValueError("a payment for no known reason")
        outcomes: list[tuple[LoanState, tuple[int, ...]]] = []
        for call in calls:
            try:
                after, payment = call(loan.rules)
            except REFUSALS as wrong:
                refused = wrong
                continue
            debited = (payment.principal, payment.interest, payment.charges)
            outcomes.append((after, (*debited, payment.fees, after.settled, after.balance)))
            if outcomes[-1][1] == figures:
                break
        if not outcomes:
            self.break_off(log, loan, refused)
            return
        flagged = loan.rules.impaired
        loan.rules, rebuilt = outcomes[-1] if outcomes[-1][1] == figures else outcomes[0]
        ended, unflagged = flagged and not loan.rules.impaired, loan.number in self.unflagged
        self.unflagged.discard(loan.number)
        self.findings.holds(
            "impairments.rules",
            ended == unflagged,
            f"loan {loan.number}: a payment {'ended' if ended else 'did not end'} the flag, and the"
            " events say otherwise",
            log,
        )
        what = f"the payment on loan {loan.number}"
        if not self.findings.same("loans.rules", what, figures, rebuilt, log):
            self.give_up(loan)

    def follow(self, log: Log, loan: LoanRecord, step: Callable[[LoanState], LoanState]) -> None:
        """Take the same step by the rules.

        Args:
            log: The event's log.
            loan: The loan.
            step: From the loan's state to the next.
        """
        if loan.rules is None:
            return
        self.findings.count("loans.rules")
        try:
            loan.rules = step(loan.rules)
        except REFUSALS as wrong:
            self.break_off(log, loan, wrong)

    def break_off(self, log: Log, loan: LoanRecord, wrong: Exception) -> None:
        """Note that the rules refuse what an event says.

        Args:
            log: The event's log.
            loan: The loan.
            wrong: What they say.
        """
        self.findings.differ("loans.rules", f"loan {loan.number}: the rules refuse ({wrong})", log)
        self.give_up(loan)

    @staticmethod
    def give_up(loan: LoanRecord) -> None:
        """Follow the rules no further: after a first difference they cannot say what would come.

        Args:
            loan: The loan.
        """
        loan.rules, loan.broken = None, True
