"""The desk of underwriting, on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.underwriting.builders import Desk, open_desk

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def desk(tmp_path: Path, database: Database, network: Network, time: Time) -> Desk:
    """The desk with the sandbox."""
    return open_desk(tmp_path, database, network, time)
