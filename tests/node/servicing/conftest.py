"""An office on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.servicing.builders import Office, open_office

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def office(tmp_path: Path, database: Database, network: Network, time: Time) -> Office:
    """Servicing with the keeper's account."""
    return open_office(tmp_path, database, network, time)
