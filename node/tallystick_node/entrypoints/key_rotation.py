"""Rotation of the ring: a new key, everything wrapped by it, and the old keys forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.auth.second_factor import rewrap_all
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.foundation import RING_FILE
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.vault.key_ring import KeyRing
from tallystick_node.infrastructure.vault.store import Vault
from tallystick_node.storage.upgrade import require_served

if TYPE_CHECKING:
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["Rotation", "rotate_keys"]


@dataclass(frozen=True, slots=True)
class Rotation:
    """The key that wraps from now on, how many keys were wrapped anew, and which were retired."""

    newest: int
    rewrapped: int
    retired: tuple[int, ...]


def rotate_keys(settings: Settings, *, retire: bool) -> Rotation:
    """Rotate the ring of a node, whether or not it runs.

    What was wrapped by a retired key, as in an old backup, can no longer be read. A rotation that
    was interrupted is resumed by the next.

    Args:
        settings: The node's.
        retire: Remove all keys but the new one and the one before it, under which a process may
            just be wrapping.

    Returns:
        What was done.
    """
    database = database_of(settings)
    try:
        database.check()
        require_served(database)
        file = settings.data_dir / RING_FILE
        ring = KeyRing.load_or_make(file)
        vault = Vault(database, ring, file, machine_time)
        newest = vault.rotate()
        rewrapped = vault.rewrap_all() + rewrap_all(database, ring)
        retired = tuple(number for number in range(1, newest - 1) if ring.knows(number))
        for number in retired if retire else ():
            vault.retire(number)
        with database.writing() as connection:
            AuditLog(machine_time).add(
                connection, actor="operator", act="vault.rotated", subject=str(newest),
                details={"rewrapped": rewrapped, "retired": list(retired) if retire else []},
            )  # fmt: skip
    finally:
        database.close()
    return Rotation(newest, rewrapped, retired if retire else ())
