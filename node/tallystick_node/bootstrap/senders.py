"""The accounts that send for the node, each with an engine of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.bootstrap.network import sender_of
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.infrastructure.transactions.velocity import VelocityGuard

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick_node.bootstrap.foundation import Foundation

__all__ = ["Senders", "confirmations_of", "guard_of", "make_senders"]

# What is mined on the local chain stays; elsewhere a few blocks have to lie on it.
_CONFIRMATIONS = 2


@dataclass
class Senders:
    """What is to be sent, and who sends it. engines: those of further accounts, by name."""

    sends: SendBook
    engine: SendEngine | None
    engines: dict[str, SendEngine] = field(default_factory=dict)

    @property
    def account(self) -> str | None:
        """The node's own account, None when it sends nothing."""
        return None if self.engine is None else self.engine.ledger.address

    def add(
        self, foundation: Foundation, name: str, signer: Signer | None, confirmations: int = 0
    ) -> None:
        """Let another account send; nothing is added for one that sends already.

        Args:
            foundation: What the engine works on.
            name: Of the engine, which its lease and its loop have.
            signer: Whose account it is; None adds nothing.
            confirmations: Blocks on a transaction before it is settled, where that is more than
                usual: what moves money is followed until it is final.
        """
        known = {engine.ledger.address for engine in self.engines.values()} | {self.account}
        if signer is not None and signer.address not in known:
            self.engines[name] = _engine(foundation, signer, confirmations)


def make_senders(foundation: Foundation) -> Senders:
    """Return the node's own account as a sender, by its settings.

    Args:
        foundation: What the engine works on.

    Returns:
        The senders; without a key there is no engine, and nothing is sent.
    """
    signer = sender_of(foundation.settings)
    guard = guard_of(foundation)
    sends = SendBook(foundation.site.platform, foundation.clock, guard)
    return Senders(sends, None if signer is None else _engine(foundation, signer))


def guard_of(foundation: Foundation) -> VelocityGuard:
    """Return what halts actions that are asked for abnormally often.

    Args:
        foundation: Its policy pack has the bounds.

    Returns:
        The guard.
    """
    return VelocityGuard(
        load_pack(foundation.settings.policy), foundation.clock, foundation.business,
        foundation.audit_log, foundation.alerts,
    )  # fmt: skip


def confirmations_of(foundation: Foundation) -> int:
    """Return how many blocks have to lie on a transaction before it counts.

    Args:
        foundation: Its settings decide, else its chain.

    Returns:
        A number of blocks, at least 0.
    """
    chosen = foundation.settings.sender.confirmations
    usual = 0 if foundation.site.local is not None else _CONFIRMATIONS
    return usual if chosen is None else chosen


def _engine(foundation: Foundation, signer: Signer, confirmations: int = 0) -> SendEngine:
    sender = foundation.settings.sender
    ledger = SendLedger(
        foundation.database, foundation.clock, foundation.audit_log, signer.address,
        sender.cap_wei_per_day,
    )  # fmt: skip
    return SendEngine(
        foundation.site.platform.connection,
        ledger,
        signer,
        foundation.clock,
        sender.stuck_seconds,
        max(confirmations_of(foundation), confirmations),
    )
