"""A people room on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import Room, open_room

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def room(tmp_path: Path, database: Database, network: Network, time: Time) -> Room:
    """The room with the sandbox."""
    return open_room(tmp_path, database, network, time)
