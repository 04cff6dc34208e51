"""Options that the commands of a node share, and the settings that they come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError
from tallystick_node.infrastructure.private_files import keep_files_private

if TYPE_CHECKING:
    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["AsJson", "DataDir", "DatabaseUrl", "settings_of"]

DataDir = Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="postgresql://USER@HOST/NAME; SQLite in DIR without one.", metavar="URL"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def settings_of(data_dir: Path | None, **options: Any) -> Settings:
    """Return a directory's settings with the options of a command over them.

    Args:
        data_dir: The node's directory.
        options: Settings by name; None leaves what the directory says.

    Returns:
        The settings.

    Raises:
        CannotRunError: CLI:USAGE without a directory.
        ConfigError: When a setting is wrong.
    """
    keep_files_private()
    from tallystick_node.infrastructure.settings.settings import (  # noqa: PLC0415 - imports pydantic
        load_settings,
    )

    if data_dir is None:
        raise CannotRunError("CLI:USAGE", "say where the node's directory is: --data-dir DIR")
    chosen = {name: value for name, value in options.items() if value is not None}
    return load_settings({"data_dir": data_dir, **chosen})[0]
