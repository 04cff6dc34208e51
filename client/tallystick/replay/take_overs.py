"""Recovery wallets: whom clients have named, and who gave notice in time.

What follows a client to their recovery wallet (person, balance, notes, debts) is not rebuilt yet:
a platform on which a key was recovered gets a finding that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.source import Clock

__all__ = ["TakeOvers"]

NOTICE_SECONDS = 14 * 86_400
CHECK = "people.rules"
NOBODY = bytes(20)


@dataclass(slots=True)
class TakeOvers:
    """Named recovery wallets and running notices, by the client's first wallet."""

    findings: Findings
    clock: Clock
    recoveries: dict[bytes, bytes] = field(default_factory=dict)
    notices: dict[bytes, int] = field(default_factory=dict)

    def named(self, log: Log, wallet: bytes, recovery: bytes) -> None:
        """Take the event that a client has named a recovery wallet, or none any more.

        Args:
            log: The event's log.
            wallet: The client's first wallet.
            recovery: The recovery wallet.
        """
        del log
        self.recoveries[wallet] = recovery
        self.notices.pop(wallet, None)

    def noticed(self, log: Log, wallet: bytes, recovery: bytes, takes_over_at: int) -> None:
        """Take the event that a recovery wallet gave notice.

        Args:
            log: The event's log.
            wallet: The client's first wallet.
            recovery: Who gave notice.
            takes_over_at: From when on they may take over.
        """
        now = self.clock.time(log)
        self._require(
            log,
            wallet not in self.notices
            and self.recoveries.get(wallet, NOBODY) == recovery
            and takes_over_at == now + NOTICE_SECONDS,
            f"{shown(recovery)} gave notice for {shown(wallet)}, whose recovery wallet it is not",
        )
        self.notices[wallet] = now

    def cancelled(self, log: Log, wallet: bytes) -> None:
        """Take the event that a client has ended a notice.

        Args:
            log: The event's log.
            wallet: The client's first wallet.
        """
        self._require(
            log,
            self.notices.pop(wallet, None) is not None,
            f"{shown(wallet)} ended a notice that was not running",
        )

    def taken_over(self, log: Log, wallet: bytes, successor: bytes, person: bytes) -> None:
        """Take the event that a recovery wallet has a lost wallet's place.

        Args:
            log: The event's log.
            wallet: The lost wallet.
            successor: The recovery wallet.
            person: The commitment to the person, 32 bytes.
        """
        del person
        since = self.notices.pop(wallet, None)
        self._require(
            log,
            since is not None
            and self.clock.time(log) >= since + NOTICE_SECONDS
            and self.recoveries.pop(wallet, NOBODY) == successor,
            f"{shown(successor)} took over {shown(wallet)} without 14 days of notice",
        )
        self._require(
            log,
            condition=False,
            sentence=f"{shown(successor)} took over {shown(wallet)}: what follows them is not"
            " rebuilt by this audit",
        )

    def borrower_changed(self, log: Log, loan: int, wallet: bytes, successor: bytes) -> None:
        """Take the event that a loan is owed by the recovery wallet from now on.

        Args:
            log: The event's log.
            loan: The loan's number.
            wallet: The lost wallet.
            successor: The recovery wallet.
        """
        self._require(
            log,
            condition=False,
            sentence=f"loan {loan} went from {shown(wallet)} to {shown(successor)}: what follows is"
            " not rebuilt by this audit",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001
        self.findings.holds(CHECK, condition, sentence, log)
