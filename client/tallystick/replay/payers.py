"""Who may pay on a loan: the borrower by any wallet, and others in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown
from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.people import People
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Payers"]


@dataclass(frozen=True, slots=True)
class Payers:
    """Payers as persons."""

    findings: Findings
    people: People
    clock: Clock

    def are_apart(self, log: Log, loan: LoanRecord, who: bytes) -> bool:
        """Return whether somebody is in force, and neither the borrower nor related to them.

        Args:
            log: The log of what they do.
            loan: The borrower's loan.
            who: One of their wallets.

        Returns:
            Whether they are.
        """
        people = self.people
        return self.is_in_force(who, self.clock.time(log)) and not people.are_related(
            who, loan.borrower
        )

    def check(self, log: Log, loan: LoanRecord, payer: bytes, reason: int) -> bool:
        """Check that an account may pay.

        Args:
            log: The payment's log.
            loan: The loan.
            payer: Whose balance pays.
            reason: The reason's code.

        Returns:
            Whether it is the borrower.
        """
        heads = self.people.heads
        own = payer == loan.borrower or (
            payer in heads and heads[payer] == heads.get(loan.borrower)
        )
        if reason == MoveReason.COLLECT:
            may = payer == loan.borrower
        elif reason == MoveReason.PREPAY:
            may = own
        else:
            may = own or self.is_in_force(payer, self.clock.time(log))
        sentence = f"loan {loan.number}: {shown(payer)} paid for reason {reason}, and might not"
        self.findings.holds("loans.rules", may, sentence, log)
        return own

    def is_in_force(self, payer: bytes, now: int) -> bool:
        """Return whether somebody who is not the borrower may pay: enrolled, in force, not frozen.

        Args:
            payer: One of their wallets.
            now: A Unix second.

        Returns:
            Whether they may.
        """
        person = self.people.person_of(payer)
        return person is not None and person.expiry >= now and person.frozen_until <= now
