"""Supervision of a node, by its settings: within a process, or beside one for a command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tallystick.platform.deployment import Deployment
from tallystick_node.bootstrap.foundation import RING_FILE
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock, machine_time
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage.upgrade import require_head
from tallystick_node.supervision.desk import SupervisionDesk
from tallystick_node.supervision.service import Supervision, make_supervision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["supervision_beside", "supervision_of"]


def supervision_of(foundation: Foundation, vault: Vault) -> Supervision:
    """Return the service of a process.

    Args:
        foundation: What the process stands on.
        vault: Where texts are sealed.

    Returns:
        The service.
    """
    return make_supervision(
        SupervisionDesk(
            database=foundation.database,
            vault=vault,
            audit_log=foundation.audit_log,
            alerts=foundation.alerts,
            clock=foundation.clock,
            business=foundation.business,
            data_dir=foundation.settings.data_dir,
            sandbox=foundation.site.platform.deployment.roles.sandbox,
        )
    )


@contextmanager
def supervision_beside(settings: Settings, database: Database) -> Iterator[Supervision]:
    """Return the service for a command; the node may run meanwhile, and no chain is asked.

    Args:
        settings: The node's.
        database: Not opened yet; it is closed at the end.

    Yields:
        The service, by the time of this machine.

    Raises:
        ConfigError: DEPLOYMENT:… without the platform's deployment file; when the database is not
            there or is of another version.
    """
    roles = Deployment.load(settings.deployment_file).roles
    try:
        database.check()
        require_head(database)
        file = settings.data_dir / RING_FILE
        outbox = Outbox(database, machine_time, settings.outbox.attempts_max)
        yield make_supervision(
            SupervisionDesk(
                database=database,
                vault=Vault(database, KeyRing.load_or_make(file), file, machine_time),
                audit_log=AuditLog(machine_time),
                alerts=Alerts(outbox, settings.outbox.operator_url),
                clock=machine_time,
                business=BusinessClock(machine_time, roles.utc_offset_seconds),
                data_dir=settings.data_dir,
                sandbox=roles.sandbox,
            )
        )
    finally:
        database.close()
