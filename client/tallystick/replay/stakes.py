"""Guarantors' stakes: locked before anyone lends, paid before the reserve, given back in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.dates import local_day
from tallystick.loans.guarantees import stake_max
from tallystick.replay.findings import shown
from tallystick.replay.money import MoveReason
from tallystick.replay.records import (
    ACTIVE,
    CANCELLED,
    DEFAULTED,
    ENDED,
    EXPIRED,
    LISTED,
    StakeRecord,
)

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.money import Causes, Places
    from tallystick.replay.payers import Payers
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.reserve import Fund
    from tallystick.replay.source import Clock

__all__ = ["Stakes"]

GUARANTEE_MAX = 17


@dataclass(slots=True)
class Stakes:
    """Every stake, which its loan's record has.

    A handler takes its event's values: accounts as 20 bytes, amounts in minor units. `paid` are the
    guarantees of the transaction under way that the loan's own event has yet to count.
    """

    findings: Findings
    places: Places
    clock: Clock
    offset: int
    loans: dict[int, LoanRecord]
    causes: Causes
    payers: Payers
    governance: Governance
    fund: Fund
    paid: dict[int, int] = field(default_factory=dict)

    def pledged(self, log: Log, number: int, guarantor: bytes, amount: int, last_day: int) -> None:
        """Take the event that a guarantor locked a stake for a listed loan.

        Args:
            log: The event's log.
            number: The loan's number.
            guarantor: Who promises.
            amount: How much.
            last_day: The local day up to which a default is guaranteed.
        """
        loan = self.loans.get(number)
        if loan is None:
            self._wrong(log, f"a stake for loan {number}, not listed")
            return
        self._require(
            log,
            loan.status == LISTED and not loan.funded and not loan.funded_at,
            f"a stake was locked for loan {number} after it was funded",
        )
        self._require(log, loan.stake is None, f"loan {number} has two guarantors")
        most = stake_max(loan.principal, self.governance.parameters.get(GUARANTEE_MAX, 0))
        self._require(
            log, 0 < amount <= most, f"the stake of loan {number} is {amount}, at most {most}"
        )
        today = local_day(self.clock.time(log), self.offset)
        self._require(
            log, last_day > today, f"the promise for loan {number} ends on the day {last_day}"
        )
        self._require(
            log,
            self.payers.are_apart(log, loan, guarantor),
            f"{shown(guarantor)} guarantees loan {number}, not in force or the borrower's group",
        )
        loan.stake = StakeRecord(guarantor, amount, last_day)
        self.fund.staked += amount
        self.causes.call_for(guarantor, self.places.reserve, MoveReason.STAKE, number, amount)

    def guarantee_paid(
        self, log: Log, number: int, guarantor: bytes, amount: int, returned: int
    ) -> None:
        """Take the event that a stake paid a default's lenders; the rest goes back at once.

        Args:
            log: The event's log.
            number: The loan's number.
            guarantor: Whose stake.
            amount: To the lenders.
            returned: To the guarantor.
        """
        loan = self.loans.get(number)
        if loan is None or loan.stake is None:
            self._wrong(log, f"a guarantee of loan {number}, which has none")
            return
        stake = loan.stake
        self._require(
            log,
            loan.is_guaranteed or loan.broken,
            f"the stake of loan {number} paid, and guarantees no default",
        )
        due = min(stake.amount, loan.missing)
        self.findings.same(
            "stakes.rules",
            f"what the stake of loan {number} pays and gives back",
            (guarantor, amount, returned),
            (stake.guarantor, due, stake.amount - due),
            log,
        )
        self._empty(loan, stake)
        reserve = self.places.reserve
        self.causes.call_for(reserve, self.places.servicing, MoveReason.COVER, number, amount)
        self.causes.call_for(reserve, guarantor, MoveReason.STAKE_RETURN, number, returned)
        if amount:
            self.paid[number] = amount

    def released(self, log: Log, number: int, guarantor: bytes, amount: int) -> None:
        """Take the event that a stake was given back: its loan has ended, or its promise.

        Args:
            log: The event's log.
            number: The loan's number.
            guarantor: Who gets it back.
            amount: How much.
        """
        loan = self.loans.get(number)
        if loan is None or loan.stake is None:
            self._wrong(log, f"a stake of loan {number}, which has none")
            return
        stake = loan.stake
        self.findings.same(
            "stakes.rules",
            f"what goes back of the stake of loan {number}",
            (guarantor, amount),
            (stake.guarantor, stake.amount),
            log,
        )
        self._require(
            log,
            amount > 0 and self._is_over(loan, stake, log),
            f"the stake of loan {number} went back while it still guarantees the loan",
        )
        self._empty(loan, stake)
        self.causes.call_for(
            self.places.reserve, guarantor, MoveReason.STAKE_RETURN, number, amount
        )

    def count(self, number: int, amount: int) -> bool:
        """Note that a loan's lenders got a cover.

        Args:
            number: The loan's number.
            amount: How much.

        Returns:
            Whether a guarantor has paid it, who comes before the reserve.
        """
        if self.paid.get(number) != amount:
            return False
        del self.paid[number]
        return True

    def close(self, log: Log) -> None:
        """End a transaction: lenders got what guarantors paid.

        Args:
            log: The transaction's last log.
        """
        for number, amount in self.paid.items():
            self._wrong(log, f"a guarantor paid {amount} on loan {number}, its lenders got nothing")
        self.paid.clear()

    def _empty(self, loan: LoanRecord, stake: StakeRecord) -> None:
        self.fund.staked -= stake.amount
        loan.stake = StakeRecord(stake.guarantor, 0, stake.last_day)

    def _is_over(self, loan: LoanRecord, stake: StakeRecord, log: Log) -> bool:
        """Whether a promise has ended: with the loan, without an issue, or by its day."""
        if loan.status in {EXPIRED, CANCELLED} or loan.status in ENDED or loan.broken:
            return True
        if loan.status == DEFAULTED:
            return loan.rules is not None and loan.rules.default_day > stake.last_day
        today = local_day(self.clock.time(log), self.offset)
        return loan.status == ACTIVE and today > stake.last_day

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("stakes.rules", condition, sentence, log)

    def _wrong(self, log: Log, sentence: str) -> None:
        self.findings.differ("stakes.rules", sentence, log)
