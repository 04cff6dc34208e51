"""A watch on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.aml.builders import Bureau, open_bureau

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def bureau(tmp_path: Path, database: Database, network: Network, time: Time) -> Bureau:
    """The watch, with the people of a sandbox."""
    return open_bureau(tmp_path, database, network, time)
