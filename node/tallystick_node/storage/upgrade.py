"""Brings a database to the schema of this version, and checks whether it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tallystick.errors import ConfigError

if TYPE_CHECKING:
    from tallystick_node.storage.database import Database

__all__ = ["at_head", "head", "require_head", "revision", "revisions", "upgrade"]

# Any two processes take the same number, so only one of them moves the schema at a time.
_UPGRADE_LOCK = 7_485_411


def upgrade(database: Database, to: str = "head") -> None:
    """Move the schema on, in one transaction; nothing happens when it is there already.

    Args:
        database: The database.
        to: The revision to move to, `head` for the newest.

    Raises:
        ConfigError: DATABASE:LATER when the database was written by a later version of this
            program.
    """
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _UPGRADE_LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in revisions():
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


def require_head(database: Database) -> None:
    """Require that the schema is that of this version.

    Args:
        database: The database.

    Raises:
        ConfigError: DATABASE:SCHEMA when it is not.
    """
    if not at_head(database):
        raise ConfigError(
            "DATABASE:SCHEMA",
            f"the database {database.place} has not this version's schema; start the node once",
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "tallystick_node.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
