"""A node's setup looked at from outside: what is there is opened, and nothing is made."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError, TallystickError, TransportError
from tallystick.platform._sync.platform import Platform
from tallystick.platform.deployment import Deployment
from tallystick.urls import authority
from tallystick_node.bootstrap.composition import DATABASE_FILE, database_of
from tallystick_node.bootstrap.doctor.checklist import missing
from tallystick_node.bootstrap.doctor.findings import Premises
from tallystick_node.bootstrap.local_chain import LocalChain

if TYPE_CHECKING:
    from tallystick_node.bootstrap.doctor.findings import Finding
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["examined"]


class _ElsewhereError(ConfigError):
    """A node runs, and nobody says where: nothing is known of its setup."""


def examined(settings: Settings) -> list[Finding]:
    """Return what keeps a node from doing what it is configured to do.

    Args:
        settings: The node's.

    Returns:
        The findings in the order in which they are mended.

    Raises:
        ConfigError: DOCTOR:PORT when the node is running at another place than the settings say.
    """
    with ExitStack() as resources:
        database = _database(settings, resources)
        try:
            platform = _platform(settings, resources)
        except _ElsewhereError:
            raise
        except TallystickError:
            platform = None
        return missing(Premises(settings, platform, database, outside=True))


def _database(settings: Settings, resources: ExitStack) -> Database | None:
    """The database; None where opening SQLite would make it."""
    if settings.database is None and not (settings.data_dir / DATABASE_FILE).exists():
        return None
    database = database_of(settings)
    resources.callback(database.close)
    return database


def _platform(settings: Settings, resources: ExitStack) -> Platform:
    deployment = Deployment.load(settings.deployment_file)
    if settings.rpc is not None:
        platform = Platform.connect(settings.rpc, deployment)
        resources.callback(platform.close)
        return platform
    try:
        local = LocalChain.open(
            settings.data_dir, settings.block_seconds, (), development=settings.dev
        )
    except TallystickError as refused:
        if refused.code != "CHAIN:IN_USE":
            raise
        # The node has it open, and serves it.
        url = f"http://{authority(settings.host, settings.port)}/rpc"
        try:
            return Platform.connect(url, deployment)
        except TransportError as wrong:
            raise _ElsewhereError(
                "DOCTOR:PORT",
                f"a node runs in {settings.data_dir} and does not answer at {url}; say where it"
                " listens: --rpc http://127.0.0.1:PORT/rpc",
            ) from wrong
    resources.callback(local.close)
    return Platform.connect(local.provider, deployment)
