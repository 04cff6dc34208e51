"""What every service of a process is built on: made first, passed to whatever builds a service."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.jobs.leases import Leases
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.vault.key_ring import KeyRing

if TYPE_CHECKING:
    from tallystick_node.bootstrap.network import ChainSite
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.policy.packs import Pack
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["RING_FILE", "Foundation", "make_foundation", "pack_of"]

RING_FILE = Path("keys") / "ring.json"


@dataclass(frozen=True, slots=True)
class Foundation:
    """Settings, database, chain, time, and the tables that all services write through.

    clock: of the platform's business: this machine's, but in a past that a chain lives in the
    chain's. machine: of this machine. name: whose leases these are.
    """

    settings: Settings
    database: Database
    site: ChainSite
    clock: Clock
    machine: Clock
    ring: KeyRing
    audit_log: AuditLog
    outbox: Outbox
    alerts: Alerts
    queue: JobQueue
    leases: Leases
    name: str

    @property
    def business(self) -> BusinessClock:
        """The platform's calendar, on the chain's clock."""
        offset = self.site.platform.deployment.roles.utc_offset_seconds
        return BusinessClock(self.site.clock, offset)


def make_foundation(
    settings: Settings, database: Database, site: ChainSite, machine: Clock
) -> Foundation:
    """Make it on an open database and chain.

    Args:
        settings: The node's.
        database: Open, its schema of this version.
        site: The platform on its chain.
        machine: The time of this machine.

    Returns:
        The foundation; nothing of it runs by itself.
    """
    clock = site.clock if site.is_past else machine
    outbox = Outbox(database, clock, settings.outbox.attempts_max)
    return Foundation(
        settings=settings,
        database=database,
        site=site,
        clock=clock,
        machine=machine,
        ring=KeyRing.load_or_make(settings.data_dir / RING_FILE),
        audit_log=AuditLog(clock),
        outbox=outbox,
        alerts=Alerts(outbox, settings.outbox.operator_url),
        queue=JobQueue(database, clock, settings.job_lease_seconds, settings.job_attempts_max),
        leases=Leases(database, clock),
        # A local chain has one process, which after a crash is the same holder as before.
        name="local" if site.local is not None else f"{socket.gethostname()}:{os.getpid()}",
    )


def pack_of(foundation: Foundation) -> Pack:
    """Return the policy pack that the node's settings name.

    Args:
        foundation: Knows the platform.

    Returns:
        The pack, its amounts in minor units of the platform's token.

    Raises:
        ConfigError: POLICY:NAME or POLICY:FORM when there is no such pack.
        TransportError: When the chain's node does not answer.
    """
    decimals = foundation.site.platform.token().decimals
    return load_pack(foundation.settings.policy, decimals)
