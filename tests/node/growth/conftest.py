"""Growth on each database, under a law that allows rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.growth.builders import Market, open_market

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def market(tmp_path: Path, database: Database, network: Network, time: Time) -> Market:
    """Growth, with the people of a sandbox and a chain."""
    return open_market(tmp_path, database, network, time)
