"""What only a platform under development has: tokens for its own keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.errors import ConfigError
from tallystick_node.auth.sessions import open_development_session
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.dev_keys import FILE, FOLDER, dev_keys
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.private_files import keep_files_private
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage import upgrade

if TYPE_CHECKING:
    from tallystick_node.auth.sessions import Opened

__all__ = ["token_of"]


def token_of(data_dir: Path, role: str, database_url: str | None) -> Opened:
    """Open a session for a role of a development platform.

    Args:
        data_dir: The node's directory, with its development keys.
        role: The name of a key, such as compliance; without its seat the first, such as council.
        database_url: Where the node's database is, None for the one in the directory.

    Returns:
        The session and its token, the second factor given.

    Raises:
        ConfigError: TOKEN:DEV where there are no development keys.
    """
    if not (data_dir / FOLDER / FILE).exists():
        raise ConfigError(
            "TOKEN:DEV",
            f"{data_dir} has no development keys; start `tallystick node --dev` there first",
        )
    keep_files_private()
    options: dict[str, Any] = {"data_dir": data_dir, "dev": True}
    if database_url is not None:
        options["database"] = database_url
    database = database_of(load_settings(options)[0])
    try:
        database.check()
        upgrade(database)
        signers = dev_keys(data_dir).signers
        signer = signers.get(role) or signers[f"{role}-1"]
        return open_development_session(database, machine_time, signer.address)
    finally:
        database.close()
