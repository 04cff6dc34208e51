"""A servicer's flag on loans, rebuilt from the events of Workouts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.loans.restructuring import (
    IMPAIRED_DAYS,
    IMPAIRED_REST_DAYS,
    impair,
    lift_impairment,
)
from tallystick.loans.state import Status
from tallystick.replay.findings import shown
from tallystick.replay.governance import SERVICER

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.payments import Payments
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.source import Clock

__all__ = ["Impairments"]

DAY = 86_400
NO_REASON = bytes(32)


@dataclass(slots=True)
class Impairments:
    """Flags, and who took them off; `flagged_at` is the Unix second of each loan's last one.

    A handler takes its event's values: accounts as 20 bytes, hashes as 32.
    """

    findings: Findings
    clock: Clock
    governance: Governance
    payments: Payments
    flagged_at: dict[int, int] = field(default_factory=dict)

    def impaired(self, log: Log, number: int, by: bytes, reason: bytes) -> None:
        """Take the event that a servicer flagged a loan.

        Args:
            log: The event's log.
            number: The loan's number.
            by: The servicer.
            reason: A hash that says why.
        """
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        now, last = self.clock.time(log), self.flagged_at.get(number)
        self._require(
            log,
            self.governance.holds_role(by, SERVICER),
            f"{shown(by)} flagged loan {number} without the role",
        )
        self._require(log, reason != NO_REASON, f"loan {number} was flagged for no reason")
        rest = (IMPAIRED_DAYS + IMPAIRED_REST_DAYS) * DAY
        self._require(
            log,
            last is None or now >= last + rest,
            f"loan {number} was flagged {now - (last or 0)} s after its last flag",
        )
        self.flagged_at[number] = now
        if self._stands(log, loan, flagged=False):
            self.payments.follow(log, loan, impair)

    def lifted(self, log: Log, number: int, by: bytes) -> None:
        """Take the event that a flag was taken off: by a servicer, or by anyone after 90 days.

        Args:
            log: The event's log.
            number: The loan's number.
            by: Who took it off.
        """
        loan = self.payments.issued_loan(log, number)
        if loan is None:
            return
        lapse = self.flagged_at.get(number, 0) + IMPAIRED_DAYS * DAY
        self._require(
            log,
            self.clock.time(log) >= lapse or self.governance.holds_role(by, SERVICER),
            f"{shown(by)} took the flag off loan {number} before 90 days, and is no servicer",
        )
        if self._stands(log, loan, flagged=True):
            self.payments.follow(log, loan, lift_impairment)

    def _stands(self, log: Log, loan: LoanRecord, *, flagged: bool) -> bool:
        """Whether an active loan has the flag, or has none, as it must."""
        state = loan.rules
        if state is None:
            return False
        return self._require(
            log,
            state.status is Status.ACTIVE and state.impaired == flagged,
            f"loan {loan.number} in status {loan.status} was flagged twice, or not at all",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> bool:  # noqa: FBT001 - it reads as an assertion
        return self.findings.holds("impairments.rules", condition, sentence, log)
