"""What a node writes is its own user's alone, whatever the directory was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick_node.entrypoints.options import settings_of
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_database_in_a_folder_that_others_may_read_is_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings_of(tmp_path)
    database = Database(sqlite_url(tmp_path / "node.sqlite"))
    upgrade(database)
    database.close()
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
