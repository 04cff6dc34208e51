"""A second market over a loan that runs, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.resale.builders import ResaleScene, resale_scene

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def scene(database: Database, network: Network, time: Time) -> ResaleScene:
    return resale_scene(database, network, time)
