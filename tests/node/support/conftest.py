"""Support on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.support.builders import Counter, open_counter

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def counter(tmp_path: Path, database: Database, network: Network, time: Time) -> Counter:
    """Support, with the people of a sandbox."""
    return open_counter(tmp_path, database, network, time)
