"""When a key is lost: the wallet that a client has named takes over, after notice."""

# Made by scripts/unasync.py from platform/_async/recovery.py; do not edit.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, KeyRecovery
from tallystick.platform.messages import NOBODY
from tallystick.platform.recovery import NOTICE_SECONDS, NamedRecovery

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["RecoveryActions", "RecoveryView"]


class RecoveryView:
    """Who may take over an address; no key needed."""

    _platform: Platform
    address: str

    def recovery(self) -> NamedRecovery | None:
        """Return who may take over the address's wallet, and when.

        Returns:
            None when the client has named nobody.
        """
        wallet = self._platform.read(KeyRecovery.recovery_of(self.address))
        if wallet == NOBODY:
            return None
        noticed_at = self._platform.read(KeyRecovery.noticed_at(self.address))
        return NamedRecovery(wallet, noticed_at + NOTICE_SECONDS if noticed_at else None)


class RecoveryActions:
    """What a client and the wallet that they have named do; every method returns a plan."""

    _platform: Platform
    _signer: Signer

    def name_recovery(self, wallet: str) -> Plan[None]:
        """Name the wallet that may take over the caller's; a notice that is running ends.

        Args:
            wallet: A wallet that is not enrolled; the zero address names nobody.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(KeyRecovery.name_recovery(wallet), self._signer)

    def cancel_notice(self) -> Plan[None]:
        """End a notice for the caller's wallet: the key is not lost.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(KeyRecovery.cancel_notice(), self._signer)

    def give_notice(self, lost: str) -> Plan[None]:
        """Give notice, as the recovery wallet, that it takes over in 14 days.

        Args:
            lost: The client's first wallet.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(KeyRecovery.give_notice(lost), self._signer)

    def finish_recovery(self, lost: str, person: bytes) -> Plan[None]:
        """Take the place of a lost wallet, as the recovery wallet, 14 days after its notice.

        Args:
            lost: The client's first wallet.
            person: The keyed commitment to the client's identity, 32 bytes: the node tells it.

        Returns:
            The plan, without a result; balance and notes follow by `move_from`.
        """
        return self._platform.plan(KeyRecovery.finish(lost, person), self._signer)

    def move_from(self, lost: str, loans: Sequence[int] = ()) -> Plan[None]:
        """Move a lost wallet's balance, notes and debts to the wallet that has its place; anyone.

        Args:
            lost: The lost wallet.
            loans: Loans of which it holds notes, or which it owes, from 1; at most 100.

        Returns:
            The plan, without a result.
        """
        return self._platform.plan(Book.take_over(lost, list(loans)), self._signer)
