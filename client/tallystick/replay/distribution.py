"""Losses of loans that were written off, and what the reserve's last distribution gives to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.distribution import Distribution, Loss, begin, share
from tallystick.replay.money import MoveReason
from tallystick.replay.records import ISSUED, WRITTEN_OFF

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.gate import Gate
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.payments import Payments
    from tallystick.replay.reserve import Fund

__all__ = ["Losses"]


@dataclass(slots=True)
class Losses:
    """What lenders miss, and the one distribution; `open` are losses that have not got their part.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units.
    """

    findings: Findings
    places: Places
    causes: Causes
    governance: Governance
    gate: Gate
    payments: Payments
    fund: Fund
    noted: dict[int, Loss] = field(default_factory=dict)
    open: dict[int, Loss] = field(default_factory=dict)
    begun: Distribution | None = None
    paid: int = 0

    @property
    def lost(self) -> Loss:
        """All that lenders missed on the days of their loans' write-offs."""
        return Loss(
            sum(loss.principal for loss in self.noted.values()),
            sum(loss.interest for loss in self.noted.values()),
        )

    def loss_noted(self, log: Log, number: int, principal: int, interest: int) -> None:
        """Take the event that a loan was written off and its lenders miss so much.

        Args:
            log: The event's log.
            number: The loan's number.
            principal: Principal that they miss.
            interest: Interest that they miss.
        """
        loan = self.payments.loans.get(number)
        if loan is None or loan.status != WRITTEN_OFF or number in self.noted:
            self._wrong(log, f"a loss of loan {number}, which was not just written off")
            return
        self.payments.written_off.discard(number)
        if loan.rules is not None:
            missed = (loan.principal - loan.total_principal, loan.rules.owed_interest)
            what = f"what the lenders of loan {number} miss"
            self.findings.same("distribution.rules", what, (principal, interest), missed, log)
        self.noted[number] = self.open[number] = Loss(principal, interest)

    def distribution_begun(
        self, log: Log, by: bytes, for_principal: int, for_interest: int, to_treasury: int
    ) -> None:
        """Take the event that the last distribution began: losses first, then the treasury.

        Args:
            log: The event's log.
            by: Who began it, which may be anyone.
            for_principal: For principal that lenders miss.
            for_interest: For interest that they miss.
            to_treasury: What is over.
        """
        del by
        self._require(log, self.begun is None, "the last distribution began twice")
        self._require(
            log, self.gate.winding_down, "the last distribution began without a wind-down"
        )
        live = [
            loan.number
            for loan in self.payments.loans.values()
            if loan.status in ISSUED and not loan.ended
        ]
        self._require(log, not live, f"the last distribution began with {len(live)} live loans")
        # What was set aside for months is free again.
        self.fund.set_aside = 0
        due = begin(max(0, self.fund.free), list(self.noted.values()))
        self.findings.same(
            "distribution.rules",
            "what is distributed to principal, interest and the treasury",
            (for_principal, for_interest, to_treasury),
            (due.for_principal, due.for_interest, due.to_treasury),
            log,
        )
        self.fund.distributing = True
        self.begun = Distribution(for_principal, for_interest, to_treasury, due.lost)
        self.causes.call_for(
            self.places.reserve, self.governance.treasury, MoveReason.DISTRIBUTION, 0, to_treasury
        )

    def distributed(self, log: Log, number: int, amount: int) -> None:
        """Take the event that a loan's lenders got their part, once, as income.

        Args:
            log: The event's log.
            number: The loan's number.
            amount: How much.
        """
        loan, loss = self.payments.loans.get(number), self.open.pop(number, None)
        if loan is None or loss is None or self.begun is None:
            self._wrong(
                log, f"loan {number} got a part of the distribution too soon, twice, or for no loss"
            )
            return
        part, due = f"loan {number}'s part of the last distribution", share(self.begun, loss)
        self.findings.same("distribution.rules", part, amount, due, log)
        loan.total_interest += amount
        loan.distributed += amount
        self.paid += amount
        self.causes.call_for(
            self.places.reserve, self.places.servicing, MoveReason.DISTRIBUTION, number, amount
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("distribution.rules", condition, sentence, log)

    def _wrong(self, log: Log, sentence: str) -> None:
        self.findings.differ("distribution.rules", sentence, log)
