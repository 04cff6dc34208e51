"""Where the node keeps what it knows: SQLite or PostgreSQL, one schema, moved on by revisions."""

from __future__ import annotations

from tallystick_node.storage.database import Database
from tallystick_node.storage.upgrade import at_head, upgrade

__all__ = ["Database", "at_head", "upgrade"]
