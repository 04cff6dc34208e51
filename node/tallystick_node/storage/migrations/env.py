"""How Alembic runs here: in the transaction that the caller has opened."""

from __future__ import annotations

from alembic import context

import tallystick_node.storage.tables  # noqa: F401 - the tables name themselves
from tallystick_node.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()
