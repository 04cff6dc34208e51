"""Supervision of a node, by its settings: within a process, or beside one for a command."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.platform.deployment import Deployment
from tallystick_node.bootstrap.foundation import RING_FILE
from tallystick_node.evm.opening import lives_in_past
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock, machine_time
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage.tables import index_cursor
from tallystick_node.storage.upgrade import require_served
from tallystick_node.supervision.desk import SupervisionDesk
from tallystick_node.supervision.service import Supervision, make_supervision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.infrastructure.clock import Clock
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
        The service, by the node's time: this machine's, but where the platform's chain lives in a
        past the moment that the node has read of it last.

    Raises:
        ConfigError: DEPLOYMENT:… without the platform's deployment file; when the database is not
            there or is of another version.
    """
    roles = Deployment.load(settings.deployment_file).roles
    try:
        database.check()
        require_served(database)
        file = settings.data_dir / RING_FILE
        clock, chain_clock = _clocks(settings, database)
        outbox = Outbox(database, clock, settings.outbox.attempts_max)
        yield make_supervision(
            SupervisionDesk(
                database=database,
                vault=Vault(database, KeyRing.load_or_make(file), file, clock),
                audit_log=AuditLog(clock),
                alerts=Alerts(outbox, settings.outbox.operator_url),
                clock=clock,
                business=BusinessClock(chain_clock, roles.utc_offset_seconds),
                data_dir=settings.data_dir,
                sandbox=roles.sandbox,
            )
        )
    finally:
        database.close()


def _clocks(settings: Settings, database: Database) -> tuple[Clock, Clock]:
    """The time of the node and of its chain, as the running node has them, without its chain."""
    with database.reading() as connection:
        head = connection.scalar(select(index_cursor.c.head_timestamp))
    if head is None:
        return machine_time, machine_time
    seen = datetime.fromtimestamp(head, UTC)
    if lives_in_past(settings.data_dir):
        return (lambda: seen), (lambda: seen)
    if settings.dev:  # a network for development may have been put ahead
        return machine_time, (lambda: max(machine_time(), seen))
    return machine_time, machine_time
