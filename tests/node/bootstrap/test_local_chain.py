"""Nobody opens a folder in which a demonstration is made: both would be spoilt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError
from tallystick_node.bootstrap.composition import compose
from tallystick_node.bootstrap.local_chain import DEMONSTRATION, require_no_demonstration
from tallystick_node.infrastructure.settings.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_in_which_a_demonstration_is_made_is_left_alone(tmp_path: Path) -> None:
    """A node that opened it had its database replaced underneath, and both were spoilt."""
    require_no_demonstration(tmp_path)
    mark = tmp_path.joinpath(*DEMONSTRATION)
    mark.parent.mkdir()
    mark.write_text("tallystick demo\n", "utf-8")
    settings, _ = load_settings({"data_dir": tmp_path, "dev": True})
    with pytest.raises(ConfigError, match="NODE:DEMONSTRATION"):
        compose(settings)
    assert [file.name for file in tmp_path.iterdir()] == [DEMONSTRATION[0]]
    mark.unlink()
    require_no_demonstration(tmp_path)
