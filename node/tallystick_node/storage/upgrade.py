"""Brings a database to the schema of this version, and checks whether it is there.

While processes are replaced one after the other, two versions work on one database. The later one
moves the schema on and says in `schema_floor` which earlier programs it still serves; these go on,
and the others refuse to start and are not ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from tallystick.errors import ConfigError
from tallystick_node.storage.tables import schema_floor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.storage.database import Database

__all__ = [
    "at_head", "head", "require_served", "revision", "revisions", "served", "upgrade",
]  # fmt: skip

# Any two processes take the same number, so only one of them moves the schema at a time.
_UPGRADE_LOCK = 7_485_411


def upgrade(database: Database, to: str = "head") -> None:
    """Move the schema on, in one transaction.

    Nothing happens when it is there already, or is a later one that serves this program.

    Args:
        database: The database.
        to: The revision to move to, `head` for the newest.

    Raises:
        ConfigError: DATABASE:LATER when the database was written by a later version of this
            program that this one cannot work with.
    """
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _UPGRADE_LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in revisions():
            if _floor(connection) in revisions():
                return
            raise ConfigError(
                "DATABASE:LATER",
                f"the database {database.place} is of a later version ({current}); update"
                " tallystick",
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def revision(database: Database) -> str | None:
    """Return the revision that a database is at.

    Args:
        database: The database.

    Returns:
        The revision, None when the database is empty.
    """
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def revisions() -> frozenset[str]:
    """Return every revision that this version of the program knows.

    Returns:
        The revisions.
    """
    return frozenset(script.revision for script in _scripts().walk_revisions())


def head() -> str:
    """Return the revision that this version of the program wants.

    Returns:
        The revision.
    """
    newest = _scripts().get_current_head()
    assert newest is not None, "there is a first revision"
    return newest


def at_head(database: Database) -> bool:
    """Return whether the schema is that of this version.

    Args:
        database: The database.

    Returns:
        True when it is.
    """
    return revision(database) == head()


def served(database: Database) -> bool:
    """Return whether this program can work with the schema.

    That is its own, or a later one that has everything of it.

    Args:
        database: The database.

    Returns:
        True when it can.
    """
    with database.reading() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is None or current in revisions():
            return current == head()
        return _floor(connection) in revisions()


def require_served(database: Database) -> None:
    """Require that this program can work with the schema.

    Args:
        database: The database.

    Raises:
        ConfigError: DATABASE:SCHEMA when it cannot.
    """
    if not served(database):
        raise ConfigError(
            "DATABASE:SCHEMA",
            f"the database {database.place} has not this version's schema; start the node once",
        )


def _floor(connection: Connection) -> str | None:
    """The earliest revision whose programs a later schema serves."""
    if not inspect(connection).has_table(schema_floor.name):
        return None
    return connection.scalar(select(schema_floor.c.revision))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "tallystick_node.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
