"""A node that is put together: its foundation, its services, and what it does by itself."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.jobs.planner import JobPlanner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.api.services import Services
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.loops import Loop
    from tallystick_node.bootstrap.senders import Senders
    from tallystick_node.disclosure.agreements.service import Agreements
    from tallystick_node.disclosure.publisher import Publisher
    from tallystick_node.infrastructure.jobs.kinds import JobKind

__all__ = [
    "HOOKS",
    "INDEXER",
    "LEASE_SECONDS",
    "MATCHING",
    "PAYMENTS",
    "PUBLICATION",
    "READINESS",
    "RESALE",
    "SENDER",
    "SERVICING",
    "SUPPORT",
    "Node",
]

INDEXER, SENDER, PUBLICATION, PAYMENTS = "indexer", "sender", "publication", "payments"
SERVICING, READINESS, SUPPORT = "servicing", "readiness", "support"
HOOKS = "hooks"
MATCHING, RESALE = "matching", "resale"
LEASE_SECONDS = 10


@dataclass
class Node:
    """Everything that runs; made by `compose`, ended by `close`.

    publication: None without a publisher's key. kinds: the jobs that it does. loops: its threads,
    none in a process that only serves.
    """

    foundation: Foundation
    services: Services
    senders: Senders
    agreements: Agreements
    publication: Publisher | None = None
    kinds: Sequence[JobKind] = ()
    loops: list[Loop] = field(default_factory=list)
    resources: ExitStack = field(default_factory=ExitStack)

    @property
    def planner(self) -> JobPlanner:
        """Plans the days of all kinds."""
        return JobPlanner(self.foundation.queue, self.kinds, self.foundation.business)

    def start(self) -> None:
        """Begin to work."""
        for loop in self.loops:
            loop.start()

    def close(self) -> None:
        """Let every loop end what it does, then give everything back."""
        for loop in self.loops:
            loop.stop()
        for loop in self.loops:
            loop.join(LEASE_SECONDS)
        leases, name = self.foundation.leases, self.foundation.name
        led = (
            INDEXER,
            SENDER,
            SERVICING,
            PUBLICATION,
            PAYMENTS,
            READINESS,
            SUPPORT,
            HOOKS,
            MATCHING,
            RESALE,
            *self.senders.engines,
        )
        for lease in led:
            leases.release(lease, name)
        self.resources.close()
