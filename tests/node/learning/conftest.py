"""Learning on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.learning.builders import School, open_school

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def school(tmp_path: Path, database: Database, network: Network, time: Time) -> School:
    """Learning, with the people of a sandbox."""
    return open_school(tmp_path, database, network, time)
