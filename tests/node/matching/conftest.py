"""A scene of automatic lending on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.matching.builders import MatchingScene, matching_of

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def scene(database: Database, network: Network, time: Time) -> MatchingScene:
    """The room with the keeper as executor."""
    built = MatchingScene(network, database, time, matching_of(database, network, time))
    built.index()
    return built
