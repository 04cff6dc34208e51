"""A node with its pages, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.builders import Api, open_api

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def site(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    """The pages of a node whose index has read the chain."""
    result = open_api(tmp_path, database, network, time)
    result.index()
    return result
